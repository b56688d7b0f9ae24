/* daemon.h: what the files of telexd share: its options, its verbs, and the fetch of one address. */
#ifndef TELEX_DAEMON_H
#define TELEX_DAEMON_H

#include "telex/buf.h"
#include "telex/log.h"
#include "telex/mem.h"
#include "telex/when.h"

struct conf;
/* Read the configuration (only main.c may); faults as of conf_load. */
typedef bool telexd_load(void *ctx, const char *config, struct conf **ret, struct buf *faults,
			 struct err *err);

/* ---- verbs: without store or lock, and without configuration but for --config ---- */

/* argv[0] is the verb.  Gives the exit status. */
int verb_probe(int argc, char **argv, telexd_load *load);
int verb_discover(int argc, char **argv, telexd_load *load);
int verb_extract(int argc, char **argv, telexd_load *load);
int verb_inspect(int argc, char **argv, telexd_load *load);

/* --name VALUE */
struct verb_option {
	const char *name;
	const char **to; /* what is set */
};
enum { VERB_OPTIONS_MAX = 8 };
/* The options, up to one without a name, then one word, for *ret_word: what the verb looks at.  False: the command line is another. */
MUST_USE bool verb_options(int argc, char **argv, const struct verb_option *options, const char **ret_word);

/* One line on standard error; gives the exit status. */
int verb_fail(const char *verb, const char *name, const struct err *err);

struct verb_source {
	const char *url;
	const char *config; /* for proxy, user_agent, timeout and the feed of this address; NULL: [telexd]'s defaults */
	telexd_load *load;
};

/* Fetch one address the user named: any http or https address, redirects followed.  The decoded document is
 * added to body.  *ret_final_url (after redirects) and *ret_content_type (NULL: none given) are talloc
 * strings without an owner: the caller frees them.  ERR_UNAVAILABLE when the network failed or the server
 * answered with something else than success, ERR_LIMIT when the document exceeds body's maximum, ERR_CONFIG.
 */
MUST_USE bool verb_fetch_url(const struct verb_source *source, struct buf *body, char **ret_final_url,
			     char **ret_content_type, struct err *err);

/* verb_fetch_url of an address, or the content of a file, "-" for standard input; for those *ret_final_url and *ret_content_type are left
 * alone.  page's maximum is 64 KiB more than what may be read. */
MUST_USE bool verb_read_page(const struct verb_source *source, struct buf *page, char **ret_final_url,
			     char **ret_content_type, struct err *err);

struct fetch_reply;
/* verb_fetch_url, with whatever came of it: also a failure is a reply, of which ret is a child of ctx.  ERR_CONFIG. */
MUST_USE bool verb_visit(void *ctx, const struct verb_source *source, size_t max_size, struct fetch_reply **ret,
			 struct err *err);

/* ---- telexd itself ---- */

struct telexd_options {
	const char *config; /* NULL: the default path */
	bool is_once, is_forced, is_quiet;
	bool is_delivery; /* --deliver: fetch nothing */
	bool is_json; /* --progress-json: the events of telex/control.h on standard output */
	enum log_level level;
	int64_t now; /* --now: seconds, where the wall clock starts; WHEN_NONE */
	const char **feeds; /* names; with --once only */
	size_t n_feeds;
};

#endif
