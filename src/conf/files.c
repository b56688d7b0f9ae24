/* files.c: a file read whole, and replaced so that a crash leaves the old one or the new one. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

static int read_all(int fd, struct buf *out)
{
	char chunk[KIB(16)];

	for (;;) {
		const ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : 0;
		buf_add(out, chunk, (size_t)n);
		if (!buf_ok(out))
			return EFBIG;
	}
}

int conf_file_read(const char *file, struct buf *out)
{
	/* Not to hang on a fifo: opened without waiting, then refused. */
	const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int failure;

	if (fd < 0)
		return errno;
	if (fstat(fd, &st) != 0)
		failure = errno;
	else if (S_ISDIR(st.st_mode))
		failure = EISDIR;
	else if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
		failure = EINVAL;
	else
		failure = read_all(fd, out);
	close(fd);
	return failure;
}

static bool write_all(int fd, struct bytes text)
{
	while (text.len > 0) {
		const ssize_t n = write(fd, text.data, text.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text.data += n;
		text.len -= (size_t)n;
	}
	return true;
}

/* The name is durable only when its folder is. */
static void sync_dir(const char *dir)
{
	const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd); /* some file systems cannot; the data itself is synced */
	close(fd);
}

static bool replace(void *ctx, const char *target, struct bytes text, struct err *err)
{
	char *temp = mem_printf(ctx, "%s.XXXXXX", target);
	const int fd = mkostemp(temp, O_CLOEXEC); /* 0600 */
	struct stat st;
	bool ok;

	if (fd < 0)
		return err_set(err, ERR_IO, "cannot write beside %s: %s", target, strerror(errno));
	ok = (stat(target, &st) != 0 || fchmod(fd, st.st_mode & 07777) == 0) && write_all(fd, text) &&
	     fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	ok = ok && rename(temp, target) == 0;
	if (!ok) {
		err_set(err, ERR_IO, "cannot write %s: %s", target, strerror(errno));
		(void)unlink(temp); /* best effort: only our own leavings */
		return false;
	}
	sync_dir(conf_path_dir(ctx, target));
	return true;
}

bool conf_file_replace(const char *file, struct bytes text, struct err *err)
{
	void *ctx = mem_check(talloc_new(NULL));
	char *real = realpath(file, NULL);
	struct stat st;
	bool ok;

	if (!real && lstat(file, &st) == 0 && S_ISLNK(st.st_mode))
		ok = err_set(err, ERR_IO, "%s is a symbolic link to nowhere", file);
	else
		ok = replace(ctx, real ? real : file, text, err);
	free(real);
	talloc_free(ctx);
	return ok;
}
