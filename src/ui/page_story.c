/* page_story.c: who else carries the story of an article, and how late, above its text. */
#include "actions.h"

#include <string.h>

#include "telex/alert.h"

enum { SHOWN_MAX = 6 };

static void put_row(struct page *page, size_t *at, const struct store_row *row, const struct store_row *first, const char *role)
{
	char age[WHEN_AGE_SIZE];
	const char *lag = story_lag(story_told_at(row) - story_told_at(first), row == first, age);

	page_insert(page, at,
		    mem_printf(page, "%s · %s%s%s · %s", lag, role, *role ? " · " : "",
			       row->outlet,
			       row->id == page->id ? "this article" : row->title),
		    TEXT_QUOTE);
}

void page_put_story(struct app *app, struct page *page)
{
	struct story_size size;
	struct store_rows *rows;
	const char *const *roles;
	size_t at = page->n_head_rows;

	if (!story_of(app->store, page->id, &size, NULL) || size.n_articles < 2 ||
	    !story_articles(app->store, page, size.id, SHOWN_MAX, &rows, NULL) || rows->n < 2 ||
	    !story_roles(app->store, page, rows, &roles, NULL))
		return;
	page_insert(page, &at,
		    mem_printf(page, "one story, %lld articles, %lld outlet%s (O lists them)", (long long)size.n_articles,
			       (long long)size.n_outlets, size.n_outlets == 1 ? "" : "s"),
		    TEXT_BOLD);
	for (size_t i = 0; i < rows->n; i++)
		put_row(page, &at, &rows->rows[i], &rows->rows[0], roles[i]);
	if ((int64_t)rows->n < size.n_articles)
		page_insert(page, &at, mem_printf(page, "and %lld more", (long long)size.n_articles - (long long)rows->n), TEXT_QUOTE);
	page_insert_blank(page, &at);
}

/* All articles of the story as a list of its own. */
void action_story(struct app *app, const struct action *action)
{
	int64_t id = action_article(app, action);
	struct story_size size;
	struct err err = {0};

	if (!id)
		return;
	if (!story_of(app->store, id, &size, &err))
		app_fault(app, &err);
	else if (size.n_articles < 2)
		app_say(app, "nobody else carries this story yet");
	else
		app_do(app, CMD_SEARCH, &(struct action){.args = mem_printf(app, "story:%lld", (long long)size.id)});
}
