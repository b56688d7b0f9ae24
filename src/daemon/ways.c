/* ways.c: how each type of channel gets its message. */
#include "errand.h"

#include <string.h>

#include "clock.h"

enum { WEBHOOK_S = 10, OTHERS_S = 30 };
#define LINES_MAX MIB(64)

/* ---- over the network ---- */

static void on_reply(void *state, void *tag, const struct notify_reply *reply)
{
	struct errand *e = tag;

	(void)state;
	e->result.is_partial = reply->is_partial;
	e->result.retry_after_s = reply->retry_after_s;
	errand_finish(e, reply->error);
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
		errand_finish(e, err.msg);
}

/* ---- programs ---- */

static void on_program(void *state, void *tag, struct actions_answer *answer)
{
	(void)state;
	errand_finish(tag, answer->error);
}

static void run_program(struct errand *e, enum actions_kind kind, struct buf *take_input)
{
	const struct actions_job job = {.kind = kind,
					.name = e->channel,
					.take_input = take_input,
					.vars = kind == ACTIONS_MAIL ? NULL : e->letter->vars,
					.n_vars = kind == ACTIONS_MAIL ? 0 : e->letter->n_vars};

	if (!buf_ok(take_input))
		errand_finish(e, "the message is too large");
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
		errand_finish(e, "the message is too large");
	else if (notify_append(ch->path, buf_bytes(&lines), &err))
		errand_finish(e, NULL);
	else
		errand_finish(e, err.msg);
}

/* ---- which way ---- */

static const struct {
	const char *type;
	void (*send)(struct errand *e, const struct conf_channel *ch);
} ways[] = {
    {"webhook", send_webhook}, {"mail", send_mail}, {"command", send_command}, {"desktop", send_desktop}, {"file", send_file},
};

void errand_send(struct errand *e, const struct conf_channel *ch)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(ways[i].type, ch->type))
			ways[i].send(e, ch);
}
