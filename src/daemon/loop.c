/* loop.c: telexd as a daemon: schedule, signals, control socket. */
#include "loop.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "telex/control.h"

#include "clock.h"
#include "control.h"
#include "digests.h"
#include "past.h"
#include "progress.h"
#include "sender.h"
#include "signals.h"

enum {
	TURN_MAX_MS = 30000, /* the wall clock may jump: look at it so often */
	DIGESTS_MS = 20000,  /* between two looks for a digest whose time has come */
	LOOK_MS = 250,	     /* between two looks for what is due */
	EVENT_MS = 50,	     /* between two progress events */
	IDLE_PAUSE_MS = 200, /* between two pieces of idle work, */
	REST_MS = 30,	     /* at least, between two pieces of the past, */
	REST_TIMES = 2,	     /* and so many times what the last one took */
	IDLE_PIECES = 50,    /* of which there are so many after a round that stored something */
	LAST_MS = 3000,	     /* for deliveries under way, at the end */
	SENDER_FDS = 100,
	FDS_MAX = 2 + CONTROL_CLIENTS_MAX + SENDER_FDS,
};

struct loop {
	const struct telexd *telexd;
	struct desk *desk;
	struct control *control;
	struct sender *sender;
	struct conf *conf; /* after a reload; NULL: telexd's */
	const char *database, *socket; /* in use; a reload does not change them */
	int64_t started_at;
	int64_t look_ms, event_ms, idle_ms, digests_ms;
	int idle_pieces;
	struct past past;
	char event_feed[64]; /* of the progress event that is due; "" none */
	bool is_over;
	int status;
};

/* ---- events and log lines ---- */

static void send_progress(struct loop *loop)
{
	AUTO_BUF line = BUF_INIT(CONTROL_LINE_MAX);

	if (!loop->event_feed[0])
		return;
	event_progress(&line, desk_counts(loop->desk), loop->event_feed);
	control_broadcast(loop->control, &line);
	loop->event_feed[0] = '\0';
	loop->event_ms = clock_ms();
}

static void on_progress(void *state, const struct desk_counts *counts, const char *feed)
{
	struct loop *loop = state;
	size_t len = strnlen(feed, sizeof(loop->event_feed) - 1);

	(void)counts;
	memcpy(loop->event_feed, feed, len);
	loop->event_feed[len] = '\0';
	if (clock_ms() - loop->event_ms >= EVENT_MS)
		send_progress(loop);
}

static void on_failed(void *state, const char *feed, const char *reason)
{
	(void)state;
	log_warn("feed %s: %s", feed, reason);
}

static void on_note(void *state, const char *feed, const char *note)
{
	(void)state;
	log_warn("feed %s: %s", feed, note);
}

static void on_moved(void *state, const char *feed, const char *to)
{
	(void)state;
	log_info("feed %s has moved for good to=%s", feed, to);
}

static void on_undelivered(void *state, const char *rule, const char *channel, const char *reason)
{
	(void)state;
	if (rule)
		log_warn("rule %s, channel %s: %s", rule, channel, reason);
	else
		log_error("outbox: %s", reason);
}

static void on_stored(void *state, int64_t n_new)
{
	struct loop *loop = state;
	AUTO_BUF line = BUF_INIT(CONTROL_LINE_MAX);

	sender_poke(loop->sender);
	event_stored(&line, n_new);
	control_broadcast(loop->control, &line);
}

static void on_idle(void *state, const struct desk_counts *counts, const char *offline)
{
	struct loop *loop = state;
	AUTO_BUF line = BUF_INIT(CONTROL_LINE_MAX);

	send_progress(loop);
	event_idle(&line, counts);
	control_broadcast(loop->control, &line);
	if (offline)
		log_warn("no network: %s", offline);
	log_info("round done feeds=%zu new=%lld updated=%lld failed=%zu", counts->done,
		 (long long)counts->n_new, (long long)counts->n_updated, counts->n_failed);
	if (counts->n_new)
		loop->idle_pieces = IDLE_PIECES;
}

