/* digest.h: a digest on the screen: its sections with a cursor on one story.  Reading it here moves no watermark: the one
 * that is mailed or printed is still whole. */
#ifndef TELEX_UI_DIGEST_H
#define TELEX_UI_DIGEST_H

#include "app.h"
#include "telex/report.h"

/* A talloc object. */
struct digest {
	const struct conf_digest *conf; /* NULL: everything unread */
	const char **texts;		/* the sections' queries, as configured */
	struct report_section_spec *specs;
	size_t n_specs;
	struct report_digest *model; /* gathered section by section: see report_digest_step */
	const char *since_words;     /* "since the last one" */
	size_t cursor, top;	     /* a story, counted over all sections; a line */
};
/* The story of that number and its section; NULL: there is none. */
const struct report_story *digest_story(const struct digest *digest, size_t number, size_t *ret_section);

#endif
