/* usage.c: CPU time (user and system) and peak memory of a command.
 *
 *   usage COMMAND [ARGUMENT...]      runs it without its output; prints "SECONDS KILOBYTES USER_SECONDS"
 *
 * Small itself, because a process begins with the peak of the one that started it. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (null >= 0)
			dup2(null, STDOUT_FILENO);
		execv(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
		return 1;
	printf("%.3f %ld %.3f\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
	       seconds(usage.ru_utime));
	return 0;
}
