/* once.c: telexd --once: fetch what is due, and end. */
#include "once.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <stdio.h>
#include <unistd.h>

#include "telex/utf8.h"

#include "clock.h"
#include "digests.h"
#include "past.h"
#include "progress.h"
#include "sender.h"
#include "signals.h"

struct once {
	struct progress progress;
	struct buf events; /* --progress-json */
	bool is_json, is_quiet;
	char *offline; /* nothing at all could be reached: why */
	struct sender *sender;
};

/* Beside the signals: what the sender waits for. */
enum {
	FDS_MAX = 1 + 100,
	LAST_MS = 3000,	   /* for deliveries under way, when a signal ends us */
	PAST_MS = 5000, /* for what older articles lack */
	PAGES_MS = 300000, /* no page of an article is begun so late: the next run goes on */
};

/* One line on standard error, in the place of the progress bar. */
static void say(struct once *once, const char *feed, const char *what)
{
	AUTO_BUF line = BUF_INIT(KIB(8));
	ssize_t ignored;

	buf_adds(&line, "telexd: ");
	if (feed)
		buf_addf(&line, "feed %s: ", feed);
	utf8_safe((struct bytes){what, strlen(what)}, SAFE_LINE, &line);
	buf_addc(&line, '\n');
	progress_clear(&once->progress);
	ignored = write(STDERR_FILENO, buf_str(&line), line.len);
	(void)ignored; /* there is nobody to tell */
}

/* A reader that went away stops nothing. */
static void send_events(struct once *once)
{
	ssize_t ignored = write(STDOUT_FILENO, buf_str(&once->events), once->events.len);

	(void)ignored;
	buf_reset(&once->events);
}

static void on_progress(void *state, const struct desk_counts *counts, const char *feed)
{
	struct once *once = state;

	progress_draw(&once->progress, counts, feed);
	if (!once->is_json)
		return;
	event_progress(&once->events, counts, feed);
	send_events(once);
}

static void on_failed(void *state, const char *feed, const char *reason)
{
	say(state, feed, reason);
}

static void on_note(void *state, const char *feed, const char *note)
{
	struct once *once = state;

	if (!once->is_quiet)
		say(once, feed, note);
}

static void on_undelivered(void *state, const char *rule, const char *channel, const char *reason)
{
	AUTO_BUF what = BUF_INIT(KIB(8));

	if (rule)
		buf_addf(&what, "rule %s, channel %s: ", rule, channel);
	buf_adds(&what, reason);
	say(state, NULL, buf_str(&what));
}

static void on_stored(void *state, int64_t n_new)
{
	struct once *once = state;

	sender_poke(once->sender);
	if (!once->is_json)
		return;
	event_stored(&once->events, n_new);
	send_events(once);
}

static void on_idle(void *state, const struct desk_counts *counts, const char *offline)
{
	struct once *once = state;

	once->offline = mem_strdup(NULL, offline);
	if (!once->is_json)
		return;
	event_idle(&once->events, counts);
	send_events(once);
}

static int end(struct once *once, const struct telexd *telexd, const struct desk_counts *counts)
{
	if (once->offline) {
		AUTO_BUF line = BUF_INIT(KIB(4));

		buf_addf(&line,
			 "no network: %s; what is stored is kept (make demo, in the source, needs none)",
			 once->offline);
		say(once, NULL, buf_str(&line));
		return err_exit_status(ERR_UNAVAILABLE);
	}
	progress_end(&once->progress, counts);
	if (counts->n_new)
		store_idle(telexd->store);
	return counts->n_failed || sender_counts(once->sender)->n_failed ? err_exit_status(ERR_PARTIAL) : 0;
}

/* What a new mute hides is hidden; older articles get what they lack for a while: the next run goes on. */
static void catch_up(struct desk *desk, struct store *store)
{
	const int64_t begun_ms = clock_ms();
	struct past past;

	past_begin(&past);
	while (past_is_due(&past) && !signals_want_end(NULL) && (past.is_due[PAST_MUTES] || clock_ms() - begun_ms < PAST_MS))
		if (!past_turn(&past, desk, store))
			return;
}

static bool is_ended(int signals)
{
	for (int number; (number = signals_next(signals)) != 0;)
		if (number == SIGTERM || number == SIGINT || number == SIGHUP)
			return true;
	return false;
}

/* One turn of feeds and deliveries.  False: the store or the parsers failed. */
static bool turn(struct once *once, struct desk *desk, int signals, struct err *err)
{
	struct fetch_fd fds[FDS_MAX] = {{.fd = signals, .events = POLLIN}};
	size_t n = 1 + sender_fds(once->sender, fds + 1, FDS_MAX - 1);
	int wait_ms = sender_wait_ms(once->sender, clock_ms());
	bool ok = desk_turn(desk, fds, n, wait_ms < 1000 ? wait_ms : 1000, err);

	sender_turn(once->sender, fds + 1, n - 1);
	return ok;
}

