/* progress.c: the line on a terminal that shows how far a round is, and the same as events for a program. */
#include "progress.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "telex/control.h"
#include "telex/utf8.h"

#include "clock.h"

enum { REDRAW_MS = 50, BAR_COLS = 20, COLS_DEFAULT = 80 };

void progress_begin(struct progress *progress, bool is_wanted)
{
	const char *term = getenv("TERM");

	*progress = (struct progress){.started_ms = clock_ms()};
	progress->is_on = is_wanted && isatty(STDERR_FILENO) && !(term && !strcmp(term, "dumb"));
}

static int terminal_cols(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
		return COLS_DEFAULT;
	return size.ws_col;
}

static void add_bar(struct buf *line, const struct desk_counts *counts)
{
	size_t full = counts->total ? counts->done * BAR_COLS / counts->total : 0;

	for (size_t i = 0; i < BAR_COLS; i++)
		buf_adds(line, i < full ? "▓" : "░");
}

static double rate(const struct progress *progress, const struct desk_counts *counts)
{
	double seconds = (double)(clock_ms() - progress->started_ms) / 1000;

	return seconds > 0.05 ? (double)counts->done / seconds : 0;
}

static void write_line(const struct buf *line)
{
	ssize_t ignored =
	    write(STDERR_FILENO, line->data, line->len); /* a terminal that went away misses nothing */

	(void)ignored;
}

void progress_draw(struct progress *progress, const struct desk_counts *counts, const char *feed)
{
	AUTO_BUF text = BUF_INIT(1024);
	AUTO_BUF line = BUF_INIT(4096);

	if (!progress->is_on || (clock_ms() - progress->drawn_ms < REDRAW_MS && counts->done < counts->total))
		return;
	progress->drawn_ms = clock_ms();
	if (feed)
		snprintf(progress->feed, sizeof(progress->feed), "%s", feed);
	buf_addf(&text, "%zu/%zu ", counts->done, counts->total);
	add_bar(&text, counts);
	buf_addf(&text, "  %lld new", (long long)counts->n_new);
	if (counts->n_failed)
		buf_addf(&text, "  %zu failed", counts->n_failed);
	buf_addf(&text, "  %.0f/s  %s", rate(progress, counts), progress->feed);
	buf_adds(&line, "\r");
	utf8_fit(buf_str(&text), text.len, terminal_cols() - 1, false, &line);
	buf_adds(&line, "\x1b[K");
	write_line(&line);
}

void progress_clear(struct progress *progress)
{
	static char erase[] = "\r\x1b[K";

	if (!progress->is_on)
		return;
	write_line(&(struct buf){.data = erase, .len = sizeof(erase) - 1});
	progress->drawn_ms = 0;
}

void progress_end(struct progress *progress, const struct desk_counts *counts)
{
	AUTO_BUF line = BUF_INIT(1024);

	if (!progress->is_on)
		return;
	progress_clear(progress);
	progress->is_on = false;
	buf_addf(&line, "%zu feed%s, %lld new article%s", counts->done, counts->done == 1 ? "" : "s",
		 (long long)counts->n_new, counts->n_new == 1 ? "" : "s");
	if (counts->n_updated)
		buf_addf(&line, ", %lld changed", (long long)counts->n_updated);
	if (counts->n_failed)
		buf_addf(&line, ", %zu failed", counts->n_failed);
	buf_addf(&line, ", %.1f s\n", (double)(clock_ms() - progress->started_ms) / 1000);
	write_line(&line);
}

/* ---- events ---- */

static void add_object(struct buf *out, json_t *take_object)
{
	char *text = take_object ? json_dumps(take_object, JSON_COMPACT) : NULL;

	if (text && strlen(text) < CONTROL_LINE_MAX) {
		buf_adds(out, text);
		buf_addc(out, '\n');
	}
	free(text);
	json_decref(take_object);
}

void event_progress(struct buf *out, const struct desk_counts *counts, const char *feed)
{
	add_object(out, json_pack("{s:s, s:I, s:I, s:s, s:I, s:I}", "event", "progress", "done",
				  (json_int_t)counts->done, "total", (json_int_t)counts->total, "feed", feed,
				  "new", (json_int_t)counts->n_new, "failed", (json_int_t)counts->n_failed));
}

void event_stored(struct buf *out, int64_t n_new)
{
	add_object(out, json_pack("{s:s, s:I}", "event", "stored", "new", (json_int_t)n_new));
}

void event_idle(struct buf *out, const struct desk_counts *counts)
{
	add_object(out, json_pack("{s:s, s:I, s:I}", "event", "idle", "new", (json_int_t)counts->n_new,
				  "failed", (json_int_t)counts->n_failed));
}
