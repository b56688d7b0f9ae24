/* pane_health.c: the health screen on the canvas: feeds worst first, and the story of the one at the cursor.
 *
 *	▌! failing  Ofcom                  5.0    2d    5h  HTTP 403, forbidden (7 times, …
 * the cursor, a sign, the state, the feed, articles a week, ages of the last success and of the next try,
 *what is wrong. */
#include "screens.h"

#include <string.h>

#include "telex/utf8.h"
#include "telex/when.h"

enum {
	SIGN_X = 1,
	STATE_X = 3,
	NAME_X = 12,
	NUMBER_COLS = 7,
	LABEL_COLS = 14,
	STORY_ROWS_MAX = 200,
	BESIDE_REMARK = NUMBER_COLS * 3 + 2
};

static int name_cols(int cols)
{
	return cols >= LAYOUT_WIDE_COLS ? 24 : 18;
}

static const char *sign_of(enum store_health health)
{
	static const char *const signs[] = {" ", "?", "~", "!", "x"};

	return signs[health];
}

static unsigned style_of(enum store_health health)
{
	if (health >= STORE_FEED_FAILING)
		return STYLE_WARN | STYLE_BOLD;
	return health == STORE_FEED_OK ? 0 : STYLE_ACCENT;
}

static void write_counts(const struct app *app, struct buf *out)
{
	const struct health *health = app->health;
	const struct {
		enum store_health health;
		const char *one, *many;
	} counts[] = {
	    {STORE_FEED_GONE, "gone", "gone"},
	    {STORE_FEED_FAILING, "failing", "failing"},
	    {STORE_FEED_WARNING, "warning", "warnings"},
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		size_t n = health->n_of[counts[i].health];

		if (n > 0)
			buf_addf(out, "%zu %s · ", n, n == 1 ? counts[i].one : counts[i].many);
	}
	buf_addf(out, "%zu feed%s", health->n, health->n == 1 ? "" : "s");
}

/* ---- the list ---- */

static void draw_head(struct app *app, struct rect r)
{
	int x = r.x + NAME_X + name_cols(r.cols);

	canvas_puts(app->canvas, r.x + STATE_X, r.y, 8, "state", STYLE_MUTED);
	canvas_puts(app->canvas, r.x + NAME_X, r.y, 8, "feed", STYLE_MUTED);
	canvas_right(app->canvas, x + NUMBER_COLS, r.y, NUMBER_COLS, "/week", STYLE_MUTED);
	canvas_right(app->canvas, x + 2 * NUMBER_COLS, r.y, NUMBER_COLS, "ok", STYLE_MUTED);
	canvas_right(app->canvas, x + 3 * NUMBER_COLS, r.y, NUMBER_COLS, "next", STYLE_MUTED);
	canvas_fit(app->canvas, x + BESIDE_REMARK, r.y, r.x + r.cols - x - BESIDE_REMARK, "what",
		   STYLE_MUTED);
}

static const char *next_words(const struct store_feed_state *s, int64_t now, char out[WHEN_AGE_SIZE])
{
	int64_t at = s->hold_until > s->next_at ? s->hold_until : s->next_at;

	return s->is_gone ? "never" : when_age(now, at, out);
}

static const char *remark(const struct store_feed *feed, const struct store_report *report)
{
	if (report->n > 0)
		return report->findings[0].words;
	return feed->state.next_why ? store_next_words(feed->state.next_why) : "";
}

/* The feed as its configuration has it by now. */
static struct store_feed configured(const struct app *app, const struct health_row *row)
{
	const struct conf_feed *from = feeds_configured(app, row->feed.name);
	struct store_feed feed = row->feed;

	if (from)
		store_feed_set_interval(&feed.state, conf_fixed_interval_s(app->conf, from));
	return feed;
}

