/* program.c: one program: started without a shell, fed, listened to, and ended when its time is over: SIGTERM
 * to its group, 2 s later SIGKILL.
 *
 * It is over when it has ended and its output is closed.  What it left behind with the output open gets 2 s,
 * then it is killed with the group, and what came counts. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	GRACE_MS = 2000,
	CHUNK = 64 * 1024,
	STDERR_MAX = 512, /* bytes of its first line */
	FILES_MAX = 1024, /* programs that use select(2) know no more */
	PIPES = 3,
};

/* What it prints. */
struct stream {
	int fd; /* -1: closed */
	struct buf text;
	size_t keep; /* of text, once it is_full: what follows is read and dropped, so that the program can
			end */
	bool is_full;
};

struct program {
	pid_t pid;
	int in; /* its standard input; -1: closed */
	struct bytes input;
	size_t written;
	struct stream out, err; /* err: the first line of its standard error */
	bool is_line, is_chatter;
	size_t output_max;
	int64_t timeout_ms, deadline_ms; /* deadline_ms: of the state it is in */
	bool is_left, is_terminated;	 /* is_left: it has ended and somebody holds its output open */
	bool is_ended;
	int status;	    /* of wait(2), once it is_ended */
	const char *reason; /* why we ended it; NULL: of its own */
};

/* ---- birth ---- */

