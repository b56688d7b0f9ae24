/* trial.h: a rule, or a query that may become one, tried on the past, on a screen of its own. */
#ifndef TELEX_UI_TRIAL_H
#define TELEX_UI_TRIAL_H

#include "alerts.h"

/* A talloc object. */
struct trial {
	const char *name; /* of the rule it is, or was before it was edited; "": a draft */
	const char *text; /* the query as typed */
	bool is_saved;	  /* the rule of that name has this query */
	bool is_edited;	  /* its query is in the prompt */
	struct rules_candidate rule;
	struct rules_candidate *others; /* that it may overlap */
	size_t n_others;
	int64_t *edges; /* weeks */
	size_t n_weeks;
	struct rules_trial *result; /* NULL: not tried yet */
	const char *fault;	    /* NULL; why it cannot be tried */
	size_t top, n_lines;
	int rows; /* of the screen when it was drawn last */
};

/* Open the screen: it is tried while no key waits. */
void trial_open(struct app *app, const char *name, const char *text);
void trial_draw(struct app *app, struct rect r);

#endif
