/* speed_parser.c: documents parsed as telexd has them parsed: sent to a parser process, items sent back and checked.
 *
 *   speed_parser FILE...
 *
 * Prints how many items there were.  Its CPU time is that of both processes. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/daemon/child.h"
#include "src/daemon/parser.h"
#include "src/daemon/wire.h"

enum { DOCUMENT_MAX = 128 << 20 };

static bool read_file(const char *name, struct buf *out)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	char *room;
	ssize_t n = fd < 0 ? -1 : 1;

	while (n > 0 && (room = buf_reserve(out, KIB(64)))) {
		n = read(fd, room, KIB(64));
		out->len += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	return n == 0;
}

static bool write_all(int fd, struct bytes s)
{
	while (s.len > 0) {
		ssize_t n = write(fd, s.data, s.len);

		if (n <= 0)
			return false;
		s = (struct bytes){s.data + n, s.len - (size_t)n};
	}
	return true;
}

/* The answers up to the one that ends the document. */
static bool take_answers(int fd, char *frame, size_t *n_items)
{
	struct wire_answer answer = {.kind = WIRE_ITEM};
	uint32_t len;

	while (answer.kind == WIRE_ITEM) {
		void *ctx = talloc_new(NULL);
		bool ok = child_read(fd, &len, sizeof(len)) && len <= WIRE_ANSWER_MAX && child_read(fd, frame, len) &&
			  wire_get_answer(ctx, (struct bytes){frame, len}, &answer);

		talloc_free(ctx);
		if (!ok)
			return false;
		*n_items += answer.kind == WIRE_ITEM;
	}
	return true;
}

static bool parse(int fd, const char *name, char *frame, size_t *n_items)
{
	struct wire_request request = {.max_items = WIRE_ITEMS_MAX,
				       .max_content = WIRE_CONTENT_MAX,
				       .base_url = "https://feed.example/"};
	AUTO_BUF body = BUF_INIT(DOCUMENT_MAX), head = BUF_INIT(KIB(64));

	if (!read_file(name, &body))
		return false;
	request.body = buf_bytes(&body);
	wire_put_request(&request, &head);
	return write_all(fd, buf_bytes(&head)) && write_all(fd, request.body) && take_answers(fd, frame, n_items);
}

int main(int argc, char **argv)
{
	char *frame = malloc(WIRE_ANSWER_MAX);
	size_t n_items = 0;
	int ends[2], status;
	bool ok = frame && !socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
	pid_t pid = ok ? fork() : -1;

	if (pid == 0) {
		close(ends[0]);
		_exit(parser_serve(ends[1]));
	}
	if (pid < 0)
		return 1;
	close(ends[1]);
	for (int i = 1; i < argc && ok; i++)
		ok = parse(ends[0], argv[i], frame, &n_items);
	close(ends[0]);
	free(frame);
	printf("%zu items\n", n_items);
	return waitpid(pid, &status, 0) != pid || !ok;
}
