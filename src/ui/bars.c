/* bars.c: the title line and the status line. */
#include "screens.h"
#include "watch.h"

#include <stdio.h>
#include <string.h>

#include "telex/utf8.h"

const char *bars_number(int64_t n, char out[32])
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)n), j = 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			out[j++] = ',';
		out[j++] = digits[i];
	}
	out[j] = '\0';
	return out;
}

static const char *title_of(const struct app *app)
{
	if (app->mode == APP_HELP)
		return help_title(app);
	/* The river has two names. */
	if (app->level->kind == LEVEL_HOME)
		return app->level->unread_only ? "All unread" : "All articles";
	return app->level->title;
}

/* "3 failing · 25 unread · 26 articles" */
static void write_totals(const struct app *app, struct buf *out)
{
	const struct store_totals *totals = &app->side->totals;
	char number[32];

	if (app->layout.is_wide && app->side->n_failing > 0)
		buf_addf(out, "%zu failing · ", app->side->n_failing);
	buf_addf(out, "%s unread", bars_number(totals->unread, number));
	if (app->layout.is_wide)
		buf_addf(out, " · %s articles", bars_number(totals->articles, number));
	if (app->watch->n_new > 0)
		buf_addf(out, " · ● %s", bars_number(app->watch->n_new, number));
	if (app->watch->n_new > 0 && app->layout.is_wide)
		buf_addf(out, " alert%s", app->watch->n_new == 1 ? "" : "s");
}

void bars_draw_title(struct app *app, struct rect r)
{
	const struct screen *screen = app->mode != APP_HELP ? screens_seen(app) : NULL;
	AUTO_BUF title = BUF_INIT(MIB(1));
	AUTO_BUF text = BUF_INIT(200);
	const char *right;
	int x = r.x + 1, cols;

	if (screen) {
		screen->write_title(app, &title);
		screen->write_counts(app, &text);
	} else {
		buf_adds(&title, title_of(app));
		write_totals(app, &text);
	}
	right = buf_str(&text);
	cols = utf8_width(right, text.len);
	if (app->layout.is_wide)
		x += canvas_puts(app->canvas, x, r.y, 8, "Telex", STYLE_BOLD) + 3;
	canvas_fit(app->canvas, x, r.y, r.x + r.cols - x - cols - 3, buf_str(&title),
		   STYLE_BOLD | STYLE_ACCENT);
	canvas_right(app->canvas, r.x + r.cols - 1, r.y, cols, right, STYLE_MUTED);
}

static void write_articles(const struct level *level, struct buf *out)
{
	char number[32];

	buf_addf(out, "%s%s%s", level_is_guessed(level) ? "~" : "", bars_number(level_articles(level), number),
		 level->total_is_least ? "+" : "");
}

/* "1/1,284", "1/37 stories · 52 articles" */
static void write_line(const struct app *app, struct buf *out)
{
	const struct level *level = app->level;
	const int64_t place = list_place(level->list), total = list_total(level->list), n = level_articles(level);
	char number[32];

	buf_addf(out, "%s/", place >= 0 ? bars_number(place + 1, number) : "…");
	if (total < 0)
		buf_adds(out, "…");
	else if (level->by_story)
		buf_adds(out, bars_number(total, number));
	else
		write_articles(level, out);
	if (!level->by_story || n <= total || !app->layout.is_wide)
		return;
	if (total >= 0)
		buf_addf(out, " stor%s", total == 1 ? "y" : "ies");
	buf_adds(out, " · ");
	write_articles(level, out);
	buf_addf(out, " article%s", n == 1 ? "" : "s");
}

/* The line, with how far a text is read when one reads it */
static void write_place(const struct app *app, struct buf *out)
{
	const struct screen *screen = screens_seen(app);

	if (screen) {
		screen->write_place(app, out);
	} else if (app->level->list->n > 0) {
		write_line(app, out);
	} else if (app->level->is_loaded) {
		buf_adds(out, "0");
	}
	if (app->focus == CMD_IN_PAGE && app->page && app->mode == APP_PANES && !screen)
		buf_addf(out, "  %d%%", page_percent(app->page, app->layout.page.rows));
	buf_adds(out, "  ?");
}