/* What is under way gets a moment; what does not end in it is sent again next time, under the same key. */
static void end_deliveries(struct once *once, struct desk *desk, int signals)
{
	int64_t end_ms = clock_ms() + LAST_MS;
	struct err err;

	sender_stop(once->sender);
	while (!sender_is_idle(once->sender) && clock_ms() < end_ms)
		if (!turn(once, desk, signals, &err) && err.code != ERR_INTERRUPTED)
			return;
}

/* Behind the feeds, so that the digest tells of what has just come. */
static void send_digests(struct once *once, const struct telexd *telexd)
{
	struct err err = {0};
	size_t n;

	if (!digests_send(telexd->conf, telexd->store, clock_now(), &n, &err))
		say(once, NULL, err.msg);
	else if (n)
		sender_poke(once->sender);
}

static int run(struct once *once, struct desk *desk, const struct telexd *telexd)
{
	struct err err = {0};
	const int64_t begun_ms = clock_ms();
	bool has_digests = telexd->conf->n_digests;

	desk_set_pages(desk, true);

	do {
		bool ok = turn(once, desk, telexd->signals, &err);

		if (is_ended(telexd->signals) || (!ok && err.code == ERR_INTERRUPTED)) {
			end_deliveries(once, desk, telexd->signals);
			say(once, NULL,
			    "stopped by a signal; what was not stored yet is fetched again next time");
			return err_exit_status(ERR_INTERRUPTED);
		}
		if (!ok) {
			say(once, NULL, err.msg);
			return err_exit_status(err.code);
		}
		progress_draw(&once->progress, desk_counts(desk), NULL);
		if (has_digests && !desk_is_busy(desk)) {
			send_digests(once, telexd);
			has_digests = false;
		}
		if (clock_ms() - begun_ms > PAGES_MS)
			desk_set_pages(desk, false); /* the next run goes on */
	} while (desk_is_busy(desk) || !sender_is_idle(once->sender) || desk_has_pages(desk));
	return end(once, telexd, desk_counts(desk));
}

/* Without a feed something is not as it should be; that nothing is due is of interest to people only. */
static void say_why_nothing(struct once *once, const struct desk *desk, const struct conf *conf)
{
	AUTO_BUF line = BUF_INIT(KIB(4));
	char span[WHEN_AGE_SIZE];
	int64_t next_at = desk_next_at(desk);

	if (!conf->n_feeds)
		buf_addf(&line, "no feeds in %s: telex feed add URL adds one", conf->file);
	else if (next_at == INT64_MAX)
		buf_adds(&line, "nothing is due");
	else
		buf_addf(&line, "nothing is due for %s", when_span(next_at - clock_now(), span));
	if (once->progress.is_on || (!conf->n_feeds && !once->is_quiet))
		say(once, NULL, buf_str(&line));
	once->progress.is_on = false;
}

int once_run(const struct telexd *telexd)
{
	const struct telexd_options *o = telexd->options;
	struct once once = {.is_json = o->is_json, .is_quiet = o->is_quiet, .events = BUF_INIT(KIB(256))};
	struct desk_watch watch = {.progress = on_progress,
				   .failed = on_failed,
				   .note = on_note,
				   .stored = on_stored,
				   .idle = on_idle,
				   .state = &once};
	struct desk_wish wish = {
	    .is_forced = o->is_forced || o->n_feeds, .is_once = true, .feeds = o->n_feeds ? o->feeds : NULL, .n_feeds = o->n_feeds};
	const struct sender_mode mode = {.is_once = true, .is_forced = o->is_forced};
	const struct sender_watch undelivered = {.failed = on_undelivered, .state = &once};
	struct desk *desk = NULL;
	struct err err = {0};
	int status = 0;

	progress_begin(&once.progress, !o->is_quiet && !o->is_json);
	if (!desk_new(NULL, telexd->conf, telexd->store, telexd->pool, telexd->actions, &watch, &desk, &err) ||
	    !desk_check_names(desk, &wish, &err) ||
	    !sender_new(desk, telexd->conf, telexd->store, telexd->actions, &mode, &undelivered, &once.sender, &err)) {
		say(&once, NULL, err.msg);
		status = err_exit_status(err.code);
	} else {
		desk_set_gentle(desk, o->is_json); /* a reader asked for it */
		if (o->is_delivery)
			once.progress.is_on = false;
		else if (!desk_ask(desk, &wish))
			say_why_nothing(&once, desk, telexd->conf);
		status = run(&once, desk, telexd);
		catch_up(desk, telexd->store);
	}
	talloc_free(desk);
	talloc_free(once.offline);
	buf_free(&once.events);
	return status;
}
