/* alerts.h: what the screens of alerts and rules share. */
#ifndef TELEX_UI_ALERTS_H
#define TELEX_UI_ALERTS_H

#include "app.h"
#include "inbox.h"
#include "marked.h"
#include "watch.h"

#include "telex/rules.h"

/* Read again what is open: the store has changed.  False, ERR_INTERRUPTED: a key waits. */
MUST_USE bool inbox_load(struct app *app, struct err *err);
MUST_USE bool rulebook_load(struct app *app, struct err *err);

/* A rule of the configuration, parsed; a talloc child of ctx. */
MUST_USE bool alerts_candidate(struct app *app, void *ctx, const struct conf_rule *rule, struct rules_candidate *ret,
			       struct err *err);

/* Open the inbox, of one rule or (NULL) of all, over what is seen. */
void inbox_open(struct app *app, const char *rule);
void inbox_draw(struct app *app, struct rect r);

/* Moves of a cursor on a screen of `rows` lines: how far cmd goes; false: it is no move. */
bool alerts_lines(enum cmd cmd, int count, int rows, long *ret_lines);
/* A list on top of the screens: q comes back. */
void alerts_cover(struct app *app, struct level *level);

#endif
