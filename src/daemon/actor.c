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

#include "telex/url.h"

#include "child.h"
#include "clock.h"
#include "settings.h"

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
	struct work works[ACTIONS_AT_ONCE];
	bool is_over;
};

/* ---- what may run: from the configuration alone ---- */

struct wish {
	const struct conf *conf;
	const struct conf_feed *feed;
	struct conf_source source;
	struct program_order order;
};

/* A feed's own time and size, and its source. */
static bool wish_source(void *ctx, struct wish *w, struct err *err)
{
	const struct conf_feed *f = w->feed;
	int64_t max;

	if (!conf_source_parse(ctx, f->url, &w->source, err))
		return false;
	if (!w->source.argv)
		return err_set(err, ERR_CONFIG, "the configuration names no program for this feed any more");
	w->order.argv = w->source.argv;
	w->order.timeout_ms = 1000 * (f->timeout_s ? f->timeout_s : w->conf->telexd.timeout_s);
	max = f->max_size ? f->max_size : w->conf->telexd.max_size;
	w->order.output_max = (size_t)(max < SETTINGS_DOCUMENT_MAX ? max : SETTINGS_DOCUMENT_MAX);
	return true;
}

static bool wish_secret(void *ctx, struct wish *w, const char *command, struct err *err)
{
	if (!command)
		return err_set(err, ERR_CONFIG,
			       "the configuration names no program for this secret any more");
	w->order.argv = conf_command_argv(ctx, command, err);
	w->order.timeout_ms = 1000 * ACTIONS_SECRET_S;
	w->order.output_max = ACTIONS_SECRET_MAX;
	w->order.is_line = true;
	w->order.input = (struct bytes){0};
	return w->order.argv != NULL;
}

static bool wish_password(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->feed->password_command, err);
}

static bool wish_token(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->feed->token_command, err);
}

/* Kinds of request that start a program for a feed, and what each of them finds in the configuration. */
static const struct {
	enum actions_kind kind;
	bool (*find)(void *ctx, struct wish *wish, struct err *err);
	bool is_secret;
} kinds[] = {
    {ACTIONS_SOURCE, wish_source, false},
    {ACTIONS_PASSWORD, wish_password, true},
    {ACTIONS_TOKEN, wish_token, true},
};

static const struct conf_feed *find_feed(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_feeds; i++)
		if (!strcmp(conf->feeds[i].name, name))
			return &conf->feeds[i];
	return NULL;
}

/* ---- the environment ---- */

/* What a program sees of ours; a keeper of secrets needs to find his own things too. */
static const struct {
	const char *name;
	bool is_secrets;
} passed[] = {
    {"PATH", false},
    {"HOME", false},
    {"LANG", false},
    {"LC_ALL", false},
    {"LC_CTYPE", false},
    {"LC_MESSAGES", false},
    {"LC_TIME", false},
    {"LC_COLLATE", false},
    {"LC_NUMERIC", false},
    {"TZ", false},
    {"USER", true},
    {"LOGNAME", true},
    {"GNUPGHOME", true},
    {"PASSWORD_STORE_DIR", true},
    {"DBUS_SESSION_BUS_ADDRESS", true},
    {"XDG_RUNTIME_DIR", true},
    {"CREDENTIALS_DIRECTORY", true},
};
enum { N_PASSED = sizeof(passed) / sizeof(passed[0]), N_OURS = 2 };

static char **make_env(void *ctx, const struct wish *w, bool is_secrets)
{
	char **env = mem_array(ctx, char *, N_PASSED + N_OURS + 1);
	struct conf_source source = {0};
	size_t n = 0;

	for (size_t i = 0; i < N_PASSED; i++) {
		const char *value = getenv(passed[i].name);

		if (value && (is_secrets || !passed[i].is_secrets))
			env[n++] = mem_printf(env, "%s=%s", passed[i].name, value);
	}
	env[n++] = mem_printf(env, "TELEX_FEED=%s", w->feed->name);
	if (conf_source_parse(env, w->feed->url, &source, NULL) && source.address)
		env[n++] = mem_printf(env, "TELEX_URL=%s", url_redact(env, source.address));
	return env;
}

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
	for (size_t i = 0; i < ACTIONS_AT_ONCE; i++)
		if (!a->works[i].program)
			return &a->works[i];
	return NULL;
}

static struct program *start(struct actor *a, const struct actions_head *head, const char *name,
			     struct bytes input, struct err *err)
{
	void *tmp = talloc_new(NULL);
	struct wish wish = {.conf = a->conf, .feed = find_feed(a->conf, name), .order = {.input = input}};
	struct program *program = NULL;

	err_set(err, ERR_CONFIG, "the configuration has no such feed any more");
	for (size_t i = 0; wish.feed && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].kind != head->kind || !kinds[i].find(tmp, &wish, err))
			continue;
		wish.order.env = make_env(tmp, &wish, kinds[i].is_secret);
		program = program_start(NULL, &wish.order, clock_ms(), err);
	}
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

enum { FDS_OWN = 2, FDS = FDS_OWN + ACTIONS_AT_ONCE * PROGRAM_FDS };

static void wait_for_work(struct actor *a, struct pollfd fds[FDS])
{
	int64_t wake_ms = INT64_MAX, now_ms = clock_ms();
	size_t n = FDS_OWN;

	/* with all places taken, what comes next waits in the socket */
	fds[0] = (struct pollfd){.fd = a->fd, .events = free_place(a) ? POLLIN : 0};
	fds[1] = (struct pollfd){.fd = a->children, .events = POLLIN};
	for (size_t i = 0; i < ACTIONS_AT_ONCE; i++, n += PROGRAM_FDS) {
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
	for (size_t i = 0; i < ACTIONS_AT_ONCE; i++)
		if (a->works[i].program)
			program_signal(a->works[i].program, SIGTERM);
	while (is_left && clock_ms() < end_ms) {
		struct pollfd child = {.fd = a->children, .events = POLLIN};
		struct signalfd_siginfo info;

		is_left = false;
		for (size_t i = 0; i < ACTIONS_AT_ONCE; i++)
			is_left |= a->works[i].program && !program_turn(a->works[i].program, clock_ms());
		if (is_left && poll(&child, 1, 100) > 0 && read(a->children, &info, sizeof(info)) < 0)
			break;
	}
	for (size_t i = 0; i < ACTIONS_AT_ONCE; i++)
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
		for (size_t i = 0; i < ACTIONS_AT_ONCE; i++)
			tend(&a, &a.works[i], clock_ms());
		if (fds[0].revents & POLLIN)
			obey(&a);
		else if (fds[0].revents)
			a.is_over = true;
	}
	end_all(&a);
	return 0;
}