/* In the new process, between fork and execve: only what is safe there. */
static _Noreturn void become(const int theirs[PIPES], int report, const char *path,
			     const struct program_order *order)
{
	static const int defaults[] = {SIGPIPE, SIGINT,	 SIGTERM, SIGHUP, SIGUSR1,
				       SIGUSR2, SIGQUIT, SIGCHLD, SIGXFSZ};
	struct rlimit none = {0, 0}, files;
	const char *home = getenv("HOME");
	sigset_t mask;
	int failure;

	(void)setpgid(0, 0); /* the parent does it too */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		signal(defaults[i], SIG_DFL);
	sigemptyset(&mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	if (chdir(home && *home ? home : "/") != 0 && chdir("/") != 0)
		_exit(127);
	setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > FILES_MAX) {
		files.rlim_cur = FILES_MAX;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	for (int i = 0; i < PIPES; i++)
		if (dup2(theirs[i], i) < 0)
			_exit(127);
	if (report != PIPES)
		dup3(report, PIPES, O_CLOEXEC);
	close_range(PIPES + 1, ~0U, 0);
	execve(path, order->argv,
	       order->env); /* not execvp, which would give what it cannot run to a shell */
	failure = errno;
	failure = write(PIPES, &failure, sizeof(failure)) == (ssize_t)sizeof(failure) ? 126 : 127;
	_exit(failure);
}

struct pipes {
	int ours[PIPES], theirs[PIPES], report[2];
};

static void close_all(int *fds, int n)
{
	for (int i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* All of ours are above the standard ones, so that dup2 in the child overwrites none. */
static bool one_pipe(int *ret_read, int *ret_write)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	*ret_read = fcntl(ends[0], F_DUPFD_CLOEXEC, PIPES + 1);
	*ret_write = fcntl(ends[1], F_DUPFD_CLOEXEC, PIPES + 1);
	close_all(ends, 2);
	return *ret_read >= 0 && *ret_write >= 0;
}

static bool open_pipes(struct pipes *p, bool has_input)
{
	*p = (struct pipes){{-1, -1, -1}, {-1, -1, -1}, {-1, -1}};
	if (has_input && !one_pipe(&p->theirs[0], &p->ours[0]))
		return false;
	if (!has_input) {
		int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		p->theirs[0] = fcntl(null, F_DUPFD_CLOEXEC, PIPES + 1);
		close_all(&null, 1);
	}
	for (int i = 1; i < PIPES; i++)
		if (!one_pipe(&p->ours[i], &p->theirs[i]))
			return false;
	return p->theirs[0] >= 0 && one_pipe(&p->report[0], &p->report[1]);
}

static void close_pipes(struct pipes *p)
{
	close_all(p->ours, PIPES);
	close_all(p->theirs, PIPES);
	close_all(p->report, 2);
}

/* What execve said; 0: it is running. */
static int wait_for_exec(int report)
{
	int failure = 0;
	ssize_t n;

	do
		n = read(report, &failure, sizeof(failure));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(failure) ? failure : 0;
}

static bool refuse(const char *program, int number, struct err *err)
{
	if (number == ENOEXEC)
		return err_set(err, ERR_CONFIG, "%s is no program that can be run (a script begins with #!)",
			       program);
	return err_set(err, ERR_CONFIG, "cannot start %s: %s", program, strerror(number));
}

static bool spawn(const struct program_order *order, const char *path, struct pipes *p, pid_t *ret_pid,
		  struct err *err)
{
	pid_t pid = fork();
	int failure;

	if (pid == 0)
		become(p->theirs, p->report[1], path, order);
	if (pid < 0)
		return err_set(err, ERR_IO, "cannot start %s: %s", order->argv[0], strerror(errno));
	(void)setpgid(pid, pid); /* whichever of us comes first */
	close_all(&p->report[1], 1);
	p->report[1] = -1;
	failure = wait_for_exec(p->report[0]);
	if (failure) {
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		return refuse(order->argv[0], failure, err);
	}
	*ret_pid = pid;
	return true;
}

static int program_destroy(struct program *p)
{
	int fds[PIPES] = {p->in, p->out.fd, p->err.fd};

	close_all(fds, PIPES);
	buf_free(&p->out.text);
	buf_free(&p->err.text);
	return 0;
}

static void set_up(struct program *p, const struct program_order *order, const struct pipes *pipes,
		   int64_t now_ms)
{
	for (int i = 0; i < PIPES; i++)
		if (pipes->ours[i] >= 0)
			fcntl(pipes->ours[i], F_SETFL, fcntl(pipes->ours[i], F_GETFL) | O_NONBLOCK);
	p->in = pipes->ours[0];
	p->input = order->input;
	p->is_line = order->is_line;
	p->is_chatter = order->is_chatter;
	p->output_max = order->output_max;
	p->out = (struct stream){.fd = pipes->ours[1], .text = BUF_INIT(order->output_max + CHUNK)};
	p->err = (struct stream){.fd = pipes->ours[2], .text = BUF_INIT(STDERR_MAX + CHUNK)};
	p->timeout_ms = order->timeout_ms;
	p->deadline_ms = now_ms + order->timeout_ms;
	talloc_set_destructor(p, program_destroy);
}

struct program *program_start(void *ctx, const struct program_order *order, int64_t now_ms, struct err *err)
{
	struct program *p = mem_new(ctx, struct program);
	const char *path = conf_program_path(p, order->argv[0]);
	struct pipes pipes;

	if (!path) {
		err_set(err, ERR_CONFIG, "the program %s is not there, or may not be run", order->argv[0]);
	} else if (!open_pipes(&pipes, order->input.len > 0)) {
		err_set(err, ERR_IO, "cannot start %s: %s", order->argv[0], strerror(errno));
		close_pipes(&pipes);
	} else if (!spawn(order, path, &pipes, &p->pid, err)) {
		close_pipes(&pipes);
	} else {
		close_all(pipes.theirs, PIPES);
		close_all(pipes.report, 1);
		set_up(p, order, &pipes, now_ms);
		return p;
	}
	talloc_free(p);
	return NULL;
}

/* ---- bytes ---- */

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A program need not read what it is given. */
static void feed(struct program *p)
{
	while (p->in >= 0 && p->written < p->input.len) {
		ssize_t n = write(p->in, p->input.data + p->written, p->input.len - p->written);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0)
			break;
		p->written += (size_t)n;
	}
	shut(&p->in);
}

/* Some of what is there.  False: nothing more now. */
static bool drain(struct stream *stream)
{
	char *room = buf_reserve(&stream->text, CHUNK);
	ssize_t n = room ? read(stream->fd, room, CHUNK) : 0;

	if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
		return errno == EINTR;
	if (n <= 0) {
		shut(&stream->fd);
		return false;
	}
	stream->text.len += (size_t)n;
	if (stream->is_full)
		buf_truncate(&stream->text, stream->keep);
	return true;
}

static void fill_up(struct stream *stream, size_t keep)
{
	stream->is_full = true;
	stream->keep = keep;
	buf_truncate(&stream->text, keep);
}

/* Keep the first line, or as much of it. */
static void keep_line(struct stream *stream, size_t max)
{
	const char *end = stream->text.len ? memchr(stream->text.data, '\n', stream->text.len) : NULL;
	size_t len = end ? (size_t)(end - stream->text.data) : stream->text.len;

	if (!stream->is_full && (end || len > max))
		fill_up(stream, len < max ? len : max);
}

static void end_it(struct program *p, const char *reason, int64_t now_ms)
{
	if (p->is_terminated)
		return;
	p->reason = reason;
	p->is_terminated = true;
	p->deadline_ms = now_ms + GRACE_MS;
	shut(&p->in);
	shut(&p->out.fd);
	program_signal(p, SIGTERM);
}

static const char *too_much(struct program *p)
{
	const char *what = p->is_line ? "a line of more" : "more";

	if (p->output_max >= MIB(1))
		return mem_printf(p, "the program printed %s than %zu MB", what, p->output_max >> 20);
	return mem_printf(p, "the program printed %s than %zu kB", what, p->output_max >> 10);
}

static void listen_to(struct program *p, int64_t now_ms)
{
	while (p->out.fd >= 0 && drain(&p->out)) {
		if (p->is_line || p->is_chatter)
			keep_line(&p->out, p->output_max + (p->is_line ? 1 : 0));
		if (p->out.text.len > p->output_max)
			end_it(p, too_much(p), now_ms);
	}
	while (p->err.fd >= 0 && drain(&p->err))
		keep_line(&p->err, STDERR_MAX);
}

/* ---- time ---- */

/* While it is a zombie its number is nobody else's: the group is killed before it is collected. */
static void collect(struct program *p)
{
	kill(-p->pid, SIGKILL);
	while (waitpid(p->pid, &p->status, 0) < 0 && errno == EINTR)
		;
	p->is_ended = true;
}

static void look_whether_it_ended(struct program *p, int64_t now_ms)
{
	siginfo_t info = {0};

	if (p->is_ended || p->is_left ||
	    waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
		return;
	listen_to(p, now_ms); /* what it printed last */
	if (p->out.fd < 0) {
		collect(p);
		return;
	}
	p->is_left = true;
	if (now_ms + GRACE_MS < p->deadline_ms)
		p->deadline_ms = now_ms + GRACE_MS;
}

static void keep_time(struct program *p, int64_t now_ms)
{
	if (p->is_ended)
		return;
	if (p->is_left && (p->out.fd < 0 || now_ms >= p->deadline_ms))
		collect(p);
	else if (now_ms < p->deadline_ms)
		return;
	else if (!p->is_terminated)
		end_it(
		    p,
		    mem_printf(p, "the program took longer than %lld s", (long long)(p->timeout_ms / 1000)),
		    now_ms);
	else {
		program_signal(p, SIGKILL);
		p->deadline_ms = now_ms + GRACE_MS;
	}
}

void program_fds(const struct program *program, struct pollfd fds[PROGRAM_FDS])
{
	fds[0] = (struct pollfd){.fd = program->in, .events = POLLOUT};
	fds[1] = (struct pollfd){.fd = program->out.fd, .events = POLLIN};
	fds[2] = (struct pollfd){.fd = program->err.fd, .events = POLLIN};
}

int64_t program_wake_ms(const struct program *program)
{
	return program->deadline_ms;
}

bool program_turn(struct program *program, int64_t now_ms)
{
	feed(program);
	listen_to(program, now_ms);
	look_whether_it_ended(program, now_ms);
	keep_time(program, now_ms);
	return program->is_ended;
}

const char *program_error(struct program *program)
{
	const char *complaint = buf_str(&program->err.text), *colon;

	if (!*complaint && program->is_chatter)
		complaint = buf_str(&program->out.text);
	colon = *complaint ? ": " : "";
	if (program->reason)
		return program->reason;
	if (WIFSIGNALED(program->status))
		return mem_printf(program, "the program was ended by signal %d (%s)%s%s",
				  WTERMSIG(program->status), strsignal(WTERMSIG(program->status)), colon,
				  complaint);
	if (WEXITSTATUS(program->status) == 0)
		return NULL;
	return mem_printf(program, "the program ended with status %d%s%s", WEXITSTATUS(program->status),
			  colon, complaint);
}

struct bytes program_output(const struct program *program)
{
	return buf_bytes(&program->out.text);
}

void program_signal(struct program *program, int number)
{
	if (!program->is_ended)
		kill(-program->pid, number);
}