/* ---- a new configuration ---- */

static void log_faults(const struct buf *faults)
{
	const char *line = buf_str(faults);

	while (*line) {
		size_t len = strcspn(line, "\n");

		log_error("%.*s", (int)len, line);
		line += len + (line[len] == '\n');
	}
}

static void warn_of_fixed(const struct loop *loop, const struct conf *conf)
{
	void *tmp = talloc_new(NULL);

	if (strcmp(conf->telexd.database, loop->database) != 0 ||
	    strcmp(conf_socket_path(tmp, conf), loop->socket) != 0)
		log_warn("database and socket change when telexd is started anew");
	talloc_free(tmp);
}

static bool reload(struct loop *loop, struct buf *faults, struct err *err)
{
	void *tmp = talloc_new(NULL);
	struct conf *conf;
	bool ok = loop->telexd->load(tmp, loop->telexd->options->config, &conf, faults, err) &&
		  desk_reload(loop->desk, conf, err);

	if (ok) {
		warn_of_fixed(loop, conf);
		sender_reload(loop->sender, conf);
		talloc_free(loop->conf);
		loop->conf = talloc_steal(loop, conf);
		log_info("configuration read anew feeds=%zu", conf->n_feeds);
	} else {
		log_faults(faults);
		log_error("the configuration stays as it was: %s", err->msg);
	}
	talloc_free(tmp);
	loop->look_ms = 0;
	past_begin(&loop->past);
	return ok;
}

/* ---- requests ---- */

static json_t *reply_status(struct loop *loop, const json_t *request)
{
	const struct desk_counts *counts = desk_counts(loop->desk);
	int64_t next_at = desk_next_at(loop->desk);

	(void)request;
	return json_pack("{s:b, s:I, s:s, s:b, s:I, s:I, s:I, s:o, s:I}", "ok", 1, "pid",
			 (json_int_t)getpid(), "version", TELEX_VERSION, "busy", desk_is_busy(loop->desk),
			 "done", (json_int_t)counts->done, "total", (json_int_t)counts->total, "feeds",
			 (json_int_t)desk_n_feeds(loop->desk), "next_at",
			 next_at == INT64_MAX ? json_null() : json_integer((json_int_t)next_at), "started_at",
			 (json_int_t)loop->started_at);
}

static json_t *reply_error(const char *message)
{
	json_t *reply = json_pack("{s:b, s:s}", "ok", 0, "error", message);

	return reply ? reply : json_pack("{s:b, s:s}", "ok", 0, "error", "a fault whose words are no text");
}

static json_t *reply_refresh(struct loop *loop, const json_t *request)
{
	const json_t *names = json_object_get(request, "feeds");
	size_t n = json_array_size(names);
	const char **feeds = mem_array(NULL, const char *, n + 1);
	/* feeds that are named are wanted now */
	struct desk_wish wish = {.is_forced = n || json_is_true(json_object_get(request, "force")), .n_feeds = n};
	struct err err = {0};
	bool ok = !names || json_is_array(names);
	AUTO_BUF faults = BUF_INIT(KIB(16));
	json_t *reply;
	size_t total;

	for (size_t i = 0; i < n; i++) {
		feeds[i] = json_string_value(json_array_get(names, i));
		ok &= feeds[i] != NULL;
	}
	wish.feeds = names ? feeds : NULL;
	/* in one piece: what became due by the change is asked for this wish, not by the way before it */
	if (ok && json_is_true(json_object_get(request, "reread")) && !reload(loop, &faults, &err)) {
		reply = reply_error(err.msg);
	} else if (!ok) {
		reply = reply_error("\"feeds\" is an array of names");
	} else if (!desk_check_names(loop->desk, &wish, &err)) {
		reply = reply_error(err.msg);
	} else {
		total = desk_ask(loop->desk, &wish);
		reply = json_pack("{s:b, s:I, s:b}", "ok", 1, "total", (json_int_t)total, "busy",
				  desk_is_busy(loop->desk));
	}
	talloc_free(feeds);
	return reply;
}

