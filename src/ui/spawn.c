/* spawn.c: starting programs. */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { EXIT_NOT_STARTED = 127 };

/* The reader blocks signals (it reads them from a descriptor); what it starts must not inherit that. */
static void plain_signals(posix_spawnattr_t *attr, short more_flags)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(attr);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &all);
	posix_spawnattr_setflags(attr, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | more_flags));
}

static pid_t spawn(char *const *argv, posix_spawn_file_actions_t *files, short flags)
{
	posix_spawnattr_t attr;
	pid_t pid;
	int why;

	plain_signals(&attr, flags);
	why = posix_spawnp(&pid, argv[0], files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	errno = why;
	return why == 0 ? pid : -1;
}

pid_t spawn_piped(char *const *argv, int *ret_out, int *ret_faults)
{
	posix_spawn_file_actions_t files;
	int out[2], faults[2];
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) != 0)
		return -1;
	if (pipe2(faults, O_CLOEXEC) != 0) {
		close(out[0]);
		close(out[1]);
		return -1;
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, faults[1], STDERR_FILENO);
	pid = spawn(argv, &files, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_destroy(&files);
	close(out[1]);
	close(faults[1]);
	if (pid < 0) {
		close(out[0]);
		close(faults[0]);
		return -1;
	}
	*ret_out = out[0];
	*ret_faults = faults[0];
	return pid;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool spawn_silent(char *const *argv)
{
	posix_spawn_file_actions_t files;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	pid = spawn(argv, &files, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_destroy(&files);
	return pid > 0;
}

/* A process between becomes the parent and ends at once, so that nobody has to collect the program later. */
bool spawn_away(char *const *argv)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(spawn_silent(argv) ? 0 : EXIT_NOT_STARTED);
	return pid > 0 && wait_for(pid) == 0;
}

/* ^C in the program was for the program: with the signals blocked here it waits for us too. */
static void drop_interrupts(void)
{
	const struct timespec now = {0};
	sigset_t typed;

	sigemptyset(&typed);
	sigaddset(&typed, SIGINT);
	sigaddset(&typed, SIGQUIT);
	while (sigtimedwait(&typed, NULL, &now) > 0)
		;
}

int spawn_here(char *const *argv)
{
	pid_t pid = spawn(argv, NULL, 0);
	int status = pid > 0 ? wait_for(pid) : -1;

	drop_interrupts();
	return status;
}
