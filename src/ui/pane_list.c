/* pane_list.c: the list of articles on the canvas.
 *
 *	▌*• 12m  Fierce Network    ▾ U.S. presses allies to drop Huawei gear       6 ●
 *	  ◦ 41m                    └ Light Reading   +29 min   U.S. steps up campaign
 * the cursor, a star, a dot for what is unread (a ring: only others of the story are), the age, the outlet, the headline, how
 * many outlets carry the story, whether it alerted; below an unfolded story who else told it, and how much later. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "telex/alert.h"
#include "telex/utf8.h"
#include "telex/when.h"

enum {
	MARK_X,
	STAR_X,
	DOT_X,
	AGE_X,
	AGE_COLS = 5,
	OUTLET_X = AGE_X + AGE_COLS + 1,
	BRANCH_COLS = 2,
	COUNT_COLS = 3,
	RIGHT_COLS = COUNT_COLS + 3, /* a blank, the number, a blank, the sign of an alert */
	LAG_COLS = 13,
	ROOMY_COLS = 90,
	ROW_HITS_MAX = 16
};

static int outlet_cols(int cols)
{
	int n = cols / 5;

	return n < 8 ? 8 : n > 18 ? 18 : n;
}

static int title_x(int cols)
{
	return OUTLET_X + outlet_cols(cols) + 2;
}

/* The sign of a story stands in front of it; where there is room it is not crammed. */
static int headline_x(const struct app *app, int cols)
{
	return title_x(cols) + (app->level->by_story && cols >= ROOMY_COLS);
}

static void draw_hits(struct app *app, int x, int y, int cols, const char *title)
{
	struct store_hit hits[ROW_HITS_MAX];
	size_t n_terms, n, len = strlen(title);
	const struct query_term *terms = app_terms(app, &n_terms);

	if (n_terms == 0)
		return;
	n = store_hits(terms, n_terms, QUERY_TITLE, (struct bytes){title, len}, hits, ROW_HITS_MAX);
	for (size_t i = 0; i < n; i++) {
		int from = utf8_width(title, hits[i].at);
		int width = utf8_width(title + hits[i].at, hits[i].len);

		if (from < cols)
			canvas_style(app->canvas,
				     (struct rect){x + from, y, width < cols - from ? width : cols - from, 1},
				     STYLE_HIT);
	}
}

static const char *lag_of(const struct list_item *item, char out[WHEN_AGE_SIZE])
{
	return story_lag(item->told_at - item->first_at, item->told_at == item->first_at, out);
}

static const char *title_of(const struct list_item *item)
{
	return item->title[0] ? item->title : "(no title)";
}

/* Who else told it: the outlet, how much later, its headline. */
static void draw_member(struct app *app, struct rect r, const struct list_item *item, bool is_last, unsigned style)
{
	const int x = title_x(r.cols) - 1, outlet = outlet_cols(r.cols), outlet_x = x + BRANCH_COLS;
	const int lag_x = outlet_x + outlet + 1, title = lag_x + LAG_COLS, rest = r.cols - title - 1;
	struct canvas *canvas = app->canvas;
	char lag[WHEN_AGE_SIZE];

	canvas_puts(canvas, r.x + x, r.y, BRANCH_COLS, is_last ? "└" : "├", STYLE_MUTED);
	canvas_fit(canvas, r.x + outlet_x, r.y, outlet, item->outlet, item->is_read ? style : STYLE_ACCENT);
	canvas_fit(canvas, r.x + lag_x, r.y, LAG_COLS - 1, lag_of(item, lag), style);
	if (rest <= 0)
		return;
	canvas_fit(canvas, r.x + title, r.y, rest, title_of(item), style);
	draw_hits(app, r.x + title, r.y, rest, title_of(item));
}

/* How many outlets carry the story; an alert. */
static void draw_right(struct app *app, struct rect r, const struct list_item *item)
{
	char text[WHEN_AGE_SIZE + 16] = "";

	if (item->n_outlets > 1)
		snprintf(text, sizeof(text), "%lld", (long long)item->n_outlets);
	canvas_right(app->canvas, r.x + r.cols - 3, r.y, COUNT_COLS, text, STYLE_ACCENT);
	if (item->has_alert)
		canvas_puts(app->canvas, r.x + r.cols - 2, r.y, 1, "●", STYLE_ACCENT | STYLE_BOLD);
}

static void draw_line(struct app *app, struct rect r, const struct list_item *item, unsigned style)
{
	const int x = headline_x(app, r.cols), cols = r.cols - x - 1 - RIGHT_COLS - (item->is_unfolded ? LAG_COLS : 0);
	char lag[WHEN_AGE_SIZE];

	canvas_fit(app->canvas, r.x + OUTLET_X, r.y, outlet_cols(r.cols), item->outlet,
		   item->is_read ? style : STYLE_ACCENT);
	if (app->level->by_story && item->n_in_story > 1)
		canvas_puts(app->canvas, r.x + title_x(r.cols) - 1, r.y, 1, item->is_unfolded ? "▾" : "▸", STYLE_ACCENT);
	if (item->is_unfolded)
		canvas_right(app->canvas, r.x + r.cols - RIGHT_COLS, r.y, LAG_COLS - 1, lag_of(item, lag), STYLE_MUTED);
	canvas_fit(app->canvas, r.x + x, r.y, cols, title_of(item), style);
	draw_hits(app, r.x + x, r.y, cols, title_of(item));
	draw_right(app, r, item);
}

