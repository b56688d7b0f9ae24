/* watch.c: the number of new alerts, the first broken rule, and changes of alerts that are not yet written. */
#include "watch.h"

#include <string.h>

void watch_change(struct watch *watch, const int64_t *ids, size_t n, enum alert_state state, int64_t until)
{
	struct alert_change *change = mem_new(watch, struct alert_change);

	change->ids = mem_array(change, int64_t, n + 1);
	memcpy(change->ids, ids, n * sizeof(ids[0]));
	change->n = n;
	change->state = state;
	change->until = until;
	if (watch->last)
		watch->last->next = change;
	else
		watch->first = change;
	watch->last = change;
}

static void pop(struct watch *watch)
{
	struct alert_change *change = watch->first;

	watch->first = change->next;
	if (!watch->first)
		watch->last = NULL;
	talloc_free(change);
}

bool watch_flush(struct watch *watch, struct store *store, int64_t now, size_t *ret_n, struct err *err)
{
	struct err why = {0};

	for (*ret_n = 0; watch->first; ++*ret_n) {
		const struct alert_change *change = watch->first;

		if (!alert_set_state(store, change->ids, change->n, change->state, change->until, now, NULL, &why)) {
			if (why.code == ERR_BUSY || why.code == ERR_INTERRUPTED)
				return true;
			pop(watch);
			if (err)
				*err = why;
			return false;
		}
		pop(watch);
	}
	return true;
}

static char *fault_of(struct watch *watch, const struct alert_rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].fault && !rules->rules[i].is_gone)
			return mem_printf(watch, "rule %s is broken: %s", rules->rules[i].name, rules->rules[i].fault);
	return NULL;
}

bool watch_read(struct watch *watch, struct store *store, int64_t now, struct err *err)
{
	struct alert_rules *rules;
	int64_t n_new, newest;

	if (!alert_totals(store, now, &n_new, &newest, err) || !alert_rules(store, watch, &rules, err))
		return false;
	watch->n_new = n_new;
	talloc_free(watch->fault);
	watch->fault = fault_of(watch, rules);
	watch->is_due = false;
	talloc_free(rules);
	return true;
}
