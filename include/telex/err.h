/* err.h: one way to say what went wrong, where, and what the program exits with.
 *
 * A fallible function returns bool (or a row count) and takes `struct err *err` last.  It fills err once,
 * where the fact is known, in the user's words: one sentence, no capital, no full stop, naming what is wrong
 * and what to do.  Callers add context with err_wrap and do not log as well.  `ret_*` parameters are untouched on
 * failure.  A NULL err is allowed everywhere: the caller only wants to know that it failed. */
#ifndef TELEX_ERR_H
#define TELEX_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err_code {
	ERR_NONE,
	ERR_NO_MATCH,	  /* exit 1: nothing matched */
	ERR_PARTIAL,	  /* exit 2: some feeds or deliveries failed */
	ERR_USAGE,	  /* exit 64 */
	ERR_DATA,	  /* exit 65: a query or a document that is wrong; see at, len */
	ERR_LIMIT,	  /* exit 65: an input beyond a stated maximum */
	ERR_UNAVAILABLE,  /* exit 69: no daemon, no network */
	ERR_IO,		  /* exit 74: the store or a file cannot be read or written */
	ERR_BUSY,	  /* exit 75: try again */
	ERR_CONFIG,	  /* exit 78 */
	ERR_INTERRUPTED	  /* exit 75: gave way (a key, a signal); nothing is wrong */
};

struct err {
	enum err_code code;
	uint32_t at, len; /* byte span in the text that was parsed; len 0: no span */
	char msg[480];
};

/* A run of bytes that somebody else owns; not NUL-terminated unless said. */
struct bytes {
	const char *data;
	size_t len;
};
#define BYTES_LITERAL(s) ((struct bytes){(s), sizeof(s) - 1})

/* Fill err; always false, so that `return err_set(...)` reads well.  Messages longer than msg end in "…". */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same with the byte span of the fault. */
bool err_at(struct err *err, enum err_code code, size_t at, size_t len, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* Put "context: " in front of the message; the span stays.  Always false. */
bool err_wrap(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The program's exit status for a code (design section 10). */
int err_exit_status(enum err_code code);

struct buf;
/* Two lines: text (made safe for a terminal) and carets under the span, columns counted in cells, both indented by
 * `indent` spaces.  Adds nothing when the span is empty. */
void err_caret(const struct err *err, const char *text, int indent, struct buf *out);

#endif