static void draw_row(struct app *app, struct rect r, const struct health_row *row, bool is_cursor)
{
	struct canvas *canvas = app->canvas;
	bool has_focus = is_cursor && !app->health->in_story;
	int64_t now = app_now(app), ok_at = row->feed.state.last_ok_at;
	unsigned style = style_of(row->health);
	char week[STORE_WEEK_SIZE], age[WHEN_AGE_SIZE];
	void *tmp = talloc_new(app);
	struct store_feed feed = configured(app, row);
	struct store_report report;
	int x = r.x + NAME_X + name_cols(r.cols), room = r.x + r.cols - x - BESIDE_REMARK - 1;

	store_feed_report(tmp, &feed, health_rhythm(row), now, &report);
	canvas_puts(canvas, r.x, r.y, 1, has_focus ? "▌" : is_cursor ? "▏" : " ", 0);
	canvas_puts(canvas, r.x + SIGN_X, r.y, 1, sign_of(row->health), style);
	canvas_puts(canvas, r.x + STATE_X, r.y, 8, store_health_name(row->health), style);
	canvas_fit(canvas, r.x + NAME_X, r.y, name_cols(r.cols) - 1, row->feed.title, 0);
	canvas_right(canvas, x + NUMBER_COLS, r.y, NUMBER_COLS, store_week_words(health_rhythm(row), week),
		     STYLE_MUTED);
	canvas_right(canvas, x + 2 * NUMBER_COLS, r.y, NUMBER_COLS,
		     ok_at == WHEN_NONE ? "-" : when_age(ok_at, now, age), STYLE_MUTED);
	canvas_right(canvas, x + 3 * NUMBER_COLS, r.y, NUMBER_COLS, next_words(&row->feed.state, now, age),
		     STYLE_MUTED);
	if (room > 0)
		canvas_fit(canvas, x + BESIDE_REMARK, r.y, room, remark(&feed, &report),
			   report.n > 0 ? 0 : STYLE_MUTED);
	if (has_focus)
		canvas_style(canvas, (struct rect){r.x + 1, r.y, r.cols - 1, 1}, STYLE_REVERSE);
	talloc_free(tmp);
}

static void draw_list(struct app *app, struct rect r)
{
	struct health *health = app->health;

	if (health->n == 0) {
		canvas_fit(app->canvas, r.x + 3, r.y, r.cols - 4, "No feeds: telex feed add URL", STYLE_BOLD);
		return;
	}
	if (r.rows > 1) {
		draw_head(app, r);
		r.y++;
		r.rows--;
	}
	health->list_rows = r.rows;
	health_scroll(health, r.rows);
	for (int y = 0; y < r.rows && health->top + (size_t)y < health->n; y++) {
		size_t at = health->top + (size_t)y;

		draw_row(app, (struct rect){r.x, r.y + y, r.cols, 1}, &health->rows[at],
			 at == health->cursor);
	}
}

/* ---- the story ---- */

struct story_row {
	const char *label; /* "" on further lines of a fact */
	const char *words;
	unsigned style;
};
struct story {
	struct story_row rows[STORY_ROWS_MAX];
	int n;
};

static void add_row(struct story *story, const char *label, const char *words, unsigned style)
{
	if (story->n < STORY_ROWS_MAX)
		story->rows[story->n++] = (struct story_row){label, words, style};
}

/* Words broken at blanks, what is longer than a line anywhere. */
static void add_wrapped(struct story *story, const char *label, const char *words, int cols, unsigned style)
{
	size_t len = strlen(words);

	do {
		size_t fit = utf8_clip(words, len, cols, NULL), cut = fit;

		while (fit < len && cut > 0 && words[cut] != ' ')
			cut--;
		cut = cut > 0 ? cut : fit > 0 ? fit : len;
		add_row(story, label, mem_strndup(story, words, cut), style);
		label = "";
		words += cut;
		len -= cut;
		while (len > 0 && *words == ' ') {
			words++;
			len--;
		}
	} while (len > 0);
}

static struct story *tell(struct app *app, const struct health_row *row, int cols)
{
	const struct conf_feed *from = feeds_configured(app, row->feed.name);
	struct story *story = mem_new(app, struct story);
	struct store_feed feed = configured(app, row);
	struct store_facts facts;
	struct store_report report;
	int measure = cols - LABEL_COLS < LAYOUT_MEASURE ? cols - LABEL_COLS : LAYOUT_MEASURE;

