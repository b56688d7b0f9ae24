/* sender.c: the outbox at work.
 *
 *   outbox_due -> a queue a channel -> quiet hours, the rule's limit: postponed
 *                                  -> outbox_take -> courier -> outbox_done, outbox_failed
 *
 * Nothing is taken for sent before its row says so: what a crash leaves half done is sent again, under the same key. */
#include "sender.h"

#include <string.h>

#include "telex/utf8.h"

#include "clock.h"
#include "courier.h"
#include "retry.h"
#include "target.h"

enum {
	START_MS = 50,	   /* between two messages to a target: 20 a second */
	LOOK_MS = 1000,	   /* between two looks while something due cannot start */
	REST_MS = 30000,   /* the longest without a look: somebody else may have put something in */
	BUSY_MS = 200,	   /* before the store is asked again */
	STORE_MS = 10000,  /* the same after a fault of it */
	TURN_MS = 20,	   /* spent on one turn, about */
	LOOK_SHARE = 20,   /* a look that took long is not repeated before so many times that */
};

struct sender {
	const struct conf *conf;
	struct store *store;
	struct courier *courier;
	struct sender_mode mode;
	struct sender_watch watch;
	struct sender_counts counts;
	struct targets targets;
	int64_t look_ms;   /* when the outbox is looked at next */
	int64_t store_ms;  /* and not before this: the store was busy, or worse */
	bool is_exhausted; /* since the last look nothing has changed: there is no more than it brought */
	bool is_stopped;
	bool is_store_bad; /* said already */
};

/* ---- what the configuration says ---- */

static const struct conf_rule *find_rule(const struct sender *s, const struct outbox_message *head)
{
	for (size_t i = 0; head->kind == OUTBOX_ALERT && i < s->conf->n_rules; i++)
		if (!strcmp(s->conf->rules[i].name, head->rule))
			return &s->conf->rules[i];
	return NULL;
}

static bool is_batched(void *state, const char *rule)
{
	const struct outbox_message head = {.kind = OUTBOX_ALERT, .rule = rule};
	const struct conf_rule *found = find_rule(state, &head);

	return found && found->batch_s > 0;
}

/* ---- faults of the store ---- */

/* True: it may pass.  False: it was said, once. */
static bool store_failed(struct sender *s, const struct err *err)
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

/* ---- looking ---- */

/* Channels whose rows are of no interest: some wait in memory, or it is left alone. */
static const char **closed_channels(const struct sender *s, void *ctx, int64_t now_ms, size_t *ret_n)
{
	const char **names = mem_array(ctx, const char *, 1);
	size_t n = 0;

	for (const struct target *t = s->targets.first; t; t = t->next) {
		if (!t->first && !target_is_closed(t, now_ms))
			continue;
		names = mem_grow(ctx, names, const char *, n + 1);
		names[n++] = t->channel;
	}
	*ret_n = n;
	return names;
}

static struct target *get_target(struct sender *s, const char *channel)
{
	struct target *t = targets_find(&s->targets, channel);
	char *place;

	if (!t)
		t = targets_add(&s->targets, s, channel);
	if (t->pace)
		return t;
	place = courier_place(NULL, s->conf, channel);
	t->pace = targets_pace(&s->targets, s, place);
	talloc_free(place);
	return t;
}

static void queue_head(struct sender *s, const struct outbox_message *head)
{
	struct target *t = get_target(s, head->channel);

	if (!t->message || t->message->id != head->id) /* else it is under way */
		target_push(t, head);
}

/* When the next look is worth it. */
static int64_t next_look_ms(struct sender *s, int64_t now_ms)
{
	int64_t next_at = WHEN_NONE, wait_ms;
	struct err err;

	if (!outbox_next(s->store, &next_at, &err))
		(void)store_failed(s, &err);
	if (next_at == WHEN_NONE)
		return now_ms + REST_MS;
	wait_ms = next_at * 1000 - clock_now_ms() + 1;
	return now_ms + (wait_ms < LOOK_MS ? LOOK_MS : wait_ms > REST_MS ? REST_MS : wait_ms);
}

static void look(struct sender *s, int64_t now_ms)
{
	void *tmp = talloc_new(NULL);
	struct outbox_wish wish = {
	    .now = clock_now(), .is_forced = s->mode.is_forced, .is_batched = is_batched, .state = s};
	struct outbox_message *heads = NULL;
	size_t n = 0;
	struct err err = {0};

	wish.without = closed_channels(s, tmp, now_ms, &wish.n_without);
	s->is_exhausted = true;
	if (outbox_due(s->store, tmp, &wish, &heads, &n, &err)) {
		s->is_store_bad = false;
		for (size_t i = 0; i < n; i++)
			queue_head(s, &heads[i]);
		s->look_ms = next_look_ms(s, now_ms) + LOOK_SHARE * (clock_ms() - now_ms);
	} else {
		s->is_exhausted = !store_failed(s, &err);
	}
	talloc_free(tmp);
}

/* ---- how it went ---- */

