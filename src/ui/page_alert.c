/* page_alert.c: what an alert says of an article, above its text. */
#include "alerts.h"

#include <string.h>

static const struct rules_ink plain = {"", ""};

void page_put_alert(struct app *app, struct page *page)
{
	struct rules_reason *reasons;
	struct alert *alert;
	char age[WHEN_AGE_SIZE];
	size_t n, at = page->n_head_rows;

	if (!app->level->alert_id || !alert_get(app->store, page, app->level->alert_id, app_now(app), &alert, NULL))
		return;
	page_insert(page, &at, mem_printf(page, "● rule %s, %s, %s", alert->rule, alert_state_name(alert->state),
				     when_age(alert->at, app_now(app), age)),
	       TEXT_BOLD);
	n = rules_reasons(page, alert->evidence, &reasons);
	for (size_t i = 0; i < n; i++) {
		AUTO_BUF line = BUF_INIT(KIB(64));

		rules_put_reason(&reasons[i], &plain, &line);
		page_insert(page, &at, buf_str(&line), TEXT_QUOTE);
	}
	page_insert_blank(page, &at);
}
