/* rulebook.h: the alert rules on their screen: what each is, and what it has found. */
#ifndef TELEX_UI_RULEBOOK_H
#define TELEX_UI_RULEBOOK_H

#include "alerts.h"

struct rulebook_row {
	const struct conf_rule *conf;	/* NULL: no longer in the configuration */
	const struct alert_rule *store; /* NULL: telexd has not seen it yet */
};
/* A talloc object. */
struct rulebook {
	struct rulebook_row *rows; /* those of the configuration in its order, then what is gone and has alerts */
	size_t n, cursor, top;
	int list_rows;
	void *texts; /* owns what the rows point to */
};

const char *rulebook_name(const struct rulebook_row *row);
const struct rulebook_row *rulebook_current(const struct rulebook *book); /* NULL when there is none */
void rulebook_draw(struct app *app, struct rect r);

#endif
