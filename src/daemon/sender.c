/* sender.c: the outbox at work.
 *
 *   look: outbox_due -> a queue a channel -> quiet hours, the rule's limit: postponed
 *                                         -> outbox_take -> courier -> settle: outbox_done, outbox_failed
 *
 * Nothing is taken for sent before its row says so: what a crash leaves half done is sent again, under the same key. */
#include "sender_parts.h"

#include <string.h>

#include "telex/utf8.h"

#include "clock.h"
#include "retry.h"

enum {
	START_MS = 50,	 /* between two messages to one place: 20 a second */
	BUSY_MS = 200,	 /* before the store is asked again */
	STORE_MS = 10000, /* the same after a fault of it */
	TURN_MS = 20,	 /* spent on one turn, about */
};

/* ---- faults of the store ---- */

bool sender_store_failed(struct sender *s, const struct err *err)
{
	bool is_passing = err->code == ERR_BUSY || err->code == ERR_INTERRUPTED;

	if (!is_passing && !s->is_store_bad) {
		s->is_store_bad = true;
		s->counts.n_failed++;
		s->watch.failed(s->watch.state, NULL, NULL, err->msg);
	}
	s->store_ms = clock_ms() + (is_passing ? BUSY_MS : STORE_MS);
	return is_passing;
}

/* ---- starting ---- */

static bool postpone(struct sender *s, const struct outbox_message *head, int64_t until, bool is_held, bool *ret_ok)
{
	struct err err = {0};

	*ret_ok = outbox_postpone(s->store, head, until, is_held, &err);
	if (!*ret_ok)
		(void)sender_store_failed(s, &err);
	s->is_exhausted &= s->mode.is_forced; /* to whom it would be due again */
	return true;
}

/* Its rule wants it later. */
static bool is_postponed(struct sender *s, const struct outbox_message *head, bool *ret_ok)
{
	const struct conf_rule *rule = sender_rule(s, head);
	int64_t now = clock_now(), until, n = 0;
	struct err err = {0};

	*ret_ok = true;
	if (!rule)
		return false;
	if (retry_is_quiet(rule->quiet, now, &until))
		return postpone(s, head, until, false, ret_ok);
	/* what is held has waited for the day to end; unless somebody made it due */
	if (!rule->limit || (head->is_held && !s->mode.is_forced) || head->is_fixed)
		return false;
	*ret_ok = outbox_sent_since(s->store, rule->name, head->channel, retry_day_start(now), &n, &err);
	if (!*ret_ok) {
		(void)sender_store_failed(s, &err);
		return true;
	}
	return n >= rule->limit && postpone(s, head, retry_day_end(now), true, ret_ok);
}

/* What cannot be made fit to be sent fails as if its channel had refused it. */
static void send_message(struct target *t)
{
	struct sender *s = t->sender;
	struct letter *letter;
	struct err err = {0};

	if (letter_new(s, s->store, t->message, clock_now(), &letter, &err)) {
		courier_add(s->courier, t->message->channel, letter, sender_take_result, t);
	} else {
		AUTO_BUF line = BUF_INIT(KIB(2));
		struct courier_result result = {.retry_after_s = -1};

		utf8_safe((struct bytes){err.msg, strlen(err.msg)}, SAFE_LINE, &line);
		result.error = buf_str(&line);
		sender_take_result(t, &result);
	}
}

/* The next message of a target.  False: nothing could be begun. */
static bool start_next(struct target *t, int64_t now_ms)
{
	struct sender *s = t->sender;
	struct waiting *w = target_shift(t);
	struct err err = {0};
	bool ok = true, is_taken = false;

	if (!is_postponed(s, &w->head, &ok)) {
		is_taken = outbox_take(s->store, s, &w->head, clock_now(), &t->message, &err);
		ok = is_taken || err.code == ERR_NO_MATCH; /* somebody else has settled it */
		if (!ok)
			(void)sender_store_failed(s, &err);
	}
	talloc_free(w);
	if (!ok)
		target_clear(t); /* still due: found again */
	if (!is_taken)
		return false;
	s->is_exhausted = false;
	if (*t->pace->place)
		t->pace->next_start_ms = now_ms + START_MS;
	send_message(t);
	return true;
}

