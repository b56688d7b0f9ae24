/* lock.c: one telexd a database: flock(2) on a file beside it, which ends with the process that holds it. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "folders.h"

static bool busy(int fd, const char *path, struct err *err)
{
	char text[32] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	long pid;

	text[n > 0 ? n : 0] = '\0';
	pid = strtol(text, NULL, 10);
	if (pid > 0)
		return err_set(err, ERR_BUSY, "another telexd (pid %ld) is at work on this database (%s)",
			       pid, path);
	return err_set(err, ERR_BUSY, "another telexd is at work on this database (%s)", path);
}

bool lock_take(const char *path, int *ret_fd, struct err *err)
{
	int fd, saved;
	char text[32];

	folders_make(path);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_set(err, ERR_IO, "cannot open the lock %s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		saved = errno;
		if (saved == EWOULDBLOCK)
			busy(fd, path, err);
		else
			err_set(err, ERR_IO, "cannot lock %s: %s", path, strerror(saved));
		close(fd);
		return false;
	}
	snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, strlen(text), 0) < 0)
		errno = 0; /* only the pid in a message is lost, on a full disk say */
	*ret_fd = fd;
	return true;
}
