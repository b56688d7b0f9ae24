/* daemon.h: what the files of telexd share: its options, its verbs, and the fetch of one address. */
#ifndef TELEX_DAEMON_H
#define TELEX_DAEMON_H

#include "telex/buf.h"
#include "telex/log.h"
#include "telex/mem.h"

/* ---- verbs: programs of their own, without configuration, store or lock ---- */

/* argv[0] is the verb.  Gives the exit status. */
int verb_probe(int argc, char **argv);
int verb_discover(int argc, char **argv);

/* Fetch one address the user named: any http or https address, redirects followed, limits as in [telexd]'s
 * defaults. The decoded document is added to body.  *ret_final_url (after redirects) and *ret_content_type
 * (NULL: none given) are talloc strings without an owner: the caller frees them.  ERR_UNAVAILABLE when the
 * network failed or the server answered with something else than success, ERR_LIMIT when the document exceeds
 * body's maximum. */
MUST_USE bool verb_fetch_url(const char *url, struct buf *body, char **ret_final_url, char **ret_content_type,
			     struct err *err);

/* ---- telexd itself ---- */

struct telexd_options {
	const char *config; /* NULL: the default path */
	bool is_once, is_forced, is_quiet;
	bool is_json; /* --progress-json: the events of telex/control.h on standard output */
	enum log_level level;
	const char **feeds; /* names; with --once only */
	size_t n_feeds;
};

#endif
