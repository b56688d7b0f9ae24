/* pane_digest.c: the digest screen on the canvas: sections with their stories, a line each.
 *
 *	supply-chain (2)
 *	▌ 12m  Fierce Network +1  U.S. presses allies to drop Huawei gear  #5g  (also in today) */
#include "digest.h"

#include <string.h>

#include "telex/utf8.h"
#include "telex/when.h"

enum {
	AGE_COLS = 5,
	OUTLET_X = 8,
	OUTLET_COLS = 20,
	TITLE_X = OUTLET_X + OUTLET_COLS + 2,
	TITLE_X_NARROW = OUTLET_X + 14
};

/* Lines of the whole digest, made one after the other. */
struct walk {
	struct app *app;
	struct rect r;
	int y;	       /* the next line, counted from the first one of the digest */
	size_t story;  /* the next story */
	int cursor_y;  /* the line of the cursor */
	bool is_drawn; /* else only counted */
};

static int line_of(const struct walk *walk)
{
	const int y = walk->y - (int)walk->app->digest->top;

	return walk->is_drawn && y >= 0 && y < walk->r.rows ? walk->r.y + y : -1;
}

static void put_head(struct walk *walk, const struct report_section *section)
{
	AUTO_BUF text = BUF_INIT(KIB(4));
	const int y = line_of(walk);

	buf_addf(&text, "%s (%zu)", section->name, section->n);
	if (section->n_before > 0)
		buf_addf(&text, " and %zu above", section->n_before);
	if (y >= 0)
		canvas_fit(walk->app->canvas, walk->r.x + 1, y, walk->r.cols - 2, buf_str(&text), STYLE_BOLD);
	walk->y++;
}

static void put_story(struct walk *walk, const struct report_story *story)
{
	struct canvas *canvas = walk->app->canvas;
	const bool is_cursor = walk->story++ == walk->app->digest->cursor;
	const bool is_wide = walk->app->layout.is_wide;
	const int y = line_of(walk), x = walk->r.x, title_x = is_wide ? TITLE_X : TITLE_X_NARROW;
	const int outlet_cols = title_x - OUTLET_X - 2;
	AUTO_BUF more = BUF_INIT(32);
	AUTO_BUF title = BUF_INIT(MIB(1));
	char age[WHEN_AGE_SIZE];

	if (is_cursor)
		walk->cursor_y = walk->y;
	walk->y++;
	if (y < 0)
		return;
	if (story->n_feeds > 1)
		buf_addf(&more, " +%zu", story->n_feeds - 1);
	buf_adds(&title, story->title);
	for (size_t i = 0; i < story->n_tags; i++)
		buf_addf(&title, "%s#%s", i ? " " : "  ", story->tags[i]);
	for (size_t i = 0; i < story->n_also; i++)
		buf_addf(&title, "%s%s%s", i ? ", " : "  (also in ", story->also[i],
			 i + 1 == story->n_also ? ")" : "");
	canvas_puts(canvas, x, y, 1, is_cursor ? "▌" : " ", STYLE_ACCENT);
	canvas_right(canvas, x + 2 + AGE_COLS, y, AGE_COLS, when_age(story->at, app_now(walk->app), age),
		     STYLE_MUTED);
	canvas_fit(canvas, x + OUTLET_X, y, outlet_cols - (int)more.len, story->n_feeds ? story->outlets[0] : "", STYLE_ACCENT);
	canvas_right(canvas, x + OUTLET_X + outlet_cols, y, (int)more.len, buf_str(&more), STYLE_ACCENT);
	canvas_fit(canvas, x + title_x, y, walk->r.cols - title_x - 1, buf_str(&title), 0);
	if (is_cursor)
		canvas_style(canvas, (struct rect){x + 1, y, walk->r.cols - 1, 1}, STYLE_REVERSE);
}

static void walk_sections(struct walk *walk)
{
	const struct report_digest *model = walk->app->digest->model;

	for (size_t i = 0; i < model->n_sections; i++) {
		const struct report_section *section = &model->sections[i];

		if (!section->n && !section->n_before)
			continue;
		put_head(walk, section);
		for (size_t k = 0; k < section->n; k++)
			put_story(walk, &section->stories[k]);
		walk->y++;
	}
}

/* The line of the cursor in view, with the head of its section where there is room. */
static void scroll(struct digest *digest, const struct walk *counted, int rows)
{
	const size_t at = (size_t)counted->cursor_y;

	if (at < digest->top + 1)
		digest->top = at > 0 ? at - 1 : 0;
	if (at + 1 > digest->top + (size_t)rows)
		digest->top = at + 1 - (size_t)rows;
}

void digest_draw(struct app *app, struct rect r)
{
	struct walk walk = {.app = app, .r = r};

	if (app->digest->model->work) {
		canvas_puts(app->canvas, r.x + 3, r.y + 1, r.cols - 4, "gathering…", STYLE_MUTED);
		return;
	}
	if (app->digest->model->n_stories == 0) {
		canvas_fit(app->canvas, r.x + 3, r.y + 1, r.cols - 4, "Nothing new", STYLE_BOLD);
		canvas_fit(app->canvas, r.x + 3, r.y + 3, r.cols - 4,
			   "w shows what came in the last week, m in the last month.", 0);
		return;
	}
	walk_sections(&walk);
	scroll(app->digest, &walk, r.rows);
	walk = (struct walk){.app = app, .r = r, .is_drawn = true};
	walk_sections(&walk);
}
