/* actions_view.c: the views of an article: its source, its links, what was changed; its citation. */
#include "actions.h"

#include "telex/cite.h"

void app_set_view(struct app *app, enum page_view view)
{
	app->view = view;
	app->view_id = app->page ? app->page->id : 0;
	app_load_page(app);
}

/* The view, or back to the text from it.  From the list the article is opened. */
static void show(struct app *app, enum page_view view)
{
	bool is_on = app->focus == CMD_IN_PAGE && app->page && app->page->view == view;

	if (app->focus != CMD_IN_PAGE)
		app_open_article(app);
	if (app->focus == CMD_IN_PAGE && app->page)
		app_set_view(app, is_on ? PAGE_TEXT : view);
}

void action_source(struct app *app, const struct action *action)
{
	(void)action;
	show(app, PAGE_SOURCE);
}

void action_links(struct app *app, const struct action *action)
{
	(void)action;
	show(app, PAGE_LINKS);
}

void action_diff(struct app *app, const struct action *action)
{
	(void)action;
	show(app, PAGE_CHANGES);
}

void action_cite(struct app *app, const struct action *action)
{
	int64_t id = action_article(app, action);
	struct store_article *article;
	AUTO_BUF text = BUF_INIT(MIB(1));
	struct err err = {0};

	if (!id)
		return;
	if (!store_article(app->store, app, id, &article, &err)) {
		app_fault(app, &err);
		return;
	}
	report_cite(article, CITE_TEXT, app_now(app), &text);
	app->env->copy(app->env->state, buf_str(&text));
	app_say(app, "copied the citation of: %s", article->row.title);
	talloc_free(article);
}
