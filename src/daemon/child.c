/* child.c: what the helper processes of telexd do first. */
#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

void child_keep_only(int fd)
{
	int null = open("/dev/null", O_RDWR);

	if (fd != CHILD_FD)
		dup2(fd, CHILD_FD);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	close_range(CHILD_FD + 1, ~0U, 0);
}

void child_ignore_signals(void)
{
	static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, SIGQUIT};

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
}