static void draw_row(struct app *app, struct rect r, size_t at)
{
	const struct list *list = app->level->list;
	const struct list_item *item = list->items[at];
	const bool is_cursor = at == list->cursor, has_focus = is_cursor && app->focus == CMD_IN_LIST;
	const bool is_last = at + 1 == list->n || !list->items[at + 1]->is_member;
	const unsigned style = item->is_read ? STYLE_MUTED : 0;
	struct canvas *canvas = app->canvas;
	char age[WHEN_AGE_SIZE];

	if (is_cursor)
		canvas_puts(canvas, r.x + MARK_X, r.y, 1, has_focus ? "▌" : "▏", STYLE_ACCENT);
	if (item->is_starred)
		canvas_puts(canvas, r.x + STAR_X, r.y, 1, "*", STYLE_STAR | STYLE_BOLD);
	if (!item->is_read || level_is_unread(app->level, item))
		canvas_puts(canvas, r.x + DOT_X, r.y, 1, item->is_read ? "◦" : "•", STYLE_ACCENT);
	canvas_right(canvas, r.x + AGE_X + AGE_COLS, r.y, AGE_COLS,
		     when_age(item->sort_at, app_now(app), age), STYLE_MUTED);
	if (item->is_member)
		draw_member(app, r, item, is_last, style);
	else
		draw_line(app, r, item, style);
	if (has_focus)
		canvas_style(canvas, (struct rect){r.x + 1, r.y, r.cols - 1, 1}, STYLE_REVERSE);
}

static void draw_head(struct app *app, struct rect r)
{
	canvas_right(app->canvas, r.x + AGE_X + AGE_COLS, r.y, AGE_COLS, "age", STYLE_MUTED);
	canvas_puts(app->canvas, r.x + OUTLET_X, r.y, outlet_cols(r.cols), "outlet", STYLE_MUTED);
	canvas_puts(app->canvas, r.x + headline_x(app, r.cols), r.y, r.cols - title_x(r.cols),
		    app->level->by_story ? "story" : "headline", STYLE_MUTED);
}

/* ---- a list without articles says what to do ---- */

static void draw_lines(struct app *app, struct rect r, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n && (int)i + 1 < r.rows; i++)
		canvas_fit(app->canvas, r.x + 3, r.y + 1 + (int)i, r.cols - 4, lines[i],
			   i == 0 ? STYLE_BOLD : 0);
}

static void draw_no_feeds(struct app *app, struct rect r)
{
	const char *file = app->options.config_file ? app->options.config_file : "the configuration";
	char *where = mem_printf(app, "The feeds are kept in %s", file);
	const char *lines[] = {
	    "No feeds yet",
	    "",
	    "Leave with q and add one from the shell; any page of a site will do:",
	    "",
	    "    telex feed add https://www.fierce-network.com",
	    "",
	    "or take over what another reader knows:   telex import FILE.opml",
	    "",
	    where,
	};

	draw_lines(app, r, lines, sizeof(lines) / sizeof(lines[0]));
	talloc_free(where);
}

static void draw_no_articles(struct app *app, struct rect r)
{
	char number[32], *first = mem_printf(app, "%s feed%s, and nothing fetched yet",
					     bars_number((int64_t)app_n_feeds(app), number),
					     app_n_feeds(app) == 1 ? "" : "s");
	const char *lines[] = {first, "", "R fetches the news now.", "? shows all keys."};

	draw_lines(app, r, lines, sizeof(lines) / sizeof(lines[0]));
	talloc_free(first);
}

static void draw_empty(struct app *app, struct rect r)
{
	static const char *const unread[] = {"Nothing unread here", "",
					     "a shows what was read too, ] goes on to the next feed."};
	static const char *const nothing[] = {"No article matches"};
	bool has_articles = app->side->totals.articles > 0;

	if (!app->level->is_loaded)
		canvas_puts(app->canvas, r.x + 3, r.y, r.cols - 4, "…", STYLE_MUTED);
	else if (app->level->kind != LEVEL_SEARCH && !has_articles && app_n_feeds(app) == 0)
		draw_no_feeds(app, r);
	else if (app->level->kind != LEVEL_SEARCH && !has_articles)
		draw_no_articles(app, r);
	else if (app->level->unread_only)
		draw_lines(app, r, unread, sizeof(unread) / sizeof(unread[0]));
	else
		draw_lines(app, r, nothing, 1);
}

void list_draw(struct app *app, struct rect r)
{
	struct list *list = app->level->list;

	if (r.rows == 0)
		return;
	if (list->n == 0) {
		draw_empty(app, r);
		return;
	}
	if (app->layout.head_y >= 0)
		draw_head(app, (struct rect){r.x, app->layout.head_y, r.cols, 1});
	list_scroll(list, r.rows);
	for (int y = 0; y < r.rows && list->top + (size_t)y < list->n; y++) {
		size_t at = list->top + (size_t)y;

		draw_row(app, (struct rect){r.x, r.y + y, r.cols, 1}, at);
	}
}
