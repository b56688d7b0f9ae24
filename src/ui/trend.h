/* trend.h: the trend on the screen: what is compared, since when, where the cursor stands. */
#ifndef TELEX_UI_TREND_H
#define TELEX_UI_TREND_H

#include "app.h"
#include "telex/report.h"

/* A trend on the screen; a talloc object. */
struct trend {
	struct report_query queries[REPORT_SERIES_MAX];
	size_t n;
	enum report_by by;
	struct report_trend *model; /* counted piece by piece: see report_trend_step */
	size_t cursor;		    /* a bucket */
	size_t spike;		    /* the spike gone to last; n_spikes: none */
};

#endif
