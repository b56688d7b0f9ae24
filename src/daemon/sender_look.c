/* sender_look.c: what is due, queued for its channels. */
#include "sender_parts.h"

#include <string.h>

#include "clock.h"

enum {
	LOOK_MS = 1000,	 /* between two looks while something due cannot start */
	REST_MS = SENDER_REST_MS,
	LOOK_SHARE = 20, /* a look that took long is not repeated before so many times that */
};

/* ---- what the configuration says ---- */

const struct conf_rule *sender_rule(const struct sender *s, const struct outbox_message *head)
{
	for (size_t i = 0; head->kind == OUTBOX_ALERT && i < s->conf->n_rules; i++)
		if (!strcmp(s->conf->rules[i].name, head->rule))
			return &s->conf->rules[i];
	return NULL;
}

static bool is_batched(void *state, const char *rule)
{
	const struct outbox_message head = {.kind = OUTBOX_ALERT, .rule = rule};
	const struct conf_rule *found = sender_rule(state, &head);

	return found && found->batch_s > 0;
}

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
		(void)sender_store_failed(s, &err);
	if (next_at == WHEN_NONE)
		return now_ms + REST_MS;
	wait_ms = next_at * 1000 - clock_now_ms() + 1;
	return now_ms + (wait_ms < LOOK_MS ? LOOK_MS : wait_ms > REST_MS ? REST_MS : wait_ms);
}

void sender_look(struct sender *s, int64_t now_ms)
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
		s->is_exhausted = !sender_store_failed(s, &err);
	}
	talloc_free(tmp);
}
