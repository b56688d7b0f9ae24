/* target.c: who gets messages. */
#include "target.h"

#include <string.h>

struct target *targets_find(const struct targets *targets, const char *channel)
{
	for (struct target *t = targets->first; t; t = t->next)
		if (!strcmp(t->channel, channel))
			return t;
	return NULL;
}

struct target *targets_add(struct targets *targets, struct sender *owner, const char *channel)
{
	struct target *t = mem_new(owner, struct target);

	t->sender = owner;
	t->channel = mem_strdup(t, channel);
	t->last = &t->first;
	t->next = targets->first;
	targets->first = t;
	return t;
}

struct pace *targets_pace(struct targets *targets, struct sender *owner, const char *place)
{
	struct pace *pace = targets->paces;

	while (pace && strcmp(pace->place, place) != 0)
		pace = pace->next;
	if (pace)
		return pace;
	pace = mem_new(owner, struct pace);
	pace->place = mem_strdup(pace, place);
	pace->next = targets->paces;
	targets->paces = pace;
	return pace;
}

void targets_open(struct targets *targets)
{
	for (struct target *t = targets->first; t; t = t->next) {
		t->failures = 0;
		t->hold_until_ms = 0;
	}
}

void target_push(struct target *target, const struct outbox_message *head)
{
	struct waiting *w = mem_new(target, struct waiting);

	w->head = *head;
	w->head.channel = mem_strdup(w, head->channel);
	w->head.rule = mem_strdup(w, head->rule);
	*target->last = w;
	target->last = &w->next;
}

struct waiting *target_shift(struct target *target)
{
	struct waiting *w = target->first;

	if (w)
		target->first = w->next;
	if (!target->first)
		target->last = &target->first;
	return w;
}

void target_clear(struct target *target)
{
	struct waiting *w;

	while ((w = target_shift(target)))
		talloc_free(w);
}

bool target_is_closed(const struct target *target, int64_t now_ms)
{
	return target->is_given_up || target->hold_until_ms > now_ms;
}

int64_t target_start_ms(const struct target *target)
{
	int64_t pace_ms;

	if (!target->first || target->message || target->is_given_up)
		return INT64_MAX;
	pace_ms = target->pace->next_start_ms;
	return target->hold_until_ms > pace_ms ? target->hold_until_ms : pace_ms;
}
