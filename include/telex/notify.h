/* notify.h: one message to one channel: what it looks like (pure), and its way there over HTTP, SMTP or into a file.
 *
 * Programs (command, desktop, sendmail) are not run here: see what telexd's actions process does with the texts.  Texts of
 * feeds are hostile: what is made of them here is one line where a line is wanted, escaped for its place, and never a header.
 * The transfers are one libcurl multi handle that never blocks and reads no clock: now_ms is an argument, of any clock that
 * only goes forward. */
#ifndef TELEX_NOTIFY_H
#define TELEX_NOTIFY_H

#include "telex/buf.h"
#include "telex/mem.h"
#include "telex/when.h"

#include <poll.h>

/* ---- what is said: pure ---- */

struct notify_item { /* one alert; texts as they came, "" for none */
	int64_t id;
	const char *title, *url, *outlet, *sentence;
	int64_t at;	  /* WHEN_NONE */
	const char *json; /* the alert as an object */
};
struct notify_message {
	const char *key; /* letters, digits, '-' */
	const char *rule, *priority; /* "low", "normal", "high" */
	const struct notify_item *items;
	size_t n_items;
	bool is_list; /* an array of alerts, also of one */
	bool is_held; /* what the rule's limit kept back */
	/* A message of its own (digest, test) instead of items; html may be NULL. */
	const char *subject, *text, *html, *json;
	int64_t now;
};
/* One line, safe, at most some 200 bytes. */
void notify_subject(const struct notify_message *message, struct buf *out);
/* For people: lines, safe, at most about max bytes, then "... and N more". */
void notify_text(const struct notify_message *message, size_t max, struct buf *out);
/* For a desktop's notification, under the subject: lines in its markup, everything escaped. */
void notify_markup(const struct notify_message *message, struct buf *out);
/* For programs: {"v":1,"alert":...}, {"v":1,"alerts":[...]}, or the message's own. */
void notify_json(const struct notify_message *message, struct buf *out);
/* The same as lines for a file, each with the key. */
void notify_lines(const struct notify_message *message, struct buf *out);

/* A whole mail (RFC 5322) with CRLF; recipients are ASCII addresses.  digest: text and HTML. */
void notify_mail(const struct notify_message *message, const char *from, const char *const *to, size_t n_to,
		 struct buf *out);

/* ---- requests ---- */

enum notify_template { NOTIFY_JSON, NOTIFY_SLACK, NOTIFY_DISCORD, NOTIFY_MATRIX, NOTIFY_NTFY };
enum notify_tls { NOTIFY_TLS_REQUIRED, NOTIFY_TLS_OPTIONAL, NOTIFY_TLS_NONE };

struct notify_request {
	const char *url;   /* http, https, smtp or smtps */
	const char *proxy; /* NULL: the usual environment variables */
	int64_t timeout_s;
	struct bytes body;
	/* http */
	bool is_put;
	const char *user_agent;
	const char **headers; /* whole lines without line breaks */
	size_t n_headers;
	/* smtp */
	const char *from, *username, *password; /* username NULL: nobody in particular */
	const char *const *to;
	size_t n_to;
	enum notify_tls tls;
};
struct notify_webhook {
	const char *url;
	enum notify_template template;
	const char *secret, *token; /* NULL */
	const char *const *headers;
	size_t n_headers;
};
/* url, method, headers and body; what it needs becomes children of ctx.  ERR_CONFIG: the address does not fit the template;
 * ERR_LIMIT. */
MUST_USE bool notify_webhook(void *ctx, const struct notify_webhook *webhook, const struct notify_message *message,
			     struct notify_request *ret, struct err *err);

/* Add lines to a file, which is made (0600) if missing: one write, then fsync.  A line that a crash cut is ended first.
 * ERR_IO. */
MUST_USE bool notify_append(const char *path, struct bytes lines, struct err *err);

/* ---- transfers ---- */

struct notify_reply {
	const char *error;     /* NULL: it was taken; else one clause, not yet safe to print */
	bool is_partial;       /* with error: taken, but not for every recipient */
	long status;	       /* of HTTP or SMTP; 0: no answer */
	int64_t retry_after_s; /* what the server asks for; -1 */
};
/* reply is freed after the call. */
typedef void notify_done_fn(void *state, void *tag, const struct notify_reply *reply);

struct notify;
MUST_USE bool notify_new(void *ctx, struct notify **ret, struct err *err);
enum { NOTIFY_AT_ONCE = 24, NOTIFY_FDS = 4 * NOTIFY_AT_ONCE };
bool notify_has_room(const struct notify *notify);
/* Start one; only while there is room.  The request is copied.  done is called from notify_turn, once. */
void notify_send(struct notify *notify, const struct notify_request *request, notify_done_fn *done, void *state, void *tag,
		 int64_t now_ms);
/* Descriptors to wait for; gives how many were filled in, at most room (NOTIFY_FDS are enough). */
size_t notify_fds(const struct notify *notify, struct pollfd *fds, size_t room);
/* Milliseconds until notify_turn has something to do even if no descriptor is ready; -1: nothing. */
int notify_wait_ms(const struct notify *notify, int64_t now_ms);
/* fds: of notify_fds, with revents. */
void notify_turn(struct notify *notify, const struct pollfd *fds, size_t n, int64_t now_ms);

#endif
