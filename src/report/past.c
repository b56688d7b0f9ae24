/* past.c: one series of numbers from some beginning up to now. */
#include "telex/report.h"

/* The first bucket may have begun before anything was stored. */
static bool first_is_partial(const struct report_past *past)
{
	return past->n && past->since > past->edges[0];
}

struct report_picture *report_past_draw(void *ctx, const struct report_past *past, const struct report_look *look)
{
	const int64_t *const counts[] = {past->counts};
	const struct report_chart chart = {.counts = counts,
					   .n_series = 1,
					   .n = past->n,
					   .edges = past->edges,
					   .by = past->by,
					   .first_is_partial = first_is_partial(past),
					   .last_is_partial = true,
					   .cols = look->cols,
					   .rows = look->rows,
					   .is_ascii = look->is_ascii};

	return report_draw(ctx, &chart);
}

void report_past_words(const struct report_past *past, bool is_ascii, struct buf *out)
{
	char words[REPORT_WORDS_SIZE], since[WHEN_LOCAL_SIZE];

	if (!past->n)
		return;
	buf_adds(out, report_partial_words(past->by, past->edges[past->n - 1], past->now, words));
	if (first_is_partial(past))
		buf_addf(out, "%s nothing was stored before %s", is_ascii ? ";" : " ·",
			 when_local(past->since, past->now, since));
}
