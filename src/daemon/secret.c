/* secret.c: secrets that stand in a file, or that a program printed. */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actions.h"

/* It goes into a header: no line break, nothing that no keyboard makes.  It is never said. */
static bool check(struct bytes secret, struct err *err)
{
	if (!secret.len)
		return err_set(err, ERR_CONFIG, "there is nothing in it");
	for (size_t i = 0; i < secret.len; i++) {
		const unsigned char c = (unsigned char)secret.data[i];

		if (c == '\n' || c == '\r')
			return err_set(err, ERR_CONFIG, "there is more than one line in it");
		if (c < ' ' || c == 0x7f)
			return err_set(err, ERR_CONFIG, "there are control bytes in it");
	}
	return true;
}

static struct bytes without_line_end(struct bytes s)
{
	if (s.len && s.data[s.len - 1] == '\n')
		s.len--;
	if (s.len && s.data[s.len - 1] == '\r')
		s.len--;
	return s;
}

char *secret_take(void *ctx, struct bytes line, struct err *err)
{
	line = without_line_end(line);
	return check(line, err) ? mem_strndup(ctx, line.data, line.len) : NULL;
}

/* Not a pipe nor a device: telexd waits for nobody here. */
static bool read_regular(int fd, struct buf *text, struct err *err)
{
	struct stat st;
	char *room = buf_reserve(text, text->max);
	ssize_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "not a file");
	do
		n = room ? read(fd, room, text->max) : -1;
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	text->len = (size_t)n;
	return text->len < text->max || err_set(err, ERR_LIMIT, "larger than %d bytes", ACTIONS_SECRET_MAX);
}

bool secret_read(void *ctx, const char *path, const char **ret, struct err *err)
{
	AUTO_BUF text = BUF_INIT(ACTIONS_SECRET_MAX + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool ok = fd >= 0 ? read_regular(fd, &text, err) : err_set(err, ERR_IO, "%s", strerror(errno));
	struct bytes line = without_line_end(buf_bytes(&text));

	if (fd >= 0)
		close(fd);
	if (ok && (ok = check(line, err)))
		*ret = mem_strndup(ctx, line.data, line.len);
	return ok;
}
