/* refresh.h: the feeds fetched while one reads: by the daemon when one listens, else by `telexd --once`.
 *
 * Both speak the lines of telex/control.h.  Nothing here waits; a run that is forgotten goes on by itself. */
#ifndef TELEX_UI_REFRESH_H
#define TELEX_UI_REFRESH_H

#include "telex/conf.h"

#include <poll.h>

struct refresh; /* a talloc object; freeing it closes what is open */
struct refresh_wish {
	const struct conf *conf;
	const char *config_file, *telexd; /* either may be NULL */
	const char **feeds;		  /* names; n_feeds 0: all that are due */
	size_t n_feeds;
	bool is_forced;
	bool is_pages;	/* no feeds: what waits to be delivered, and pages of articles that somebody wants to read */
	bool is_reread; /* a daemon reads configuration and rows again before: one of them was changed */
};
struct refresh_state {
	bool is_running;
	int64_t done, total; /* feeds; total 0: not known yet */
	bool is_pages;	     /* of the wish: no feeds */
	bool is_joined;	     /* nothing was asked anew: the daemon was at it already, and its round is told */
	int64_t n_new, n_failed;
	const char *feed;  /* the NAME of the one that was finished last, "" */
	const char *fault; /* why it failed as a whole, "" */
};

struct refresh *refresh_new(void *ctx);
MUST_USE bool refresh_start(struct refresh *refresh, const struct refresh_wish *wish, struct err *err);
/* A daemon, if one listens, reads the configuration again; nobody waits for it. */
void refresh_tell(const struct conf *conf);
size_t refresh_poll(const struct refresh *refresh, struct pollfd *fds, size_t max);
/* Read what has come; true when something changed. */
bool refresh_ready(struct refresh *refresh);
struct refresh_state refresh_state(const struct refresh *refresh);

#endif
