/* page_alert.c: what an alert says of an article, above its text. */
#include "alerts.h"

#include <string.h>

static const struct rules_ink plain = {"", ""};

/* Wrapped, in one style, behind the rows of a page's head. */
static void insert(struct page *page, size_t *at, const char *line, unsigned style)
{
	struct text_page *text = text_layout_plain(page, (struct bytes){line, strlen(line)}, page->cols);

	for (size_t i = 0; i < text->n_rows; i++) {
		for (size_t j = 0; j < text->rows[i].n_spans; j++) {
			text->rows[i].spans[j].style = style;
			text->rows[i].spans[j].link = -1;
		}
	}
	page->rows = mem_grow(page, page->rows, struct text_row, page->n_rows + text->n_rows + 1);
	memmove(page->rows + *at + text->n_rows, page->rows + *at, (page->n_rows - *at) * sizeof(page->rows[0]));
	if (text->n_rows)
		memcpy(page->rows + *at, text->rows, text->n_rows * sizeof(page->rows[0]));
	page->n_rows += text->n_rows;
	*at += text->n_rows;
}

static void insert_blank(struct page *page, size_t *at)
{
	page->rows = mem_grow(page, page->rows, struct text_row, page->n_rows + 1);
	memmove(page->rows + *at + 1, page->rows + *at, (page->n_rows - *at) * sizeof(page->rows[0]));
	page->rows[(*at)++] = (struct text_row){0};
	page->n_rows++;
}

void page_put_alert(struct app *app, struct page *page)
{
	struct rules_reason *reasons;
	struct alert *alert;
	char age[WHEN_AGE_SIZE];
	size_t n, at = page->n_head_rows;

	if (!app->level->alert_id || !alert_get(app->store, page, app->level->alert_id, app_now(app), &alert, NULL))
		return;
	insert(page, &at, mem_printf(page, "● rule %s, %s, %s", alert->rule, alert_state_name(alert->state),
				     when_age(alert->at, app_now(app), age)),
	       TEXT_BOLD);
	n = rules_reasons(page, alert->evidence, &reasons);
	for (size_t i = 0; i < n; i++) {
		AUTO_BUF line = BUF_INIT(KIB(64));

		rules_put_reason(&reasons[i], &plain, &line);
		insert(page, &at, buf_str(&line), TEXT_QUOTE);
	}
	insert_blank(page, &at);
}
