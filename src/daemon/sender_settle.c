/* sender_settle.c: what came of a message: told, and put into the store with the time of the next try. */
#include "sender_parts.h"

#include <string.h>

#include "clock.h"
#include "retry.h"

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

bool sender_settle(struct target *t)
{
	struct sender *s = t->sender;
	struct err err = {0};
	int64_t id = t->message->id, now = clock_now();
	bool ok = t->outcome.is_done ? outbox_done(s->store, id, now, &err)
				     : outbox_failed(s->store, id, t->outcome.error, t->outcome.next_at, &err);

	/* --once does not wait for a disk to get room: the row waits, and is sent again under its key */
	if (!ok && (sender_store_failed(s, &err) || !s->mode.is_once))
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

void sender_take_result(void *state, const struct courier_result *result)
{
	struct target *t = state;

	if (result->error)
		take_failure(t, result);
	else
		take_success(t);
	(void)sender_settle(t); /* sender_turn tries again */
}