static const char *feed_title(const struct app *app, const char *name)
{
	size_t at = side_find(app->side, SIDE_FEED, name);

	return at < app->side->n ? app->side->items[at].label : name;
}

/* "fetching 31/56 ▓▓▓▓▓░░░  Light Reading" */
static void write_progress(const struct app *app, bool has_room, struct buf *out)
{
	enum { BAR_COLS = 8, FEED_COLS = 16 };
	struct refresh_state state = refresh_state(app->refresh);
	const char *feed;

	if (!state.is_running)
		return;
	if (state.total == 0) {
		buf_adds(out, "fetching…");
		return;
	}
	buf_addf(out, "fetching %lld/%lld", (long long)state.done, (long long)state.total);
	if (!has_room)
		return;
	buf_addc(out, ' ');
	for (int i = 0; i < BAR_COLS; i++)
		buf_adds(out, i < state.done * BAR_COLS / state.total ? "▓" : "░");
	feed = feed_title(app, state.feed);
	buf_adds(out, "  ");
	utf8_fit(feed, strlen(feed), FEED_COLS, true, out);
}

/* What stands there when there is nothing to be said. */
static const char *left_words(const struct app *app)
{
	const struct screen *screen = app->mode != APP_HELP ? screens_seen(app) : NULL;

	if (screen)
		return screen->keys(app);
	return app->level->shown[0] ? app->level->shown : "everything";
}

/* The order of the list, and that it is not all of it. */
static void write_order(const struct app *app, struct buf *out)
{
	static const char *const orders[] = {
	    [STORE_BY_DATE] = "", [STORE_BY_ARRIVAL] = " · by arrival", [STORE_BEST] = " · best first"};
	const struct level *level = app->level;

	if (screens_seen(app))
		return;
	buf_adds(out, orders[level->sort]);
	if (level->sort && level->list->n >= LEVEL_SORTED_ROWS)
		buf_addf(out, ", the first %d", LEVEL_SORTED_ROWS);
}

/* A rule that finds nothing is said wherever no query has to be seen. */
static bool says_fault(const struct app *app)
{
	return app->watch->fault && app->mode == APP_PANES && !screens_seen(app) && app->level->kind != LEVEL_SEARCH;
}

static void draw_left(struct app *app, struct rect r, int cols)
{
	AUTO_BUF pending = BUF_INIT(64);
	AUTO_BUF words = BUF_INIT(4 * QUERY_BYTES_MAX);

	buf_adds(&words, left_words(app));
	write_order(app, &words);
	keymap_write_pending(&app->keys, &pending);
	if (pending.len > 0)
		canvas_fit(app->canvas, r.x + 1, r.y, cols, buf_str(&pending), STYLE_BOLD);
	else if (app->message[0])
		canvas_fit(app->canvas, r.x + 1, r.y, cols, app->message,
			   app->message_is_fault ? STYLE_WARN | STYLE_BOLD : STYLE_BOLD);
	else if (says_fault(app))
		canvas_fit(app->canvas, r.x + 1, r.y, cols, app->watch->fault, STYLE_WARN);
	else
		canvas_fit(app->canvas, r.x + 1, r.y, cols, buf_str(&words), STYLE_MUTED);
}

void bars_draw_status(struct app *app, struct rect r)
{
	AUTO_BUF place = BUF_INIT(200);
	AUTO_BUF progress = BUF_INIT(400);
	int place_cols, progress_cols, x;

	write_place(app, &place);
	write_progress(app, r.cols >= LAYOUT_WIDE_COLS, &progress);
	place_cols = utf8_width(buf_str(&place), place.len);
	progress_cols = utf8_width(buf_str(&progress), progress.len);
	x = r.x + r.cols - 1 - place_cols;
	canvas_puts(app->canvas, x, r.y, place_cols, buf_str(&place), STYLE_MUTED);
	if (progress_cols > 0) {
		x -= progress_cols + 3;
		canvas_puts(app->canvas, x, r.y, progress_cols, buf_str(&progress), STYLE_ACCENT);
	}
	draw_left(app, r, x - r.x - 2);
}
