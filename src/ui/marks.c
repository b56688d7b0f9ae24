/* marks.c: the queue of changes that are shown but not yet written. */
#include "marks.h"

#include <string.h>

static const char who[] = "reader";

struct marks *marks_new(void *ctx)
{
	return mem_new(ctx, struct marks);
}

static const char **copy_names(struct mark *mark, const char **names, size_t n)
{
	const char **copy = mem_array(mark, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		copy[i] = mem_strdup(mark, names[i]);
	return copy;
}

static struct mark *push(struct marks *marks, const struct store_change *change, int64_t now)
{
	struct mark *mark = mem_new(marks, struct mark);

	mark->now = now;
	if (change) {
		mark->change = *change;
		mark->change.who = who;
		mark->change.what = mem_strdup(mark, change->what);
		mark->change.add = copy_names(mark, change->add, change->n_add);
		mark->change.remove = copy_names(mark, change->remove, change->n_remove);
	}
	if (marks->last)
		marks->last->next = mark;
	else
		marks->first = mark;
	marks->last = mark;
	return mark;
}

void marks_add(struct marks *marks, const int64_t *ids, size_t n, const struct store_change *change,
	       int64_t now)
{
	struct mark *mark = push(marks, change, now);

	mark->ids = mem_array(mark, int64_t, n);
	memcpy(mark->ids, ids, n * sizeof(ids[0]));
	mark->n_ids = n;
}

void marks_add_query(struct marks *marks, struct query *take_query, int64_t max_seq,
		     const struct store_change *change, int64_t now)
{
	struct mark *mark = push(marks, change, now);

	mark->query = talloc_steal(mark, take_query);
	mark->max_seq = max_seq;
}

void marks_add_note(struct marks *marks, int64_t id, const char *text, int64_t now)
{
	struct mark *mark = push(marks, NULL, now);

	mark->ids = mem_array(mark, int64_t, 1);
	mark->ids[0] = id;
	mark->note = mem_strdup(mark, text);
}

void marks_add_undo(struct marks *marks, int64_t number, int64_t now)
{
	push(marks, NULL, now)->number = number;
}

static void pop(struct marks *marks)
{
	struct mark *mark = marks->first;

	marks->first = mark->next;
	if (!marks->first)
		marks->last = NULL;
	talloc_free(mark);
}

static bool undo(struct marks *marks, struct store *store, struct marks_done *done, struct err *err)
{
	struct err why = {0};

	done->is_wide = true;
	if (store_undo(store, marks, marks->first->number, who, marks->first->now, &done->undone, &done->n_changed, &why))
		return true;
	done->nothing_to_undo = why.code == ERR_NO_MATCH && !marks->first->number;
	if (err && !done->nothing_to_undo)
		*err = why;
	return done->nothing_to_undo;
}

static bool write_first(struct marks *marks, struct store *store, struct marks_done *done, struct err *err)
{
	const struct mark *mark = marks->first;

	done->has_tags = done->has_tags || mark->change.n_add + mark->change.n_remove > 0;
	if (mark->note) {
		done->has_tags = true;
		return store_note_set(store, mark->ids[0], mark->note, who, mark->now, err);
	}
	if (mark->ids)
		return store_mark(store, mark->ids, mark->n_ids, &mark->change, mark->now, &done->n_changed,
				  err);
	if (!mark->query)
		return undo(marks, store, done, err);
	done->is_wide = true;
	done->what = mem_strdup(marks, mark->change.what);
	return store_mark_query(store, mark->query, mark->max_seq, &mark->change, mark->now, &done->n_changed,
				err);
}

bool marks_flush(struct marks *marks, struct store *store, struct marks_done *ret, struct err *err)
{
	struct err why = {0};

	*ret = (struct marks_done){0};
	while (marks->first) {
		if (!write_first(marks, store, ret, &why)) {
			if (why.code == ERR_BUSY || why.code == ERR_INTERRUPTED)
				return true;
			pop(marks);
			if (err)
				*err = why;
			return false;
		}
		ret->n++;
		pop(marks);
	}
	return true;
}
