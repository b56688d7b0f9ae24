/* file.c: lines added to a file. */
#include "telex/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only a file: a pipe would keep telexd waiting. */
static int open_file(const char *path, off_t *ret_size, struct err *err)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
	struct stat st;

	if (fd < 0) {
		err_set(err, ERR_IO, "cannot write %s: %s", path, strerror(errno));
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*ret_size = st.st_size;
		return fd;
	}
	err_set(err, ERR_IO, "cannot write %s: it is no file", path);
	close(fd);
	return -1;
}

static bool is_cut(int fd, off_t size)
{
	char last = '\n';

	return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* The name of a file that was just made must last as well. */
static bool keep_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash && slash > path ? mem_strndup(NULL, path, (size_t)(slash - path)) : mem_strdup(NULL, slash ? "/" : ".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd < 0 || fsync(fd) == 0 || errno == EINVAL; /* who may not open it cannot do more */

	talloc_free(folder);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool notify_append(const char *path, struct bytes lines, struct err *err)
{
	AUTO_BUF whole = BUF_INIT(lines.len + 1);
	off_t size = 0;
	int fd = open_file(path, &size, err);
	ssize_t n;
	bool ok;

	if (fd < 0)
		return false;
	if (is_cut(fd, size))
		buf_addc(&whole, '\n');
	buf_add(&whole, lines.data, lines.len);
	do
		n = write(fd, buf_str(&whole), whole.len);
	while (n < 0 && errno == EINTR);
	ok = n == (ssize_t)whole.len && fsync(fd) == 0 && (size > 0 || keep_name(path));
	if (!ok)
		err_set(err, ERR_IO, "cannot write %s: %s", path, n >= 0 && n < (ssize_t)whole.len ? "the disk is full" : strerror(errno));
	close(fd);
	return ok;
}
