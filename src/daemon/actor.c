/* actor.c: the actions process: requests in, programs started, answers out. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>



#include "child.h"
#include "clock.h"
#include "wish.h"

enum { PLACES = ACTIONS_AT_ONCE + ACTIONS_CHANNELS /* telexd sends no more at once */ };
struct work {
	struct program *program; /* NULL: this place is free */
	uint32_t number;
	char *input;
};
struct actor {
	int fd, children; /* children: a signalfd for SIGCHLD */
	const struct actor_setting *setting;
	const struct conf *conf;
	void *reloaded; /* the owner of conf, after a reload */
	struct work works[PLACES];
	bool is_over;
};

/* ---- the socket; it blocks, and so do we: telexd always reads ---- */

static bool write_all(int fd, const void *from, size_t len)
{
	for (const char *p = from; len;) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static void answer(struct actor *a, uint32_t number, const char *error, struct bytes out)
{
	struct actions_head head = {.number = number};

	error = error ? error : "";
	head.name_len = (uint32_t)strnlen(error, ACTIONS_NAME_MAX);
	head.data_len = *error ? 0 : out.len;
	if (!write_all(a->fd, &head, sizeof(head)) || !write_all(a->fd, error, head.name_len) ||
	    !write_all(a->fd, out.data, (size_t)head.data_len))
		a->is_over = true;
}

/* ---- requests ---- */

static struct work *free_place(struct actor *a)
{
	for (size_t i = 0; i < PLACES; i++)
		if (!a->works[i].program)
			return &a->works[i];
	return NULL;
}

static struct program *start(struct actor *a, const struct actions_head *head, const char *name,
			     struct bytes input, struct err *err)
{
	void *tmp = talloc_new(NULL);
	struct wish wish = {.conf = a->conf, .order = {.input = input}};
	struct program *program = NULL;

	if (wish_find(tmp, &wish, (enum actions_kind)head->kind, name, err))
		program = program_start(NULL, &wish.order, clock_ms(), err);
	talloc_free(tmp);
	return program;
}

/* A configuration with faults: telexd keeps the old one, and so do we. */
static void reload(struct actor *a)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	void *ctx = talloc_new(NULL);
	struct conf *conf;

	if (!a->setting->load(ctx, a->setting->config, &conf, &faults, NULL)) {
		talloc_free(ctx);
		return;
	}
	talloc_free(a->reloaded);
	a->reloaded = ctx;
	a->conf = conf;
}

static void obey(struct actor *a)
{
	char name[ACTIONS_NAME_MAX + 1] = "";
	struct actions_head head;
	struct work *work = free_place(a);
	struct err err = {0};

	if (!child_read(a->fd, &head, sizeof(head)) || head.name_len > ACTIONS_NAME_MAX ||
	    head.data_len > ACTIONS_DATA_MAX || !child_read(a->fd, name, head.name_len)) {
		a->is_over = true;
		return;
	}
	if (head.kind == ACTIONS_RELOAD) {
		reload(a);
		return;
	}
	work->number = head.number;
	work->input = malloc((size_t)head.data_len + 1);
	if (!work->input || !child_read(a->fd, work->input, (size_t)head.data_len)) {
		a->is_over = true;
		return;
	}
	work->program = start(a, &head, name, (struct bytes){work->input, (size_t)head.data_len}, &err);
	if (work->program)
		return;
	free(work->input);
	work->input = NULL;
	answer(a, head.number, err.msg, (struct bytes){0});
}

static void tend(struct actor *a, struct work *work, int64_t now_ms)
{
	if (!work->program || !program_turn(work->program, now_ms))
		return;
	answer(a, work->number, program_error(work->program), program_output(work->program));
	talloc_free(work->program);
	free(work->input);
	*work = (struct work){0};
}

/* ---- the loop ---- */

enum { FDS_OWN = 2, FDS = FDS_OWN + PLACES * PROGRAM_FDS };

static void wait_for_work(struct actor *a, struct pollfd fds[FDS])
{
	int64_t wake_ms = INT64_MAX, now_ms = clock_ms();
	size_t n = FDS_OWN;

	/* with all places taken, what comes next waits in the socket */
	fds[0] = (struct pollfd){.fd = a->fd, .events = free_place(a) ? POLLIN : 0};
	fds[1] = (struct pollfd){.fd = a->children, .events = POLLIN};
	for (size_t i = 0; i < PLACES; i++, n += PROGRAM_FDS) {
		for (size_t k = 0; k < PROGRAM_FDS; k++)
			fds[n + k] = (struct pollfd){.fd = -1};
		if (!a->works[i].program)
			continue;
		program_fds(a->works[i].program, fds + n);
		if (program_wake_ms(a->works[i].program) < wake_ms)
			wake_ms = program_wake_ms(a->works[i].program);
	}
	if (wake_ms != INT64_MAX)
		wake_ms = wake_ms > now_ms ? wake_ms - now_ms : 0;
	(void)poll(fds, FDS, wake_ms == INT64_MAX ? -1 : (int)(wake_ms < 60000 ? wake_ms : 60000));
}

/* telexd has gone: nobody wants the answers. */
static void end_all(struct actor *a)
{
	enum { GRACE_MS = 2000 };
	int64_t end_ms = clock_ms() + GRACE_MS;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool is_left = true;

	dup2(null, STDERR_FILENO); /* nobody is to wait for us */
	for (size_t i = 0; i < PLACES; i++)
		if (a->works[i].program)
			program_signal(a->works[i].program, SIGTERM);
	while (is_left && clock_ms() < end_ms) {
		struct pollfd child = {.fd = a->children, .events = POLLIN};
		struct signalfd_siginfo info;

		is_left = false;
		for (size_t i = 0; i < PLACES; i++)
			is_left |= a->works[i].program && !program_turn(a->works[i].program, clock_ms());
		if (is_left && poll(&child, 1, 100) > 0 && read(a->children, &info, sizeof(info)) < 0)
			break;
	}
	for (size_t i = 0; i < PLACES; i++)
		if (a->works[i].program)
			program_signal(a->works[i].program, SIGKILL);
}

int actor_serve(int fd, const struct actor_setting *setting)
{
	struct actor a = {.fd = fd, .setting = setting, .conf = setting->conf};
	struct pollfd fds[FDS];
	struct signalfd_siginfo info;
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	a.children = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	while (!a.is_over && a.children >= 0) {
		wait_for_work(&a, fds);
		while (read(a.children, &info, sizeof(info)) > 0)
			; /* every program is looked at anyway */
		for (size_t i = 0; i < PLACES; i++)
			tend(&a, &a.works[i], clock_ms());
		if (fds[0].revents & POLLIN)
			obey(&a);
		else if (fds[0].revents)
			a.is_over = true;
	}
	end_all(&a);
	return 0;
}
