/* journal.c: changes of marks are taken back; their list. */
#include "actions.h"

#include <stdlib.h>
#include <string.h>

#include "telex/utf8.h"
#include "telex/when.h"

enum { SHOWN = 500 };

static void put_entry(const struct app *app, const struct store_journal_entry *e, struct buf *out)
{
	char at[WHEN_LOCAL_SIZE], number[32];

	buf_addf(out, " %6lld  %-17s  ", (long long)e->number, when_local(e->at, app_now(app), at));
	utf8_fit(e->who, strlen(e->who), 6, true, out);
	buf_addf(out, " %9s  ", bars_number(e->n_articles, number));
	if (e->undone_at != WHEN_NONE)
		buf_adds(out, "undone: ");
	utf8_safe((struct bytes){e->what, strlen(e->what)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

static void show_list(struct app *app)
{
	AUTO_BUF text = BUF_INIT(MIB(1));
	struct store_journal *journal;
	struct err err = {0};

	(void)app_flush(app); /* what was just marked is in the list */
	if (!store_journal(app->store, app, SHOWN, &journal, &err)) {
		app_fault(app, &err);
		return;
	}
	buf_adds(&text, journal->n ? " :undo NUMBER takes a change back, as far as nobody changed the same since.\n\n"
				   : " Nothing was marked yet.\n");
	if (journal->n)
		buf_addf(&text, " %6s  %-17s  %-6s %9s  %s\n", "number", "when", "who", "articles", "what");
	for (size_t i = 0; i < journal->n; i++)
		put_entry(app, &journal->entries[i], &text);
	help_show(app, "Changes", buf_str(&text));
	talloc_free(journal);
}

void action_undo(struct app *app, const struct action *action)
{
	char *end;
	long long number = strtoll(action->args, &end, 10);

	if (!strcmp(action->args, "list"))
		show_list(app);
	else if (action->args[0] && (*end || number <= 0))
		app_say(app, ":undo takes the last change back, :undo NUMBER that one; :undo list shows them");
	else
		marks_add_undo(app->marks, action->args[0] ? number : 0, app_now(app));
}
