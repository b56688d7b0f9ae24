/* refresh.c: `telex refresh`: feeds fetched by the daemon when one listens, else by `telexd --once`. */
#include "feed.h"

#include <string.h>
#include <unistd.h>

#include "control.h"
#include "feeds_file.h"
#include "telex/utf8.h"
#include "telexd.h"

/* "31/56  3 failed  Light Reading", over itself, and only for eyes. */
static void show_progress(struct cli *cli, const json_t *event)
{
	AUTO_BUF line = BUF_INIT(KIB(4)), name = BUF_INIT(KIB(1));
	const char *feed = json_string_value(json_object_get(event, "feed"));

	if (!isatty(STDERR_FILENO) || cli_option(cli, "quiet"))
		return;
	buf_addf(&name, "%lld/%lld  %lld new  %lld failed  %s",
		 (long long)json_integer_value(json_object_get(event, "done")),
		 (long long)json_integer_value(json_object_get(event, "total")),
		 (long long)json_integer_value(json_object_get(event, "new")),
		 (long long)json_integer_value(json_object_get(event, "failed")), feed ? feed : "");
	utf8_safe(buf_bytes(&name), SAFE_LINE, &line);
	fprintf(stderr, "\r%.*s\033[K", (int)utf8_clip(buf_str(&line), line.len, cli->cols - 1, NULL),
		buf_str(&line));
	fflush(stderr);
}

static void end_progress(struct cli *cli)
{
	if (isatty(STDERR_FILENO) && !cli_option(cli, "quiet"))
		fputs("\r\033[K", stderr);
}

/* Until the round is over. */
static int follow(struct cli *cli, struct control *control, const struct refresh_order *order)
{
	json_t *event;
	struct err err;
	long long n_new, n_failed;

	while ((event = control_event(control, &err))) {
		const char *kind = json_string_value(json_object_get(event, "event"));
		if (kind && strcmp(kind, "idle") == 0)
			break;
		if (kind && strcmp(kind, "progress") == 0)
			show_progress(cli, event);
		json_decref(event);
	}
	end_progress(cli);
	if (!event)
		return cli_fail(&err);
	n_new = json_integer_value(json_object_get(event, "new"));
	n_failed = json_integer_value(json_object_get(event, "failed"));
	json_decref(event);
	if (n_failed > 0)
		cli_note(cli, "%lld new, %lld failed (telex status says why)", n_new, n_failed);
	else if (!order->was_added)
		cli_note(cli, "%lld new", n_new);
	return err_exit_status(n_failed ? ERR_PARTIAL : ERR_NONE);
}

static json_t *refresh_request(const struct refresh_order *order)
{
	json_t *request = control_request("refresh"), *list;

	if (order->is_forced)
		json_object_set_new(request, "force", json_true());
	if (order->is_reread)
		json_object_set_new(request, "reread", json_true());
	if (order->n > 0) {
		list = json_array();
		for (size_t i = 0; i < order->n; i++)
			json_array_append_new(list, json_string(order->names[i]));
		json_object_set_new(request, "feeds", list);
	}
	return request;
}

/* Subscribed before the order is given: a round may be over at once. */
static int ask_daemon(struct cli *cli, struct control *control, const struct refresh_order *order)
{
	struct err err;
	json_t *reply = control_ask(control, control_request("subscribe"), &err);
	bool is_busy;

	if (reply) {
		json_decref(reply);
		reply = control_ask(control, refresh_request(order), &err);
	}
	if (!reply)
		return cli_fail(&err);
	/* Also without a feed asked anew: those in hand are not counted. */
	is_busy = json_is_true(json_object_get(reply, "busy"));
	json_decref(reply);
	if (is_busy)
		return follow(cli, control, order);
	if (!order->was_added)
		cli_note(cli, "nothing is due (--force fetches all the same)");
	return 0;
}

int refresh_feeds(struct cli *cli, const struct refresh_order *order)
{
	struct control *control = control_open(cli);
	struct err err;
	int status;

	if (control) {
		status = ask_daemon(cli, control, order);
		talloc_free(control);
		return status;
	}
	return telexd_once(cli, order->names, order->n, order->is_forced, &status, &err) ? status
											 : cli_fail(&err);
}

int cli_refresh(struct cli *cli, int argc, char **argv)
{
	struct err err;

	for (int i = 0; i < argc; i++)
		if (!feeds_find(cli->conf, argv[i])) {
			feeds_unknown(cli, argv[i], &err);
			return cli_fail(&err);
		}
	return refresh_feeds(cli, &(struct refresh_order){.names = (const char *const *)argv,
							  .n = (size_t)argc,
							  .is_forced = cli_option(cli, "force") != NULL});
}
