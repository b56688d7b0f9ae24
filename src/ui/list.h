/* list.h: a window into a list of articles that may be a million long.  Pure: whoever owns it loads the
 * pages.
 *
 * Items come newest first and descend by id, unless is_unordered; the window is a run of the list without gaps:
 *
 *      the whole list   0 ................ first ........ first+n ................ total
 *      the window                          [ items ]
 *      the screen                             top ..... top+height
 *      the cursor                                  ^
 * Members are no part of the run: places, totals and the order of ids are those of the lines.
 * The cursor stands on an article, not on a number: whatever is added or taken away, list_seek brings it
 * back. */
#ifndef TELEX_UI_LIST_H
#define TELEX_UI_LIST_H

#include "telex/store.h"

/* What a line shows; one piece of memory.  In a list of stories it is a story's, and its other articles can stand as members
 * below it, first to publish first. */
struct list_item {
	int64_t id, seq, sort_at;
	int64_t story_id, n_in_story, n_outlets; /* n_in_story, n_outlets 0: the article is alone */
	int64_t told_at;  /* see story_told_at */
	int64_t first_at; /* of an unfolded story and its members: when it was told first */
	const char *title, *outlet, *url;
	bool is_read, is_starred, has_unread_others, has_alert;
	bool is_unfolded, is_member;
	bool is_part; /* unfolded, but not all of its articles are below it */
};
struct list {
	struct list_item **items;
	size_t n, cap, n_members;
	size_t cursor, top;	     /* numbers of items; 0 in an empty list */
	bool has_newest, has_oldest; /* the window reaches that end */
	bool is_unordered;	     /* by id: it is looked through; there is one page then */
	int64_t first;		     /* the place of items[0] in the whole list, from 0; -1: not known */
	int64_t total;		     /* -1: not known */
};

/* As talloc child of ctx, empty. */
struct list *list_new(void *ctx);
void list_clear(struct list *list);
/* Two runs of rows, each descending by id, as one without doubles; the rows are borrowed.  *ret is a child of
 * ctx. */
size_t list_merge(void *ctx, struct store_rows a, struct store_rows b, const struct store_row ***ret);
/* Add a page at one end; is_last: the list ends there.  The cursor stays on its article. */
void list_append(struct list *list, const struct store_row **rows, size_t n, bool is_last);
void list_prepend(struct list *list, const struct store_row **rows, size_t n, bool is_last);
/* The whole list, in any order; the cursor stays on its article, else on its line. */
void list_set(struct list *list, const struct store_row **rows, size_t n);
/* Forget items far from the cursor until at most max are left. */
void list_trim(struct list *list, size_t max);

/* Which page the window needs next, so that a screen of `height` lines around the cursor is full. */
enum list_need { LIST_NEEDS_NOTHING, LIST_NEEDS_OLDER, LIST_NEEDS_NEWER };
enum list_need list_needs(const struct list *list, int height);

/* Move the cursor down (up when negative); gives how many lines it could not go within the window. */
long list_move(struct list *list, long lines);
/* The cursor to the article; when it is not in the window to the next older line, else to the last. */
void list_seek(struct list *list, int64_t id);
/* Move the screen so that the cursor is on it, with a few lines around it. */
void list_scroll(struct list *list, int height);
/* NULL when the list is empty. */
struct list_item *list_current(const struct list *list);
struct list_item *list_find(const struct list *list, int64_t id); /* NULL: not in the window */
size_t list_at(const struct list *list, int64_t id); /* its number; n: not in the window */
/* The last line of the window; NULL when the list is empty.  The first is items[0]. */
const struct list_item *list_last(const struct list *list);
/* ---- stories ---- */

/* Whether a line of the window is of the story. */
bool list_tells(const struct list *list, int64_t story_id);
/* The item whose line `at` is, or is a member of. */
size_t list_line_of(const struct list *list, size_t at);
/* Put the other articles of the story under its line; the rows are in the order of their telling, the first of all (which may
 * not be among them) at first_at. */
void list_unfold(struct list *list, size_t line, const struct store_rows *rows, int64_t first_at);
/* Take them away; the cursor leaves them for the line. */
void list_fold(struct list *list, size_t line);
/* A member, or the article of the line, was marked: what the line says of the others follows. */
void list_marked(struct list *list, size_t at);

/* ---- */

/* The place of the cursor's line in the whole list from 0; -1: not known. */
int64_t list_place(const struct list *list);
/* The number of all lines: those of the window when it holds all, else total; -1 when not known. */
int64_t list_total(const struct list *list);

#endif
