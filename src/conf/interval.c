/* interval.c: how the interval of a feed is chosen, in words. */
#include "telex/conf.h"

#include "telex/when.h"

int64_t conf_fixed_interval_s(const struct conf *conf, const struct conf_feed *feed)
{
	return feed->interval_s >= 0 ? feed->interval_s : conf->telexd.interval_s;
}

const char *conf_interval_words(void *ctx, const struct conf *conf, const struct conf_feed *feed)
{
	int64_t fixed_s = conf_fixed_interval_s(conf, feed);
	char least[WHEN_AGE_SIZE], most[WHEN_AGE_SIZE];

	if (fixed_s > 0)
		return mem_printf(ctx, "fixed at %s in %s", when_span(fixed_s, least),
				  feed->interval_s >= 0 ? "its section" : "[telexd]");
	return mem_printf(ctx, "automatic, between %s and %s", when_span(conf->telexd.min_interval_s, least),
			  when_span(conf->telexd.max_interval_s, most));
}
