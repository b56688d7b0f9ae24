/* courier.c: one message to one channel.
 *
 *   courier_add -> [secrets: program, file] -> webhook, mail: notify
 *                                              command, desktop, sendmail: actions
 *                                              file: written at once                 -> done, in courier_turn */
#include "courier.h"

#include <string.h>
#include <strings.h>

#include "telex/utf8.h"

#include "clock.h"
#include "secret.h"

enum { WEBHOOK_S = 10, OTHERS_S = 30, COURIER_AT_ONCE = 64 };
#define LINES_MAX MIB(64)

/* The secrets of a channel; a channel has some of them. */
enum secret { URL, SECRET, TOKEN, PASSWORD, SECRETS };
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

struct courier {
	const struct conf *conf;
	struct actions *actions;
	struct notify *notify;
	struct told *told;
	struct errand *finished; /* told in the next turn */
	size_t n_running;
};

struct errand {
	struct errand *next;
	struct courier *courier;
	const char *channel;
	struct letter *letter;
	const char *secret[SECRETS];
	enum secret asked; /* whose program runs */
	struct courier_result result;
	courier_done_fn *done;
	void *state;
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

static void finish(struct errand *e, const char *error)
{
	e->result.error = error ? utf8_safe_dup(e, error, SAFE_LINE) : NULL;
	if (error)
		forget(e->courier, e->channel);
	e->next = e->courier->finished;
	e->courier->finished = e;
}

static void finish_err(struct errand *e, const struct err *err)
{
	finish(e, err->msg);
}

/* ---- over the network ---- */

static void on_reply(void *state, void *tag, const struct notify_reply *reply)
{
	struct errand *e = tag;

	(void)state;
	e->result.is_partial = reply->is_partial;
	e->result.retry_after_s = reply->retry_after_s;
	finish(e, reply->error);
}

static struct notify_request request_of(const struct errand *e, const struct conf_channel *ch, int64_t usual_s)
{
	return (struct notify_request){.proxy = e->courier->conf->telexd.proxy,
				       .user_agent = e->courier->conf->telexd.user_agent,
				       .timeout_s = ch->timeout_s ? ch->timeout_s : usual_s};
}

static void send_request(struct errand *e, const struct notify_request *request)
{
	notify_send(e->courier->notify, request, on_reply, NULL, e, clock_ms());
}

static void send_webhook(struct errand *e, const struct conf_channel *ch)
{
	static const enum notify_template templates[] = {[CONF_TEMPLATE_JSON] = NOTIFY_JSON,
							 [CONF_TEMPLATE_SLACK] = NOTIFY_SLACK,
							 [CONF_TEMPLATE_DISCORD] = NOTIFY_DISCORD,
							 [CONF_TEMPLATE_MATRIX] = NOTIFY_MATRIX,
							 [CONF_TEMPLATE_NTFY] = NOTIFY_NTFY};
	const struct notify_webhook webhook = {.url = e->secret[URL],
					       .template = templates[ch->template],
					       .secret = e->secret[SECRET],
					       .token = e->secret[TOKEN],
					       .headers = ch->headers,
					       .n_headers = ch->n_headers};
	struct notify_request request = request_of(e, ch, WEBHOOK_S);
	struct err err;

	if (notify_webhook(e, &webhook, &e->letter->message, &request, &err))
		send_request(e, &request);
	else
		finish_err(e, &err);
}

/* ---- programs ---- */

static void on_program(void *state, void *tag, struct actions_answer *answer)
{
	(void)state;
	finish(tag, answer->error);
}

static void run_program(struct errand *e, enum actions_kind kind, struct buf *take_input)
{
	const struct actions_job job = {.kind = kind,
					.name = e->channel,
					.take_input = take_input,
					.vars = kind == ACTIONS_MAIL ? NULL : e->letter->vars,
					.n_vars = kind == ACTIONS_MAIL ? 0 : e->letter->n_vars};

	if (!buf_ok(take_input))
		finish(e, "the message is too large");
	else
		actions_add(e->courier->actions, &job, on_program, NULL, e);
}

static void send_command(struct errand *e, const struct conf_channel *ch)
{
	AUTO_BUF input = BUF_INIT(LINES_MAX);

	(void)ch;
	notify_json(&e->letter->message, &input);
	buf_addc(&input, '\n');
	run_program(e, ACTIONS_COMMAND, &input);
}

static void send_desktop(struct errand *e, const struct conf_channel *ch)
{
	AUTO_BUF body = BUF_INIT(KIB(16));

	(void)ch;
	notify_markup(&e->letter->message, &body);
	run_program(e, ACTIONS_DESKTOP, &body);
}

static void send_mail(struct errand *e, const struct conf_channel *ch)
{
	static const enum notify_tls tls[] = {[CONF_TLS_REQUIRED] = NOTIFY_TLS_REQUIRED,
					      [CONF_TLS_OPTIONAL] = NOTIFY_TLS_OPTIONAL,
					      [CONF_TLS_NONE] = NOTIFY_TLS_NONE};
	const char *from = ch->from ? ch->from : ch->to[0];
	struct notify_request request = request_of(e, ch, OTHERS_S);
	AUTO_BUF mail = BUF_INIT(MIB(32)), lines = BUF_INIT(MIB(32));

	notify_mail(&e->letter->message, from, ch->to, ch->n_to, &mail);
	if (ch->smtp) {
		request.url = ch->smtp;
		request.from = from;
		request.to = ch->to;
		request.n_to = ch->n_to;
		request.tls = tls[ch->tls];
		request.username = ch->username;
		request.password = e->secret[PASSWORD];
		request.body = buf_bytes(&mail);
		send_request(e, &request);
		return;
	}
	for (const char *p = buf_str(&mail); *p; p++) /* a program's input has the line ends of this system */
		if (*p != '\r')
			buf_addc(&lines, *p);
	run_program(e, ACTIONS_MAIL, &lines);
}

/* ---- a file ---- */

static void send_file(struct errand *e, const struct conf_channel *ch)
{
	AUTO_BUF lines = BUF_INIT(LINES_MAX);
	struct err err;

	notify_lines(&e->letter->message, &lines);
	if (!buf_ok(&lines))
		finish(e, "the message is too large");
	else if (notify_append(ch->path, buf_bytes(&lines), &err))
		finish(e, NULL);
	else
		finish_err(e, &err);
}

/* ---- which way ---- */

static const struct way {
	const char *type;
	void (*send)(struct errand *e, const struct conf_channel *ch);
} ways[] = {
    {"webhook", send_webhook}, {"mail", send_mail}, {"command", send_command}, {"desktop", send_desktop}, {"file", send_file},
};

static const struct conf_channel *find_channel(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_channels; i++)
		if (!strcmp(conf->channels[i].name, name))
			return &conf->channels[i];
	return NULL;
}

static const struct way *way_of(const struct conf_channel *ch)
{
	for (size_t i = 0; ch && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(ways[i].type, ch->type))
			return &ways[i];
	return NULL;
}

char *courier_place(void *ctx, const struct conf *conf, const char *channel)
{
	const struct conf_channel *ch = find_channel(conf, channel);
	char *host = ch && ch->url ? fetch_host_key(ctx, ch->url) : NULL;

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
	finish_err(e, &err);
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
		finish_err(e, &err);
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
		finish(e, mem_printf(e, "there is no [channel %s] in the configuration any more: add it, or take it out of the rule",
				     e->channel));
		return;
	}
	for (enum secret what = 0; what < SECRETS; what++)
		if (!find_secret(e, ch, what))
			return;
	way_of(ch)->send(e, ch);
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
