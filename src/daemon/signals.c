/* signals.c: signals as a descriptor in the loop. */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool signals_open(int *ret_fd, struct err *err)
{
	static const int reported[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	sigset_t mask;
	int fd;

	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof(reported) / sizeof(reported[0]); i++)
		sigaddset(&mask, reported[i]);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return err_set(err, ERR_IO, "cannot wait for signals: %s", strerror(errno));
	*ret_fd = fd;
	return true;
}

int signals_next(int fd)
{
	struct signalfd_siginfo info;

	return read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info) ? (int)info.ssi_signo : 0;
}

bool signals_want_end(void *unused)
{
	sigset_t pending;

	(void)unused;
	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}