static json_t *reply_deliver(struct loop *loop, const json_t *request)
{
	(void)request;
	sender_open(loop->sender);
	return json_pack("{s:b}", "ok", 1);
}

static json_t *fault_lines(const struct buf *faults)
{
	json_t *lines = json_array();
	const char *line = buf_str(faults);

	while (*line && json_array_size(lines) < 100) {
		size_t len = strcspn(line, "\n");

		json_array_append_new(lines, json_stringn(line, len));
		line += len + (line[len] == '\n');
	}
	return lines;
}

static json_t *reply_reload(struct loop *loop, const json_t *request)
{
	AUTO_BUF faults = BUF_INIT(KIB(16));
	struct err err = {0};
	json_t *reply;

	(void)request;
	if (reload(loop, &faults, &err))
		return json_pack("{s:b}", "ok", 1);
	reply = reply_error(err.msg);
	json_object_set_new(reply, "faults", fault_lines(&faults));
	return reply;
}

static const struct {
	const char *cmd;
	json_t *(*reply)(struct loop *loop, const json_t *request);
} requests[] = {
    {"status", reply_status},
    {"refresh", reply_refresh},
    {"deliver", reply_deliver},
    {"reload", reply_reload},
};

static json_t *on_request(void *state, const char *cmd, const json_t *request)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (!strcmp(requests[i].cmd, cmd))
			return requests[i].reply(state, request);
	return NULL;
}

/* ---- the loop ---- */

static void obey_signals(struct loop *loop)
{
	static const struct desk_wish everything = {.is_forced = true};
	AUTO_BUF faults = BUF_INIT(KIB(64));
	struct err err = {0};
	int number;

	while ((number = signals_next(loop->telexd->signals)) != 0) {
		if (number == SIGTERM || number == SIGINT)
			loop->is_over = true;
		else if (number == SIGHUP)
			reload(loop, &faults, &err);
		else if (number == SIGUSR1)
			desk_ask(loop->desk, &everything);
		buf_reset(&faults);
	}
}

static void send_digests(struct loop *loop)
{
	struct err err = {0};
	size_t n;

	if (!digests_send(loop->conf ? loop->conf : loop->telexd->conf, loop->telexd->store, clock_now(), &n, &err)) {
		if (err.code != ERR_BUSY)
			log_error("digests: %s", err.msg);
	} else if (n) {
		sender_poke(loop->sender);
	}
}

static void look_for_work(struct loop *loop, int64_t now_ms)
{
	static const struct desk_wish due = {0};

	if (now_ms >= loop->look_ms) {
		desk_ask(loop->desk, &due);
		loop->look_ms = now_ms + LOOK_MS;
	}
	if (now_ms >= loop->digests_ms) {
		send_digests(loop);
		loop->digests_ms = now_ms + DIGESTS_MS;
	}
	if (desk_is_busy(loop->desk) || now_ms < loop->idle_ms)
		return;
	if (past_is_due(&loop->past)) {
		(void)past_turn(&loop->past, loop->desk, loop->telexd->store);
		loop->idle_ms = clock_ms() + REST_MS + REST_TIMES * (clock_ms() - now_ms);
	} else if (loop->idle_pieces) {
		store_idle(loop->telexd->store);
		loop->idle_pieces--;
		loop->idle_ms = now_ms + IDLE_PAUSE_MS;
	}
}

/* Until the schedule has something to do; the wall clock may jump meanwhile, hence the limit. */
static int64_t due_ms(const struct loop *loop, int64_t now_ms)
{
	int64_t next_at = desk_next_at(loop->desk);
	int64_t wall_ms = clock_now_ms(), left_ms;

	if (next_at > (wall_ms + TURN_MAX_MS) / 1000)
		return now_ms + TURN_MAX_MS;
	left_ms = next_at * 1000 - wall_ms + 1;
	return now_ms + left_ms > loop->look_ms ? now_ms + left_ms : loop->look_ms;
}

