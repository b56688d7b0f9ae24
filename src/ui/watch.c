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

bool watch_read(struct watch *watch, struct store *store, int64_t now, struct err *err)
{
	void *tmp = talloc_new(watch);
	const char *name, *fault;
	int64_t n_new, newest;
	const bool ok =
	    alert_totals(store, now, &n_new, &newest, err) && alert_rules_fault(store, tmp, &name, &fault, err);

	if (ok) {
		watch->n_new = n_new;
		watch->newest = newest;
		watch->is_read = true;
		talloc_free(watch->fault);
		watch->fault = name ? mem_printf(watch, "rule %s is broken: %s", name, fault) : NULL;
		watch->is_due = false;
	}
	talloc_free(tmp);
	return ok;
}
