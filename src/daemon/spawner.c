/* spawner.c: the process that starts parser processes, and reports how they ended. */
#include "parser.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"

#define PARSER_MEMORY ((rlim_t)768 << 20)

/* ---- messages ---- */

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static bool send_message(int fd, const struct spawner_message *m, int parser)
{
	union control control = {{0}};
	struct iovec iov = {(void *)m, sizeof(*m)};
	struct msghdr h = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *c;

	if (parser >= 0) {
		h.msg_control = control.bytes;
		h.msg_controllen = sizeof(control.bytes);
		c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(parser));
		memcpy(CMSG_DATA(c), &parser, sizeof(parser));
	}
	return sendmsg(fd, &h, MSG_NOSIGNAL) == (ssize_t)sizeof(*m);
}

bool spawner_send(int fd, enum spawner_word word, pid_t pid)
{
	return send_message(fd, &(struct spawner_message){.word = (int)word, .pid = pid}, -1);
}

bool spawner_receive(int fd, struct spawner_message *ret, int *ret_parser)
{
	union control control;
	struct spawner_message m;
	struct iovec iov = {&m, sizeof(m)};
	struct msghdr h = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = control.bytes,
			   .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *c;
	ssize_t n;
	int parser = -1;

	do
		n = recvmsg(fd, &h, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(m)) {
		if (n >= 0)
			errno = EPIPE;
		return false;
	}
	c = CMSG_FIRSTHDR(&h);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(&parser, CMSG_DATA(c), sizeof(parser));
	*ret = m;
	*ret_parser = parser;
	return true;
}

/* ---- in the spawner ---- */

static void limit_parser(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_FSIZE, &none);
#ifndef TELEX_SANITIZED
	setrlimit(RLIMIT_AS, &(struct rlimit){PARSER_MEMORY, PARSER_MEMORY});
#endif
}

static _Noreturn void be_parser(int fd)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "telexd: parser");
	signal(SIGPROF, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	child_keep_only(fd);
#ifndef TELEX_SANITIZED /* whose reports must be seen */
	dup2(STDIN_FILENO, STDERR_FILENO);
#endif
	limit_parser();
	_exit(parser_serve(CHILD_FD));
}

/* One more parser; its socket goes to telexd.  When none can be had, telexd hears of a parser 0. */
static void start_parser(void)
{
	struct spawner_message m = {.word = SPAWNER_START};
	int pair[2] = {-1, -1};

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		m.pid = fork();
		if (m.pid == 0)
			be_parser(pair[1]);
		close(pair[1]);
		if (m.pid < 0) {
			m.pid = 0;
			close(pair[0]);
			pair[0] = -1;
		}
	}
	if (!send_message(CHILD_FD, &m, pair[0]))
		_exit(0);
	if (pair[0] >= 0)
		close(pair[0]);
}

static void reap(void)
{
	struct spawner_message m = {.word = SPAWNER_DEAD};

	while ((m.pid = waitpid(-1, &m.status, WNOHANG)) > 0)
		if (!send_message(CHILD_FD, &m, -1))
			_exit(0);
}

/* A pid that telexd names is one of ours: it stays ours until it is reaped here. */
static void kill_parser(pid_t pid)
{
	siginfo_t info;

	if (pid > 0 && waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
		kill(pid, SIGKILL);
}

static void obey(void)
{
	struct spawner_message m;
	int none;

	if (!spawner_receive(CHILD_FD, &m, &none))
		_exit(0);
	if (m.word == SPAWNER_START)
		start_parser();
	else if (m.word == SPAWNER_KILL)
		kill_parser(m.pid);
}

static _Noreturn void be_spawner(int fd)
{
	struct signalfd_siginfo info;
	sigset_t mask;
	struct pollfd fds[2] = {{.events = POLLIN}, {.events = POLLIN}};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "telexd: parsers");
	child_keep_only(fd);
	child_ignore_signals();
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	fds[0].fd = CHILD_FD;
	fds[1].fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			_exit(1);
		if (fds[1].revents && read(fds[1].fd, &info, sizeof(info)) > 0)
			reap();
		if (fds[0].revents)
			obey();
	}
}

bool spawner_start(int *ret_fd, struct err *err)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(err, ERR_IO, "cannot start the parsers: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		be_spawner(pair[1]);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_set(err, ERR_IO, "cannot start the parsers: %s", strerror(errno));
	}
	*ret_fd = pair[0];
	return true;
}
