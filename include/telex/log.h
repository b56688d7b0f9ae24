/* log.h: one event, one line, on standard error (or to a journal that reads it).
 *
 * Only daemon and cli may call it.  The line is "level message key=value ..."; hostile text goes through %s arguments and
 * is made safe for a terminal as a whole (telex/utf8.h), at most 1 kB.  URLs are given redacted (url_redact). */
#ifndef TELEX_LOG_H
#define TELEX_LOG_H

#include "telex/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Messages above this level are dropped.  Default LOG_WARN. */
void log_set_level(enum log_level level);
/* Prefix every line with the program's name (borrowed for ever), as "telexd: ". */
void log_set_name(const char *name);
void log_write(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)

#endif