	store_feed_report(story, &feed, health_rhythm(row), app_now(app), &report);
	store_feed_facts(story, &feed, health_rhythm(row),
			 from ? conf_interval_words(story, app->conf, from) : NULL, app_now(app), &facts);
	add_row(story, NULL, mem_printf(story, "%s · %s", row->feed.title, row->feed.name),
		STYLE_BOLD | STYLE_ACCENT);
	for (size_t i = 0; i < facts.n; i++) {
		char *safe = utf8_safe_dup(story, facts.facts[i].words, SAFE_LINE);

		/* The state and the findings behind it. */
		add_wrapped(story, facts.facts[i].label, safe, measure > 8 ? measure : 8,
			    i <= report.n ? style_of(row->health) & STYLE_ROLES : 0);
	}
	return story;
}

static void draw_story(struct app *app, struct rect r)
{
	struct health *health = app->health;
	const struct health_row *row = health_current(health);
	struct story *story;
	size_t last;

	health->story_rows = r.rows;
	if (!row || r.rows <= 0)
		return;
	story = tell(app, row, r.cols - 2);
	last = story->n > r.rows ? (size_t)(story->n - r.rows) : 0;
	if (health->story_top > last)
		health->story_top = last;
	for (int y = 0; y < r.rows && (int)health->story_top + y < story->n; y++) {
		const struct story_row *line = &story->rows[(int)health->story_top + y];
		int x = r.x + 1 + (line->label ? LABEL_COLS : 0);

		if (line->label)
			canvas_puts(app->canvas, r.x + 1, r.y + y, LABEL_COLS, line->label, STYLE_MUTED);
		canvas_fit(app->canvas, x, r.y + y, r.x + r.cols - x, line->words, line->style);
	}
	if (health->story_top < last)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y + r.rows - 1, r.cols, " more ",
			     STYLE_REVERSE);
	talloc_free(story);
}

/* ---- both ---- */

static void draw_divider(struct app *app, int y)
{
	canvas_hline(app->canvas, 0, y, app->canvas->cols);
	/* Which half the keys move must not be told by colour alone. */
	for (int x = 0; app->health->in_story && x < app->canvas->cols; x++)
		canvas_puts(app->canvas, x, y, 1, "━", STYLE_MUTED);
}

static void draw(struct app *app, struct rect r)
{
	bool is_split = app->layout.is_wide && app->canvas->rows >= LAYOUT_TALL_ROWS;
	int list_rows = r.rows / 2;

	if (!is_split) {
		if (app->health->in_story)
			draw_story(app, r);
		else
			draw_list(app, r);
		return;
	}
	/* A short list leaves its room to the story. */
	if ((int)app->health->n + 1 < list_rows)
		list_rows = (int)app->health->n + 1;
	draw_list(app, (struct rect){r.x, r.y, r.cols, list_rows});
	draw_divider(app, r.y + list_rows);
	draw_story(app, (struct rect){r.x, r.y + list_rows + 1, r.cols, r.rows - list_rows - 1});
}

/* ---- the screen ---- */

static void write_title(const struct app *app, struct buf *out)
{
	(void)app;
	buf_adds(out, "Feed health");
}

static void write_place(const struct app *app, struct buf *out)
{
	if (app->health->n > 0)
		buf_addf(out, "%zu/%zu", app->health->cursor + 1, app->health->n);
}

static const char *keys(const struct app *app)
{
	return app->layout.is_wide || app->health->in_story
		   ? "Enter articles  r retry  e edit  i interval  d unsubscribe  o site"
		   : "l story  Enter articles  r retry  e edit  d unsubscribe  o site";
}

const struct screen health_screen = {.context = CMD_IN_HEALTH,
				     .is_seen = health_is_seen,
				     .write_title = write_title,
				     .write_counts = write_counts,
				     .write_place = write_place,
				     .keys = keys,
				     .draw = draw,
				     .does = health_do,
				     .close = health_close};
