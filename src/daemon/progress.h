/* progress.h: the line on a terminal that shows how far a round is, and the same as events for a program. */
#ifndef TELEX_DAEMON_PROGRESS_H
#define TELEX_DAEMON_PROGRESS_H

#include "desk.h"

/* ---- for people: one line on standard error, drawn again and again ---- */

struct progress {
	bool is_on;
	int64_t started_ms, drawn_ms;
	char feed[64];
};
/* is_wanted: it is still off when standard error is no terminal. */
void progress_begin(struct progress *progress, bool is_wanted);
void progress_draw(struct progress *progress, const struct desk_counts *counts, const char *feed);
/* Take the line away, so that something else can be printed there. */
void progress_clear(struct progress *progress);
/* Take it away for good and leave a summary of one line. */
void progress_end(struct progress *progress, const struct desk_counts *counts);

/* ---- for programs: the events of telex/control.h, a line each ---- */

void event_progress(struct buf *out, const struct desk_counts *counts, const char *feed);
void event_stored(struct buf *out, int64_t n_new);
void event_idle(struct buf *out, const struct desk_counts *counts);

#endif