static void tell(struct sender *s, const struct outbox_message *m, const char *error, int64_t next_at)
{
	AUTO_BUF line = BUF_INIT(KIB(4));
	char span[WHEN_AGE_SIZE];
	int64_t now = clock_now_up();

	buf_adds(&line, error);
	if (m->kind == OUTBOX_TEST)
		buf_adds(&line, "; it was a test, and is not tried again");
	else if (next_at == WHEN_NONE)
		buf_adds(&line, "; given up: telex alerts resend sends it again");
	else
		buf_addf(&line, "; tried again in %s", when_span(next_at > now ? next_at - now : 0, span));
	s->counts.n_failed++;
	s->watch.failed(s->watch.state, m->rule, m->channel, buf_str(&line));
}

static void take_success(struct target *t)
{
	t->failures = 0;
	t->hold_until_ms = 0;
	t->outcome = (struct outcome){.is_there = true, .is_done = true};
}

static void take_failure(struct target *t, const struct courier_result *result)
{
	struct sender *s = t->sender;
	struct outbox_message *m = t->message;
	const struct retry_facts facts = {.now = clock_now_up(),
					  .first_try_at = m->first_try_at,
					  .tries = m->tries + 1,
					  .key = m->key,
					  .retry_after_s = result->retry_after_s};
	bool is_last = result->is_partial || m->kind == OUTBOX_TEST;

	t->outcome = (struct outcome){.is_there = true,
				      .error = mem_strdup(m, result->error),
				      .next_at = is_last ? WHEN_NONE : retry_at(&facts)};
	tell(s, m, result->error, t->outcome.next_at);
	if (result->is_partial)
		return;
	t->failures++;
	t->is_given_up = s->mode.is_once;
	t->hold_until_ms = clock_ms() + 1000 * retry_target_s(t->failures, result->retry_after_s);
}

/* Into the store; until it is there the target gets nothing else. */
static bool settle(struct target *t)
{
	struct sender *s = t->sender;
	struct err err = {0};
	int64_t id = t->message->id, now = clock_now();
	bool ok = t->outcome.is_done ? outbox_done(s->store, id, now, &err)
				     : outbox_failed(s->store, id, t->outcome.error, t->outcome.next_at, &err);

	/* --once does not wait for a disk to get room: the row waits, and is sent again under its key */
	if (!ok && (store_failed(s, &err) || !s->mode.is_once))
		return false;
	s->counts.n_sent += ok && t->outcome.is_done;
	t->is_given_up |= !ok;
	if (!ok || !t->outcome.is_done) {
		target_clear(t); /* looked for anew when it is asked again */
		s->look_ms = 0;
	}
	talloc_free(t->message);
	t->message = NULL;
	t->outcome = (struct outcome){0};
	return ok;
}

static void on_done(void *state, const struct courier_result *result)
{
	struct target *t = state;

	if (result->error)
		take_failure(t, result);
	else
		take_success(t);
	(void)settle(t); /* sender_turn tries again */
}

/* ---- starting ---- */

static bool postpone(struct sender *s, const struct outbox_message *head, int64_t until, bool is_held, bool *ret_ok)
{
	struct err err = {0};

	*ret_ok = outbox_postpone(s->store, head, until, is_held, &err);
	if (!*ret_ok)
		(void)store_failed(s, &err);
	s->is_exhausted &= s->mode.is_forced; /* to whom it would be due again */
	return true;
}

/* Its rule wants it later. */
static bool is_postponed(struct sender *s, const struct outbox_message *head, bool *ret_ok)
{
	const struct conf_rule *rule = find_rule(s, head);
	int64_t now = clock_now(), until, n = 0;
	struct err err = {0};

	*ret_ok = true;
	if (!rule)
		return false;
	if (retry_is_quiet(rule->quiet, now, &until))
		return postpone(s, head, until, false, ret_ok);
	if (!rule->limit || head->is_held || head->is_fixed)
		return false;
	*ret_ok = outbox_sent_since(s->store, rule->name, head->channel, retry_day_start(now), &n, &err);
	if (!*ret_ok) {
		(void)store_failed(s, &err);
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
		courier_add(s->courier, t->message->channel, letter, on_done, t);
	} else {
		AUTO_BUF line = BUF_INIT(KIB(2));
		struct courier_result result = {.retry_after_s = -1};

		utf8_safe((struct bytes){err.msg, strlen(err.msg)}, SAFE_LINE, &line);
		result.error = buf_str(&line);
		on_done(t, &result);
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
			(void)store_failed(s, &err);
	}
	talloc_free(w);
	if (!ok)
		target_clear(t); /* still due: found again */
	if (!is_taken)
		return false;
	s->is_exhausted = false;
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
			(void)settle(t);
	if (sender->is_stopped)
		return;
	if (now_ms >= look_at_ms(sender))
		look(sender, now_ms);
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
	int64_t at_ms = sooner(now_ms + REST_MS, sender->is_stopped ? INT64_MAX : look_at_ms(sender));
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
