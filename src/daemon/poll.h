/* poll.h: one feed asked once: what came, and what it means for the feed's row. */
#ifndef TELEX_DAEMON_POLL_H
#define TELEX_DAEMON_POLL_H

#include "telex/fetch.h"

#include "pool.h"
#include "roster.h"

/* A talloc context of its own; reply and answer are its children. */
struct poll {
	struct poll *next;
	struct feed *feed;
	struct desk *desk;
	bool was_conditional;
	int64_t begun_at; /* when it was due and asked for; 0: not by its schedule */
	bool is_hold; /* nothing was asked: only the state is to be stored */
	int page;     /* of the feed's archive (RFC 5005): 1 and up; 0: the feed itself */
	int64_t n_missed;  /* about how many items came and went unseen before this */
	int64_t newest_at; /* of the feed's stored articles, before this; WHEN_NONE */
	struct fetch_reply *reply;
	struct pool_answer *answer; /* NULL: no document */
	enum fetch_outcome outcome;
	const char *error;  /* NULL, or one clause, safe to print */
	int64_t host_until; /* see struct fetch_plan */
	struct store_feed_state state;
};
/* The request for a feed, without its settings; strings are the feed's. */
struct fetch_request poll_request(const struct feed *feed);
/* The request for the next page of its archive. */
struct fetch_request poll_archive_request(const struct feed *feed);
/* Take the reply in: sets outcome and error.  True: there is a document to parse. */
bool poll_take_reply(struct poll *poll, struct fetch_reply *reply);
void poll_take_answer(struct poll *poll, struct pool_answer *answer);
/* The new state of the feed's row, once everything is known. */
void poll_judge(struct poll *poll, int64_t now);
/* The same for a page of the archive: schedule, validators and faults stay as they are. */
void poll_judge_archive(struct poll *poll, int64_t now);
/* Not before `until`, and that is all. */
void poll_hold(struct poll *poll, int64_t until, bool is_asked);

#endif
