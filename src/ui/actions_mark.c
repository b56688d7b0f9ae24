/* actions_mark.c: read, star, tag: shown at once, written by the queue. */
#include "actions.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 64 };

/* What a command line names: ids, or everything a query matches; neither: the article under the cursor. */
struct target {
	int64_t ids[WORDS_MAX];
	size_t n_ids;
	const char *query; /* NULL: none; "" is everything */
	const char *add[WORDS_MAX], *remove[WORDS_MAX];
	size_t n_add, n_remove;
};

static bool parse_id(const char *word, int64_t *ret)
{
	char *end;

	*ret = strtoll(word, &end, 10);
	return *ret > 0 && *end == '\0' && word[0] >= '0' && word[0] <= '9';
}

static bool take_word(struct target *target, char *word, bool has_tags, struct err *err)
{
	char sign = word[0] == '-' ? '-' : '+';
	int64_t id;

	if (parse_id(word, &id)) {
		target->ids[target->n_ids++] = id;
		return true;
	}
	if (!has_tags)
		return err_set(err, ERR_USAGE, "'%s' is no article id; a query goes behind --", word);
	word += word[0] == '+' || word[0] == '-';
	if (!store_tag_check(word, err))
		return false;
	if (sign == '-')
		target->remove[target->n_remove++] = word;
	else
		target->add[target->n_add++] = word;
	return true;
}

/* The words of args; `args` is changed. */
static bool parse_target(char *args, bool has_tags, struct target *ret, struct err *err)
{
	*ret = (struct target){0};
	for (int n = 0; *(args += strspn(args, " ")); n++) {
		size_t len = strcspn(args, " ");
		bool is_last = args[len] == '\0';

		if (n == WORDS_MAX)
			return err_set(err, ERR_USAGE, "more than %d words", WORDS_MAX);
		args[len] = '\0';
		if (strcmp(args, "--") == 0) {
			ret->query = is_last ? "" : args + len + 1;
			return true;
		}
		if (!take_word(ret, args, has_tags, err))
			return false;
		args += len + !is_last;
	}
	return true;
}

/* What the screen shows of a change, before it is written. */
static void show_change(struct app *app, int64_t id, const struct store_change *change)
{
	struct list *list = app->level->list;
	const size_t at = list_at(list, id);
	struct list_item *item = at < list->n ? list->items[at] : NULL;

	if (!item)
		return;
	if (change->read)
		item->is_read = change->read > 0;
	if (change->starred)
		item->is_starred = change->starred > 0;
	list_marked(list, at);
	if (!item->is_member)
		level_keep(app->level, id);
	if (change->starred && app->page && app->page->id == id)
		app->page_is_stale = true;
}

void app_show_marks(struct app *app)
{
	for (const struct mark *mark = app->marks->first; mark; mark = mark->next)
		for (size_t i = 0; i < mark->n_ids; i++)
			show_change(app, mark->ids[i], &mark->change);
}

static void change_ids(struct app *app, const int64_t *ids, size_t n, const struct store_change *change)
{
	for (size_t i = 0; i < n; i++)
		show_change(app, ids[i], change);
	marks_add(app->marks, ids, n, change, app_now(app));
	app->is_stale = true;
}

static void change_query(struct app *app, const char *text, const struct store_change *change)
{
	struct err err = {0};
	struct query *query;

	if (!level_parse(app, text, false, app->conf, &query, &err))
		app_fault(app, &err);
	else
		marks_add_query(app->marks, query, INT64_MAX, change, app_now(app));
}

/* The change on all articles of the item's story; how many there are. */
static size_t change_story(struct app *app, struct list_item *item, const struct store_change *change)
{
	const struct level_io io = app_io(app);
	void *ctx = talloc_new(app);
	struct err err = {0};
	int64_t *ids;
	size_t n = 0;

	if (!level_story_ids(&io, ctx, item->story_id, &ids, &n, &err))
		app_fault(app, &err);
	else if (n)
		change_ids(app, ids, n, change);
	else /* it became part of another in the meantime */
		change_ids(app, &item->id, 1, change);
	if (n && change->read && !item->is_unfolded && !item->is_member)
		item->has_unread_others = change->read < 0;
	talloc_free(ctx);
	return n;
}

/* A folded line is its story, elsewhere one article is meant. */
static void change_here(struct app *app, int64_t id, const struct store_change *change)
{
	size_t n;

	if (app->focus != CMD_IN_LIST || !level_is_on_story(app->level)) {
		change_ids(app, &id, 1, change);
		return;
	}
	n = change_story(app, list_current(app->level->list), change);
	if (n)
		app_say(app, "%s: the %zu articles of the story", change->what, n);
}