static void start_some(struct sender *s, int64_t now_ms)
{
	for (struct target *t = s->targets.first; t; t = t->next)
		while (target_start_ms(t) <= now_ms && courier_has_room(s->courier) && s->store_ms <= now_ms &&
		       clock_ms() - now_ms < TURN_MS && !start_next(t, now_ms))
			;
}

/* ---- the loop's side ---- */

static bool has_work(const struct sender *s)
{
	for (const struct target *t = s->targets.first; t; t = t->next)
		if (t->message || (t->first && !t->is_given_up && !s->is_stopped))
			return true;
	return false;
}

bool sender_is_idle(const struct sender *sender)
{
	return !has_work(sender) && (sender->is_stopped || sender->is_exhausted);
}

/* When there is reason to look again: time has come, or all that the last look brought is done. */
static int64_t look_at_ms(const struct sender *s)
{
	int64_t at_ms = s->is_exhausted || has_work(s) ? s->look_ms : 0;

	return at_ms > s->store_ms ? at_ms : s->store_ms;
}

void sender_turn(struct sender *sender, const struct fetch_fd *fds, size_t n)
{
	int64_t now_ms = clock_ms();

	courier_turn(sender->courier, fds, n, now_ms);
	for (struct target *t = sender->targets.first; t; t = t->next)
		if (t->outcome.is_there && sender->store_ms <= now_ms)
			(void)sender_settle(t);
	if (sender->is_stopped)
		return;
	if (now_ms >= look_at_ms(sender))
		sender_look(sender, now_ms);
	start_some(sender, now_ms);
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When a target has something to do; INT64_MAX: it waits for others. */
static int64_t target_at_ms(const struct sender *s, const struct target *t)
{
	int64_t at_ms = target_start_ms(t);

	if (t->outcome.is_there)
		return s->store_ms;
	if (at_ms == INT64_MAX || s->is_stopped || !courier_has_room(s->courier))
		return INT64_MAX;
	return at_ms > s->store_ms ? at_ms : s->store_ms;
}

int sender_wait_ms(const struct sender *sender, int64_t now_ms)
{
	int64_t at_ms = sooner(now_ms + SENDER_REST_MS, sender->is_stopped ? INT64_MAX : look_at_ms(sender));
	int courier = courier_wait_ms(sender->courier, now_ms);

	if (courier >= 0)
		at_ms = sooner(at_ms, now_ms + courier);
	for (const struct target *t = sender->targets.first; t; t = t->next)
		at_ms = sooner(at_ms, target_at_ms(sender, t));
	return at_ms > now_ms ? (int)(at_ms - now_ms) : 0;
}

size_t sender_fds(const struct sender *sender, struct fetch_fd *fds, size_t room)
{
	return courier_fds(sender->courier, fds, room);
}

void sender_poke(struct sender *sender)
{
	sender->look_ms = 0;
	sender->is_exhausted = false;
}

void sender_open(struct sender *sender)
{
	targets_open(&sender->targets);
	sender_poke(sender);
}

void sender_stop(struct sender *sender)
{
	sender->is_stopped = true;
}

const struct sender_counts *sender_counts(const struct sender *sender)
{
	return &sender->counts;
}

/* ---- birth and reload ---- */

void sender_reload(struct sender *sender, const struct conf *conf)
{
	sender->conf = conf;
	courier_set_conf(sender->courier, conf);
	for (struct target *t = sender->targets.first; t; t = t->next) {
		target_clear(t);
		t->pace = NULL; /* it may lead to another place now */
	}
	sender_open(sender);
}

bool sender_new(void *ctx, const struct conf *conf, struct store *store, struct actions *actions,
		const struct sender_mode *mode, const struct sender_watch *watch, struct sender **ret, struct err *err)
{
	struct sender *s = mem_new(ctx, struct sender);

	s->conf = conf;
	s->store = store;
	s->mode = *mode;
	s->watch = *watch;
	if (!courier_new(s, conf, actions, &s->courier, err)) {
		talloc_free(s);
		return false;
	}
	*ret = s;
	return true;
}
