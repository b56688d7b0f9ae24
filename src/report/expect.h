/* expect.h: how many articles were to be expected, and from how many on it is a spike.  Pure.
 *
 * The expectation is the mean of the middle half of comparable buckets before (for a day the same weekdays,
 * else the buckets before it): earlier spikes and gaps do not move it, and unlike a median it has fractions
 * where counts are small.  Where everything else was published more often than then, it grows as much: more
 * feeds make no spike. The limit is that of Farrington, Andrews, Beale and Catchpole, "A statistical
 * algorithm for the early detection of outbreaks of infectious disease", J. R. Statist. Soc. A 159 (1996):
 * counts that vary more than by chance alone, their skewness taken out by the power 2/3, and at least five.
 * News comes in bursts as cases do; plain Poisson limits, and mean and deviation over days before, cry at
 * every second event. */
#ifndef REPORT_EXPECT_H
#define REPORT_EXPECT_H

#include "telex/report.h"

struct expectation {
	double expected;
	int64_t limit; /* a spike has at least so many */
};
/* How many buckets before the first one that is shown have to be known. */
size_t expect_history(enum report_by by);
/* counts and all (everything that was published) by bucket; nothing is known of buckets before `first`.
 * False: there are too few to compare bucket `at` with. */
bool expect(enum report_by by, const int64_t *counts, const int64_t *all, size_t first, size_t at,
	    struct expectation *ret);

#endif
