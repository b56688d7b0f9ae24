/* desk_parts.h: the desk from inside: what desk.c, desk_poll.c and desk_tell.c share. */
#ifndef TELEX_DAEMON_DESK_PARTS_H
#define TELEX_DAEMON_DESK_PARTS_H

#include "ask.h"
#include "clock.h"
#include "desk.h"
#include "holds.h"
#include "ingest.h"
#include "judge.h"
#include "outage.h"
#include "pages.h"
#include "poll.h"
#include "roster.h"

struct desk {
	struct store *store;
	struct pool *pool;
	struct fetch *fetch;
	struct actions *actions;
	struct ask *ask;
	struct ingest *ingest;
	struct roster *roster;
	struct rules *rules;
	struct desk_watch watch;
	struct desk_counts counts;
	struct holds *holds;
	struct outage *outage;
	struct pages *pages;
	bool is_round, is_gentle, has_pages;
};

/* ---- desk_tell.c ---- */

void desk_tell_done(struct desk *d, const struct poll *p);
void desk_tell_failed(struct desk *d, const struct poll *p);
void desk_tell_note(struct desk *d, const struct poll *p, const char *note);
/* Its failure, or what is no failure and should be known. */
void desk_tell_outcome(struct desk *d, const struct poll *p);
void desk_tell_broken_rules(struct desk *d);

/* ---- desk_poll.c ---- */

/* The feed is busy until the poll is stored, dropped or let go. */
struct poll *desk_poll_new(struct desk *d, struct feed *feed);
void desk_let_go(struct poll *p);
/* For ask_add. */
void desk_on_reply(void *state, void *tag, struct fetch_reply *reply);
/* Everything is known: judge, tell, store. */
void desk_settle(struct desk *d, struct poll *p);
/* For ingest_new and ingest_drop. */
void desk_on_stored(void *state, struct poll *p, const struct store_fetched *stored);
void desk_on_dropped(void *state, struct poll *p);
/* Its host has asked for a pause while it waited to be stored, or before it was there. */
void desk_hold_late(struct desk *d, struct feed *feed);
/* What hosts have said before telexd was started, or to feeds that were read in since. */
void desk_recall_holds(struct desk *d);

#endif