/* The change on what the line names, else on what the cursor is on. */
static void change_target(struct app *app, const struct target *target, const struct store_change *change)
{
	int64_t id = app_article(app);

	if (target->query)
		change_query(app, target->query, change);
	else if (target->n_ids > 0)
		change_ids(app, target->ids, target->n_ids, change);
	else if (id)
		change_here(app, id, change);
	else
		app_say(app, "there is no article here");
}

static void run_change(struct app *app, const struct action *action, struct store_change change)
{
	char *args = mem_strdup(app, action->args);
	struct target target;
	struct err err = {0};

	if (parse_target(args, false, &target, &err))
		change_target(app, &target, &change);
	else
		app_fault(app, &err);
	talloc_free(args);
}

void app_mark_read(struct app *app, struct list_item *item)
{
	const struct store_change change = {.read = 1, .what = "mark read"};

	if (app->conf->reader.reads_stories && item->n_in_story > 1)
		(void)change_story(app, item, &change);
	else
		change_ids(app, &item->id, 1, &change);
}

void action_read(struct app *app, const struct action *action)
{
	const struct list_item *item = app_item(app);

	if (!action->args[0] && item && item->is_read && !(level_is_on_story(app->level) && item->has_unread_others))
		return;
	run_change(app, action, (struct store_change){.read = 1, .what = "mark read"});
}

void action_unread(struct app *app, const struct action *action)
{
	/* An article that is about to be marked because it was opened stays unread. */
	app->open_id = 0;
	run_change(app, action, (struct store_change){.read = -1, .what = "mark unread"});
}

void action_star(struct app *app, const struct action *action)
{
	const struct list_item *item = app_item(app);
	bool takes_off = !action->args[0] && item && item->is_starred;

	run_change(app, action,
		   (struct store_change){.starred = takes_off ? -1 : 1,
					 .what = takes_off ? "take star off" : "star"});
}

static void all_read_on_screen(struct app *app, int64_t max_seq)
{
	struct list *list = app->level->list;

	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->seq > max_seq)
			continue;
		list->items[i]->is_read = true;
		list->items[i]->has_unread_others = false;
		if (!list->items[i]->is_member)
			level_keep(app->level, list->items[i]->id);
	}
}

/* Bounded by what was on the screen: an article that came since then stays unread. */
void action_read_all(struct app *app, const struct action *action)
{
	const struct side_item *item = side_current(app->side);
	bool is_side = app->focus == CMD_IN_SIDE;
	bool is_shown = !is_side || (item->kind == app->level->side_kind &&
				     strcmp(item->name, app->level->side_name) == 0);
	int64_t max_seq = is_side ? app->side->seq : app->level->seq;
	const struct store_change change = {.read = 1, .what = "mark all read"};
	struct query *query;
	struct err err = {0};

	(void)action;
	if (!is_side && app->level->is_new_query) {
		app_say(app, "the list was not read: nothing is marked");
		return;
	}
	if (!level_parse(app, is_side ? item->query : app->level->text, true, app->conf, &query, &err)) {
		app_fault(app, &err);
		return;
	}
	if (is_shown)
		all_read_on_screen(app, max_seq);
	/* On the screen while the store is at it: a million articles take their time. */
	app_say(app, "marking all read…");
	marks_add_query(app->marks, query, max_seq, &change, app_now(app));
}

static void apply_tags(struct app *app, struct target *target)
{
	AUTO_BUF what = BUF_INIT(400);
	struct store_change change = {
	    .add = target->add,
	    .n_add = target->n_add,
	    .remove = target->remove,
	    .n_remove = target->n_remove,
	};

	buf_adds(&what, "tag");
	for (size_t i = 0; i < target->n_add; i++)
		buf_addf(&what, " +%s", target->add[i]);
	for (size_t i = 0; i < target->n_remove; i++)
		buf_addf(&what, " -%s", target->remove[i]);
	change.what = buf_str(&what);
	change_target(app, target, &change);
	if (!app->message[0])
		app_say(app, "%s", change.what);
}

void action_tag(struct app *app, const struct action *action)
{
	char *args;
	struct target target;
	struct err err = {0};

	if (action->key) {
		if (app_article(app))
			prompts_open(app, APP_COMMAND, "tag +");
		else
			app_say(app, "there is no article here");
		return;
	}
	args = mem_strdup(app, action->args);
	if (!parse_target(args, true, &target, &err))
		app_fault(app, &err);
	else if (target.n_add + target.n_remove == 0)
		app_say(app, "which tag? :tag +NAME puts it on, :tag -NAME takes it off");
	else
		apply_tags(app, &target);
	talloc_free(args);
}
