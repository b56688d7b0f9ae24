/* speed_parser.c: documents parsed as telexd has them parsed: sent to a parser process, items sent back and checked.
 *
 *   speed_parser FILE...
 *
 * Prints how many items there were.  Its CPU time is that of both processes. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

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

static bool send_request(int fd, struct bytes head, struct bytes body)
{
	struct iovec parts[] = {{(void *)head.data, head.len}, {(void *)body.data, body.len}};
	size_t at = 0, i = 0;

	while (i < 2) {
		ssize_t n = writev(fd, parts + i, 2 - (int)i);

		if (n <= 0)
			return false;
		for (at = (size_t)n; i < 2 && at >= parts[i].iov_len; i++)
			at -= parts[i].iov_len;
		if (i < 2) {
			parts[i].iov_base = (char *)parts[i].iov_base + at;
			parts[i].iov_len -= at;
		}
	}
	return true;
}

/* The whole frames in `in`; *ret_is_over after the one that ends the document. */
static bool take_frames(struct buf *in, size_t *n_items, bool *ret_is_over)
{
	size_t at = 0;
	uint32_t len;

	while (in->len - at >= sizeof(len)) {
		void *ctx = talloc_new(NULL);
		struct wire_answer answer;
		bool ok;

		memcpy(&len, in->data + at, sizeof(len));
		if (in->len - at - sizeof(len) < len)
			break;
		ok = wire_get_answer(ctx, (struct bytes){in->data + at + sizeof(len), len}, &answer);
		talloc_free(ctx);
		if (!ok)
			return false;
		at += sizeof(len) + len;
		*n_items += answer.kind == WIRE_ITEM;
		*ret_is_over = answer.kind != WIRE_ITEM;
	}
	if (at > 0 && at < in->len)
		memmove(in->data, in->data + at, in->len - at);
	buf_truncate(in, in->len - at);
	return true;
}

/* The answers up to the end of the document, as pool.c reads them. */
static bool take_answers(int fd, struct buf *in, size_t *n_items)
{
	bool is_over = false;

	while (!is_over) {
		char *room = buf_reserve(in, KIB(256));
		ssize_t n = room ? read(fd, room, KIB(256)) : -1;

		if (n <= 0)
			return false;
		in->len += (size_t)n;
		if (!take_frames(in, n_items, &is_over))
			return false;
	}
	return true;
}

static bool parse(int fd, const char *name, struct buf *in, size_t *n_items)
{
	struct wire_request request = {.max_items = WIRE_ITEMS_MAX,
				       .max_content = WIRE_CONTENT_MAX,
				       .base_url = "https://feed.example/"};
	AUTO_BUF body = BUF_INIT(DOCUMENT_MAX), head = BUF_INIT(KIB(64));

	if (!read_file(name, &body))
		return false;
	request.body = buf_bytes(&body);
	wire_put_request(&request, &head);
	return send_request(fd, buf_bytes(&head), request.body) && take_answers(fd, in, n_items);
}

int main(int argc, char **argv)
{
	struct buf in = BUF_INIT(2 * WIRE_ANSWER_MAX);
	size_t n_items = 0;
	int ends[2], status;
	bool ok = !socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
	pid_t pid = ok ? fork() : -1;

	if (pid == 0) {
		close(ends[0]);
		_exit(parser_serve(ends[1]));
	}
	if (pid < 0)
		return 1;
	close(ends[1]);
	for (int i = 1; i < argc && ok; i++)
		ok = parse(ends[0], argv[i], &in, &n_items);
	close(ends[0]);
	buf_free(&in);
	printf("%zu items\n", n_items);
	return waitpid(pid, &status, 0) != pid || !ok;
}
