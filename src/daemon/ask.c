/* ask.c: a feed's document, wherever it comes from.
 *
 *   ask_add -> [secret: program] -> fetch -> [filter: program] -> done
 *      exec: -------------------------------------> program ---------^ */
#include "ask.h"

#include <string.h>

struct ask {
	struct fetch *fetch;
	struct actions *actions;
	struct errand *stillborn; /* told in the next turn */
	size_t n_pending, n_bytes;
};

struct errand {
	struct errand *next;
	struct ask *ask;
	struct settings *settings;
	struct fetch_request request;
	struct fetch_reply *reply; /* of a filter, while its program runs; of a stillborn */
	size_t n_bytes;
	fetch_done_fn *done;
	void *state, *tag;
};

struct ask *ask_new(void *ctx, struct fetch *fetch, struct actions *actions)
{
	struct ask *ask = mem_new(ctx, struct ask);

	ask->fetch = fetch;
	ask->actions = actions;
	return ask;
}

size_t ask_pending(const struct ask *ask)
{
	return ask->n_pending;
}

size_t ask_pending_bytes(const struct ask *ask)
{
	return ask->n_bytes;
}

bool ask_is_ready(const struct ask *ask)
{
	return ask->stillborn != NULL;
}

/* ---- the end of an errand ---- */

static void deliver(struct errand *e, struct fetch_reply *reply)
{
	e->done(e->state, e->tag, reply);
	talloc_free(e); /* and the reply, if it is its child and nobody took it */
}

/* What goes wrong at once is told later, as everything else is. */
static void fail_later(struct errand *e, const struct err *err)
{
	e->reply = fetch_reply_new(e, 1);
	e->reply->error = mem_strdup(e->reply, err->msg);
	e->reply->is_local = true;
	e->next = e->ask->stillborn;
	e->ask->stillborn = e;
	e->ask->n_pending++;
}

/* ---- programs ---- */

static void on_output(void *state, void *tag, struct actions_answer *answer)
{
	struct errand *e = tag;
	struct fetch_reply *reply = e->reply;

	(void)state;
	e->ask->n_pending--;
	e->ask->n_bytes -= e->n_bytes;
	if (!reply) {
		reply = fetch_reply_new(e, 1);
		reply->is_local = true;
		reply->headers.is_length_known = true;
	}
	if (answer->error) {
		reply->error = mem_strdup(reply, answer->error);
	} else {
		reply->status = reply->status ? reply->status : 200;
		reply->body = answer->out;
		answer->out = (struct buf)BUF_INIT(answer->out.max);
	}
	reply->headers.content_type = NULL; /* was said of what went in */
	deliver(e, reply);
}

static void run_program(struct errand *e, struct buf *take_input)
{
	struct actions_job job = {.kind = ACTIONS_SOURCE, .name = e->settings->name, .take_input = take_input};

	e->n_bytes = take_input ? take_input->len : 0;
	e->ask->n_bytes += e->n_bytes;
	e->ask->n_pending++;
	actions_add(e->ask->actions, &job, on_output, NULL, e);
}

/* ---- requests ---- */

static bool is_document(const struct fetch_reply *reply)
{
	return !reply->error && fetch_outcome(reply->status, true) == FETCH_DOCUMENT;
}

static void on_reply(void *state, void *tag, struct fetch_reply *reply)
{
	struct errand *e = tag;

	(void)state;
	if (reply->status == 401 || reply->status == 403)
		settings_forget_secret(e->settings);
	if (e->settings->kind != CONF_SOURCE_FILTER || !is_document(reply)) {
		deliver(e, reply);
		return;
	}
	e->reply = talloc_steal(e, reply);
	run_program(e, &reply->body);
}

static void send_request(struct errand *e)
{
	void *tmp = talloc_new(NULL);
	struct fetch_request whole = e->request;
	struct err err;

	if (settings_apply(tmp, e->settings, &whole, &err))
		fetch_add(e->ask->fetch, &whole, on_reply, NULL, e);
	else
		fail_later(e, &err);
	talloc_free(tmp);
}

static void on_secret(void *state, void *tag, struct actions_answer *answer)
{
	struct errand *e = tag;
	struct err err;

	(void)state;
	e->ask->n_pending--;
	if (answer->error) {
		err_set(&err, ERR_UNAVAILABLE, "%s_command: %s",
			e->settings->secret_kind == ACTIONS_TOKEN ? "token" : "password", answer->error);
		fail_later(e, &err);
	} else if (!settings_take_secret(e->settings, buf_bytes(&answer->out), &err)) {
		fail_later(e, &err);
	} else {
		send_request(e);
	}
}

static void ask_secret(struct errand *e)
{
	struct actions_job job = {.kind = e->settings->secret_kind, .name = e->settings->name};

	e->ask->n_pending++;
	actions_add(e->ask->actions, &job, on_secret, NULL, e);
}

void ask_add(struct ask *ask, struct settings *settings, const struct fetch_request *request,
	     fetch_done_fn *done, void *state, void *tag)
{
	struct errand *e = mem_new(ask, struct errand);

	e->ask = ask;
	e->settings = settings;
	e->done = done;
	e->state = state;
	e->tag = tag;
	e->request.url = mem_strdup(e, request->url);
	e->request.home_url = mem_strdup(e, request->home_url);
	e->request.etag = mem_strdup(e, request->etag);
	e->request.last_modified = mem_strdup(e, request->last_modified);
	if (settings->kind == CONF_SOURCE_EXEC)
		run_program(e, NULL);
	else if (settings_needs_program(settings))
		ask_secret(e);
	else
		send_request(e);
}

void ask_turn(struct ask *ask)
{
	if (ask->actions)
		actions_turn(ask->actions);
	while (ask->stillborn) {
		struct errand *e = ask->stillborn;

		ask->stillborn = e->next;
		ask->n_pending--;
		deliver(e, e->reply);
	}
}
