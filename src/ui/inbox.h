/* inbox.h: the alerts on their screen, newest first, with a cursor.  Reads no store: its owner brings the rows. */
#ifndef TELEX_UI_INBOX_H
#define TELEX_UI_INBOX_H

#include "telex/alert.h"

#include "telex/mem.h"

enum { INBOX_MOST = 1000 /* of the newest ones */ };

struct inbox_row {
	struct alert alert;
	bool is_kept; /* its state was changed here: it stays in view, whatever the filter says */
};
struct inbox {
	const char *rule; /* NULL: of all rules */
	bool shows_all;	  /* acknowledged and snoozed ones too */
	bool is_loaded;
	struct inbox_row *rows;
	size_t n, cursor, top;
	int list_rows; /* lines of the list when it was drawn last */
	void *texts;   /* owns what the rows point to */
};

/* A talloc object of ctx, empty; rule is copied. */
struct inbox *inbox_new(void *ctx, const char *rule);
/* Take the alerts over.  The cursor stays on its alert, or goes to the next older one. */
void inbox_update(struct inbox *inbox, struct alerts *take_alerts);
/* Nothing is kept any more: the next update shows what the filter says. */
void inbox_forget(struct inbox *inbox);
/* NULL when there is none. */
struct inbox_row *inbox_current(const struct inbox *inbox);
/* As it will be in the store; the row is kept. */
void inbox_set(struct inbox_row *row, enum alert_state state, int64_t until);
void inbox_move(struct inbox *inbox, long lines);
void inbox_scroll(struct inbox *inbox, int height);

#endif