static int wait_ms(const struct loop *loop, int64_t now_ms)
{
	int64_t at_ms = due_ms(loop, now_ms);
	int slow = control_wait_ms(loop->control, now_ms);

	if (loop->event_feed[0] && loop->event_ms + EVENT_MS < at_ms)
		at_ms = loop->event_ms + EVENT_MS;
	if ((loop->idle_pieces || past_is_due(&loop->past)) && !desk_is_busy(loop->desk) && loop->idle_ms < at_ms)
		at_ms = loop->idle_ms;
	if (slow >= 0 && now_ms + slow < at_ms)
		at_ms = now_ms + slow;
	if (now_ms + sender_wait_ms(loop->sender, now_ms) < at_ms)
		at_ms = now_ms + sender_wait_ms(loop->sender, now_ms);
	return at_ms > now_ms ? (int)(at_ms - now_ms) : 0;
}

static void turn(struct loop *loop)
{
	struct fetch_fd fds[FDS_MAX] = {{.fd = loop->telexd->signals, .events = POLLIN}};
	size_t n_control = 1 + control_fds(loop->control, fds + 1, FDS_MAX - SENDER_FDS - 1);
	size_t n = n_control + sender_fds(loop->sender, fds + n_control, SENDER_FDS);
	struct err err = {0};
	int64_t now_ms = clock_ms();

	desk_set_gentle(loop->desk, control_n_clients(loop->control) > 0);
	if (!desk_turn(loop->desk, fds, n, wait_ms(loop, now_ms), &err) && err.code != ERR_INTERRUPTED) {
		log_error("%s", err.msg);
		if (err.code == ERR_UNAVAILABLE) { /* nothing can be done without parsers or libcurl */
			loop->is_over = true;
			loop->status = err_exit_status(err.code);
		}
	}
	sender_turn(loop->sender, fds + n_control, n - n_control);
	now_ms = clock_ms();
	obey_signals(loop);
	control_turn(loop->control, now_ms);
	look_for_work(loop, now_ms);
	if (now_ms - loop->event_ms >= EVENT_MS)
		send_progress(loop);
}

/* What is under way gets a moment; what does not end in it is sent again by the next telexd, under the same key. */
static void end_deliveries(struct loop *loop)
{
	int64_t end_ms = clock_ms() + LAST_MS;

	sender_stop(loop->sender);
	while (!sender_is_idle(loop->sender) && clock_ms() < end_ms)
		turn(loop);
}

static bool set_up(struct loop *loop, struct err *err)
{
	const struct telexd *t = loop->telexd;
	const struct sender_mode mode = {0};
	const struct sender_watch undelivered = {.failed = on_undelivered, .state = loop};
	struct desk_watch watch = {.progress = on_progress,
				   .failed = on_failed,
				   .note = on_note,
				   .moved = on_moved,
				   .stored = on_stored,
				   .idle = on_idle,
				   .state = loop};

	loop->socket = conf_socket_path(loop, t->conf);
	loop->database = mem_strdup(loop, t->conf->telexd.database);
	return desk_new(loop, t->conf, t->store, t->pool, t->actions, &watch, &loop->desk, err) &&
	       (desk_set_pages(loop->desk, true), true) &&
	       sender_new(loop, t->conf, t->store, t->actions, &mode, &undelivered, &loop->sender, err) &&
	       control_open(loop, loop->socket, on_request, loop, &loop->control, err);
}

int loop_run(const struct telexd *telexd)
{
	struct loop *loop = mem_new(NULL, struct loop);
	struct err err = {0};
	int status;

	loop->telexd = telexd;
	loop->started_at = clock_now();
	past_begin(&loop->past);
	if (set_up(loop, &err)) {
		log_info("started feeds=%zu database=%s socket=%s", telexd->conf->n_feeds, loop->database,
			 loop->socket);
		look_for_work(loop, clock_ms()); /* before anybody asks whether there is some */
		while (!loop->is_over)
			turn(loop);
		end_deliveries(loop);
		log_info("stopped");
		status = loop->status;
	} else {
		log_error("%s", err.msg);
		status = err_exit_status(err.code);
	}
	talloc_free(loop);
	return status;
}
