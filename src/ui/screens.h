/* screens.h: what covers the panes: feed health, a trend, a digest, alerts, rules.  A row each in screens.c. */
#ifndef TELEX_UI_SCREENS_H
#define TELEX_UI_SCREENS_H

#include "app.h"

struct screen {
	enum cmd_context context; /* of its keys */
	/* It is open, and no list that was opened from it covers it. */
	bool (*is_seen)(const struct app *app);
	void (*write_title)(const struct app *app, struct buf *out);
	void (*write_counts)(const struct app *app, struct buf *out); /* at the end of the title line */
	void (*write_place)(const struct app *app, struct buf *out);  /* at the end of the status line */
	const char *(*keys)(const struct app *app);		      /* in the status line when nothing is to be said */
	void (*draw)(struct app *app, struct rect r);
	bool (*does)(struct app *app, enum cmd cmd, const struct action *action); /* false: not one of its commands */
	void (*close)(struct app *app);
};
extern const struct screen health_screen, trend_screen, digest_screen, inbox_screen, rulebook_screen,
    trial_screen;

/* The one that the terminal shows, unless help does; NULL: the panes. */
const struct screen *screens_seen(const struct app *app);
void screens_close(struct app *app); /* all of them */

#endif
