/* log.c: one event, one safe line, one write(2). */
#include "telex/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "telex/buf.h"
#include "telex/utf8.h"

enum { LINE_MAX_BYTES = 1024, RAW_MAX_BYTES = 4096 };

static const char *const level_names[] = {"error", "warn", "info", "debug"};

static enum log_level highest = LOG_WARN;
static const char *program;

void log_set_level(enum log_level level)
{
	highest = level;
}

void log_set_name(const char *name)
{
	program = name;
}

/* Without the line feed; what does not fit ends in "…". */
static void make_line(enum log_level level, const char *message, struct buf *line)
{
	static const char ellipsis[] = "…";

	if (program)
		buf_addf(line, "%s: ", program);
	buf_addf(line, "%s ", level_names[level]);
	utf8_safe((struct bytes){message, strlen(message)}, SAFE_LINE, line);
	if (line->len < LINE_MAX_BYTES)
		return;
	buf_truncate(line, utf8_cut(line->data, line->len, LINE_MAX_BYTES - sizeof(ellipsis)));
	buf_adds(line, ellipsis);
}

void log_write(enum log_level level, const char *fmt, ...)
{
	int saved = errno; /* callers may log before they look at errno */
	AUTO_BUF line = BUF_INIT(4 * RAW_MAX_BYTES);
	char raw[RAW_MAX_BYTES];
	ssize_t ignored;
	va_list args;

	if (level > highest)
		return;
	va_start(args, fmt);
	if (vsnprintf(raw, sizeof(raw), fmt, args) < 0)
		raw[0] = '\0';
	va_end(args);
	make_line(level, raw, &line);
	buf_addc(&line, '\n');
	/* A log that cannot be written must not stop the work, and one write keeps lines of several processes
	 * whole. */
	ignored = write(STDERR_FILENO, buf_str(&line), line.len);
	(void)ignored;
	errno = saved;
}
