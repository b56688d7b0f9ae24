/* courier.c: one message to one channel.
 *
 *   courier_add -> [secrets: program, file] -> webhook, mail: notify
 *                                              command, desktop, sendmail: actions
 *                                              file: written at once                 -> done, in courier_turn */
#include "errand.h"

#include <string.h>

#include "telex/utf8.h"

#include "clock.h"
#include "secret.h"

enum { COURIER_AT_ONCE = 64 };

/* The secrets of a channel; a channel has some of them. */
static const struct {
	const char *name;
	enum actions_kind kind;
	size_t text, command, file; /* of struct conf_channel */
} secrets[] = {
#define ROW(member, kind)                                                                                                  \
	{#member, kind, offsetof(struct conf_channel, member), offsetof(struct conf_channel, member##_command),            \
	 offsetof(struct conf_channel, member##_file)}
    [URL] = ROW(url, ACTIONS_CHANNEL_URL),
    [SECRET] = ROW(secret, ACTIONS_CHANNEL_SECRET),
    [TOKEN] = ROW(token, ACTIONS_CHANNEL_TOKEN),
    [PASSWORD] = ROW(password, ACTIONS_CHANNEL_PASSWORD),
#undef ROW
};

/* What a program has printed; kept until a delivery fails. */
struct told {
	struct told *next;
	const char *channel, *text;
	enum secret what;
};

/* ---- the end ---- */

static void forget(struct courier *c, const char *channel)
{
	for (struct told **at = &c->told; *at;) {
		struct told *told = *at;

		if (strcmp(told->channel, channel) != 0) {
			at = &told->next;
			continue;
		}
		*at = told->next;
		talloc_free(told);
	}
}

void errand_finish(struct errand *e, const char *error)
{
	e->result.error = error ? utf8_safe_dup(e, error, SAFE_LINE) : NULL;
	if (error)
		forget(e->courier, e->channel);
	e->next = e->courier->finished;
	e->courier->finished = e;
}

static const struct conf_channel *find_channel(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_channels; i++)
		if (!strcmp(conf->channels[i].name, name))
			return &conf->channels[i];
	return NULL;
}

char *courier_place(void *ctx, const struct conf *conf, const char *channel)
{
	const struct conf_channel *ch = find_channel(conf, channel);
	char *host = ch && ch->url ? fetch_host_key(ctx, ch->url) : NULL;

	if (ch && ch->path)
		return mem_strdup(ctx, "");
	return host ? host : mem_strdup(ctx, ch && ch->smtp ? ch->smtp : channel);
}

/* ---- secrets first ---- */

static const char *text_at(const struct conf_channel *ch, size_t at)
{
	return *(const char *const *)((const char *)ch + at);
}

static const char *told(const struct courier *c, const char *channel, enum secret what)
{
	for (const struct told *t = c->told; t; t = t->next)
		if (t->what == what && !strcmp(t->channel, channel))
			return t->text;
	return NULL;
}

static void step(struct errand *e);

static void on_secret(void *state, void *tag, struct actions_answer *answer)
{
	struct errand *e = tag;
	struct told *told = mem_new(e->courier, struct told);
	struct err err = {0};

	(void)state;
	if (answer->error)
		err_set(&err, ERR_UNAVAILABLE, "%s", answer->error);
	else if ((told->text = secret_take(told, buf_bytes(&answer->out), &err))) {
		told->channel = mem_strdup(told, e->channel);
		told->what = e->asked;
		told->next = e->courier->told;
		e->courier->told = told;
		step(e);
		return;
	}
	talloc_free(told);
	err_wrap(&err, "%s_command", secrets[e->asked].name);
	errand_finish(e, err.msg);
}

/* True: it is known, or there is none.  False: its program was asked, or it is over. */
static bool find_secret(struct errand *e, const struct conf_channel *ch, enum secret what)
{
	const struct actions_job job = {.kind = secrets[what].kind, .name = e->channel};
	const char *file = text_at(ch, secrets[what].file);
	struct err err;

	e->secret[what] = text_at(ch, secrets[what].text);
	if (file && !secret_read(e, file, &e->secret[what], &err)) {
		err_wrap(&err, "%s_file %s", secrets[what].name, file);
		errand_finish(e, err.msg);
		return false;
	}
	if (!text_at(ch, secrets[what].command))
		return true;
	e->secret[what] = told(e->courier, e->channel, what);
	if (e->secret[what])
		return true;
	e->asked = what;
	actions_add(e->courier->actions, &job, on_secret, NULL, e);
	return false;
}

/* Everything is found anew after each wait: the configuration may be another. */
static void step(struct errand *e)
{
	const struct conf_channel *ch = find_channel(e->courier->conf, e->channel);

	if (!ch) {
		errand_finish(e, mem_printf(e, "there is no [channel %s] in the configuration any more: add it, or take it out of the rule",
				     e->channel));
		return;
	}
	for (enum secret what = 0; what < SECRETS; what++)
		if (!find_secret(e, ch, what))
			return;
	errand_send(e, ch);
}

void courier_add(struct courier *courier, const char *channel, struct letter *take_letter, courier_done_fn *done, void *state)
{
	struct errand *e = mem_new(courier, struct errand);

	e->courier = courier;
	e->channel = mem_strdup(e, channel);
	e->letter = talloc_steal(e, take_letter);
	e->result.retry_after_s = -1;
	e->done = done;
	e->state = state;
	courier->n_running++;
	step(e);
}

/* ---- the loop's side ---- */

bool courier_has_room(const struct courier *courier)
{
	return courier->n_running < COURIER_AT_ONCE && notify_has_room(courier->notify);
}

size_t courier_fds(const struct courier *courier, struct fetch_fd *fds, size_t room)
{
	struct pollfd polls[NOTIFY_FDS];
	size_t n = notify_fds(courier->notify, polls, room < NOTIFY_FDS ? room : NOTIFY_FDS);

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct fetch_fd){.fd = polls[i].fd, .events = polls[i].events};
	return n;
}

int courier_wait_ms(const struct courier *courier, int64_t now_ms)
{
	return courier->finished ? 0 : notify_wait_ms(courier->notify, now_ms);
}

void courier_turn(struct courier *courier, const struct fetch_fd *fds, size_t n, int64_t now_ms)
{
	struct pollfd polls[NOTIFY_FDS];

	n = n < NOTIFY_FDS ? n : NOTIFY_FDS;
	for (size_t i = 0; i < n; i++)
		polls[i] = (struct pollfd){.fd = fds[i].fd, .events = fds[i].events, .revents = fds[i].ret_events};
	notify_turn(courier->notify, polls, n, now_ms);
	while (courier->finished) {
		struct errand *e = courier->finished;

		courier->finished = e->next;
		courier->n_running--;
		e->done(e->state, &e->result);
		talloc_free(e);
	}
}

/* ---- birth ---- */

void courier_set_conf(struct courier *courier, const struct conf *conf)
{
	courier->conf = conf;
	while (courier->told) {
		struct told *told = courier->told;

		courier->told = told->next;
		talloc_free(told);
	}
}

bool courier_new(void *ctx, const struct conf *conf, struct actions *actions, struct courier **ret, struct err *err)
{
	struct courier *c = mem_new(ctx, struct courier);

	c->conf = conf;
	c->actions = actions;
	if (!notify_new(c, &c->notify, err)) {
		talloc_free(c);
		return false;
	}
	*ret = c;
	return true;
}
