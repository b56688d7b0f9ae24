/* target.c: who gets messages. */
#include "target.h"

#include <string.h>

struct target *targets_find(const struct targets *targets, const char *key)
{
	for (struct target *t = targets->first; t; t = t->next)
		if (!strcmp(t->key, key))
			return t;
	return NULL;
}

struct target *targets_get(struct targets *targets, struct sender *owner, const char *key)
{
	struct target *t = targets_find(targets, key);

	if (t)
		return t;
	t = mem_new(owner, struct target);
	t->sender = owner;
	t->key = mem_strdup(t, key);
	t->last = &t->first;
	t->next = targets->first;
	targets->first = t;
	return t;
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

bool gate_is_closed(const struct gate *gate, int64_t now_ms)
{
	return gate->is_given_up || gate->hold_until_ms > now_ms;
}

void gate_open(struct gate *gate)
{
	gate->failures = 0;
	gate->hold_until_ms = 0;
}

struct gate *targets_gate(struct targets *targets, void *owner, const char *channel)
{
	struct channel_gate *g = targets->gates;

	while (g && strcmp(g->name, channel) != 0)
		g = g->next;
	if (g)
		return &g->gate;
	g = mem_new(owner, struct channel_gate);
	g->name = mem_strdup(g, channel);
	g->next = targets->gates;
	targets->gates = g;
	return &g->gate;
}

void targets_open(struct targets *targets)
{
	for (struct target *t = targets->first; t; t = t->next)
		gate_open(&t->gate);
	for (struct channel_gate *g = targets->gates; g; g = g->next)
		gate_open(&g->gate);
}

bool target_is_free(const struct target *target, int64_t now_ms)
{
	return target->first && !target->message && !gate_is_closed(&target->gate, now_ms) && target->next_start_ms <= now_ms;
}
