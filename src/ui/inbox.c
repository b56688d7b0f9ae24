/* inbox.c: the rows of the alert inbox. */
#include "inbox.h"

struct inbox *inbox_new(void *ctx, const char *rule)
{
	struct inbox *inbox = mem_new(ctx, struct inbox);

	inbox->rule = rule ? mem_strdup(inbox, rule) : NULL;
	return inbox;
}

/* ---- rows ---- */

/* With texts of its own: those it points to are about to go. */
static struct inbox_row copy(void *texts, const struct inbox_row *row)
{
	struct inbox_row copied = *row;
	const char **const strings[] = {&copied.alert.rule,  &copied.alert.query,  &copied.alert.title,
					&copied.alert.url, &copied.alert.outlet, &copied.alert.evidence};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*strings[i] = mem_strdup(texts, *strings[i]);
	return copied;
}

/* Both descend by id.  What was kept is shown as the store has it now, if it has it for us. */
static void merge(struct inbox *inbox, struct inbox_row *old, size_t n_old, const struct alerts *list)
{
	size_t at = 0;

	for (size_t i = 0; i <= list->n; i++) {
		for (; at < n_old && (i == list->n || old[at].alert.id > list->alerts[i].id); at++)
			if (old[at].is_kept)
				inbox->rows[inbox->n++] = copy(inbox->texts, &old[at]);
		if (i == list->n)
			break;
		inbox->rows[inbox->n] = (struct inbox_row){.alert = list->alerts[i]};
		if (at < n_old && old[at].alert.id == list->alerts[i].id)
			inbox->rows[inbox->n].is_kept = old[at++].is_kept;
		inbox->n++;
	}
}

/* To the alert, or the next older one. */
static void seek(struct inbox *inbox, int64_t id)
{
	inbox->cursor = 0;
	while (inbox->cursor + 1 < inbox->n && inbox->rows[inbox->cursor].alert.id > id)
		inbox->cursor++;
}

void inbox_update(struct inbox *inbox, struct alerts *take_alerts)
{
	struct inbox_row *old = inbox->rows;
	void *texts = inbox->texts;
	const size_t n_old = inbox->n, line = inbox->cursor - inbox->top;
	const bool was_at_top = inbox->top == 0; /* what is new is seen there */
	const int64_t id = n_old ? old[inbox->cursor].alert.id : INT64_MAX;

	inbox->texts = talloc_steal(inbox, take_alerts);
	inbox->rows = mem_array(inbox, struct inbox_row, n_old + take_alerts->n + 1);
	inbox->n = 0;
	merge(inbox, old, n_old, take_alerts);
	seek(inbox, id);
	inbox->top = !was_at_top && inbox->cursor > line ? inbox->cursor - line : 0;
	inbox->is_loaded = true;
	talloc_free(old);
	talloc_free(texts);
}

void inbox_forget(struct inbox *inbox)
{
	for (size_t i = 0; i < inbox->n; i++)
		inbox->rows[i].is_kept = false;
}

void inbox_set(struct inbox_row *row, enum alert_state state, int64_t until)
{
	row->alert.state = state;
	row->alert.snoozed_until = state == ALERT_SNOOZED ? until : WHEN_NONE;
	row->is_kept = true;
}

/* ---- the cursor ---- */

struct inbox_row *inbox_current(const struct inbox *inbox)
{
	return inbox->cursor < inbox->n ? &inbox->rows[inbox->cursor] : NULL;
}

void inbox_move(struct inbox *inbox, long lines)
{
	const long last = (long)inbox->n - 1;
	long to = (long)inbox->cursor + lines;

	to = to > last ? last : to;
	inbox->cursor = (size_t)(to > 0 ? to : 0);
}

void inbox_scroll(struct inbox *inbox, int height)
{
	const size_t lines = height > 0 ? (size_t)height : 1;

	if (inbox->cursor < inbox->top)
		inbox->top = inbox->cursor;
	if (inbox->cursor >= inbox->top + lines)
		inbox->top = inbox->cursor + 1 - lines;
	if (inbox->top + lines > inbox->n)
		inbox->top = inbox->n > lines ? inbox->n - lines : 0;
}
