/* level.h: one list on the way down from All unread: a query, the window into what it matches, and how it is
 * loaded.
 *
 * Nothing here blocks: a load that the store interrupts (a key waits) leaves the list as it was and is asked
 * for again. */
#ifndef TELEX_UI_LEVEL_H
#define TELEX_UI_LEVEL_H

#include "telex/conf.h"
#include "telex/store.h"

#include "list.h"
#include "side.h"

enum { LEVEL_SORTED_ROWS = 250 };
enum level_kind { LEVEL_HOME, LEVEL_SIDE, LEVEL_SEARCH };
enum level_want {
	LEVEL_SETTLED,
	LEVEL_NEWEST, /* from the top */
	LEVEL_OLDEST,
	LEVEL_AROUND /* the same place again: articles came or changed */
};
struct level_kept {
	int64_t id;
	bool is_out; /* the query does not match it any more */
	bool has_unread_others; /* of its story, as far as it is known */
};
struct level {
	struct level *below; /* the one that 'back' leads to */
	enum level_kind kind;
	const char *title, *text; /* text: of the query without the filter on unread */
	struct query *query;	  /* in force */
	const char *shown;	  /* the query in force as text */
	bool unread_only;
	bool by_story; /* a line for each story, see level_stories.c */
	enum store_sort sort; /* other than by date there are the first LEVEL_SORTED_ROWS */

	int64_t alert_id;	  /* the alert that its one article was opened from; 0: none */
	struct query *marks;	  /* whose words stand out; NULL: those of query */

	struct list *list;
	enum level_want want;
	int64_t around;	    /* with LEVEL_AROUND: the article, or that of the line */
	int64_t looked_for; /* the article that the cursor goes to: around, or a member below it */
	bool is_loaded;
	bool is_new_query; /* the list and its size are those of the query before */
	/* Articles whose marks were changed here: they stay in the list, whatever the query says now. */
	struct level_kept *kept; /* descending by id */
	size_t n_kept;
	int64_t *unfolded; /* stories */
	size_t n_unfolded;
	/* The window has all lines whose ids lie between; further lines of a story that has one are left out. */
	int64_t read_above, read_below;
	int64_t seq;	   /* store_seq when it was loaded: what 'mark all read' may touch */
	int64_t newest_id; /* the newest article that was loaded before the last reload; 0: none */

	enum side_kind side_kind; /* the counter that knows its size; SIDE_BLANK: none */
	const char *side_name;
	bool count_is_due, total_is_least, total_is_about;
	int64_t n_outlets; /* of a search; -1: not known */
	int64_t n_articles; /* with by_story, where list->total counts lines: the articles in them; -1: not known */
	bool counts_lines;  /* the articles are counted, the lines are next */
	int64_t counted_ms, count_cost_ms;
};

struct level_spec {
	enum level_kind kind;
	const char *title, *text;
	bool unread_only;
	enum side_kind side_kind;
	const char *side_name; /* NULL: "" */
};
/* What loading needs. */
struct level_io {
	struct store *store;
	int64_t now;
	int height; /* lines of the list on the screen */
};

/* The names behind @entity and view: of a configuration. */
struct query_names level_names(const struct conf *conf);
/* The query of a text, narrowed to what is unread; one talloc tree. */
MUST_USE bool level_parse(void *ctx, const char *text, bool unread_only, const struct conf *conf,
			  struct query **ret, struct err *err);
/* ERR_DATA with the span in spec->text. */
MUST_USE bool level_new(void *ctx, const struct level_spec *spec, const struct conf *conf, struct level **ret,
			struct err *err);
/* Another query for the same level; the list stays until the next load has succeeded. */
MUST_USE bool level_set_query(struct level *level, const char *text, bool unread_only,
			      const struct conf *conf, struct err *err);
/* level_load.c: do one load, if one is wanted or the window runs short; *ret_did says whether. */
MUST_USE bool level_load(struct level *level, const struct level_io *io, bool *ret_did, struct err *err);
/* Another order, from its top. */
void level_set_sort(struct level *level, enum store_sort sort);
/* Ask for the same place again. */
void level_reload(struct level *level);
/* The article stays in the list from now on; its marks are those of the item in the window. */
void level_keep(struct level *level, int64_t id);
/* A folded line stands for all of its story. */
bool level_is_unread(const struct level *level, const struct list_item *item);
/* The next unread article below (or above) the cursor, also outside the window; 0 when there is none. */
MUST_USE bool level_find_unread(struct level *level, const struct level_io *io, const struct conf *conf,
				bool is_older, int64_t *ret_id, struct err *err);
/* To an article that may be outside the window. */
void level_go(struct level *level, int64_t id);
/* The next load is around the article's line, with the cursor on the article. */
void level_look_for(struct level *level, int64_t id);

/* ---- stories: level_stories.c ---- */

/* A line for each story, or for each article, at the same place. */
void level_set_stories(struct level *level, bool by_story);
/* Unfold or fold the story under the cursor, which stays on its line.  *ret_n: how many of its articles are below it and in it,
 * the newest; 0: folded. */
MUST_USE bool level_toggle_fold(struct level *level, const struct level_io *io, size_t *ret_n, struct err *err);
/* From a line whose own article is read to the first of its story that is not. */
MUST_USE bool level_to_unread(struct level *level, const struct level_io *io, struct err *err);
/* The cursor is on the folded line of several articles. */
bool level_is_on_story(const struct level *level);
/* All articles of a story that are shown; a child of ctx. */
MUST_USE bool level_story_ids(const struct level_io *io, void *ctx, int64_t story_id, int64_t **ret, size_t *ret_n,
			      struct err *err);
/* For level_load.c: rows of a page without those whose story is told in the window (NULL: none) or by a row before; how many are
 * left.  And after a load: the members of what was unfolded. */
/* And kept rows without those whose story goes on above them: but for the line that the cursor goes to. */
MUST_USE bool level_yield(const struct level *level, const struct level_io *io, void *ctx, struct store_rows *kept,
			  struct err *err);
size_t level_thin(const struct level *level, const struct list *window, const struct store_row **rows, size_t n);
MUST_USE bool level_unfold_again(struct level *level, const struct level_io *io, struct err *err);

/* ---- how many: level_count.c ---- */

/* How many articles its lines stand for; -1: not known. */
int64_t level_articles(const struct level *level);
/* That number is a guess. */
bool level_is_guessed(const struct level *level);
/* From the counters of the side bar; true when they know. */
bool level_count_cheaply(struct level *level, const struct side *side);
/* By counting, in two steps: up to ten thousand, then up to a million. */
MUST_USE bool level_count(struct level *level, const struct level_io *io, struct err *err);

#endif
