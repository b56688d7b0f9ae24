/* expect.c: expectations from comparable buckets, robustly. */
#include "expect.h"

#include <math.h>
#include <stdlib.h>

enum {
	COMPARE_MOST = 8,
	COMPARE_LEAST = 4,
	COUNT_LEAST = 5 /* Farrington's: fewer are no news */
};
#define EXPECTED_LEAST 0.5 /* nothing in eight weeks does not mean that nothing may come */
#define OVER_CHANCE 1.5	   /* the variance of news is at least so much more than Poisson's */
#define Z 3.09		   /* once in a thousand buckets by chance */
#define MAD_SIGMA 1.4826   /* the deviation of a normal distribution, of its median absolute deviation */

static size_t step_of(enum report_by by)
{
	return by == REPORT_BY_DAY ? 7 : 1;
}

size_t expect_history(enum report_by by)
{
	return step_of(by) * COMPARE_MOST;
}

static int up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Sorts. */
static double mean_of_middle(double *values, size_t n)
{
	const size_t cut = n / 4;
	double sum = 0;

	qsort(values, n, sizeof(values[0]), up);
	for (size_t i = cut; i < n - cut; i++)
		sum += values[i];
	return sum / (double)(n - 2 * cut);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof(values[0]), up);
	return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

static double variance_of(double *values, size_t n)
{
	const double middle = median(values, n);
	double deviation;

	for (size_t i = 0; i < n; i++)
		values[i] = fabs(values[i] - middle);
	deviation = MAD_SIGMA * median(values, n);
	return deviation * deviation;
}

bool expect(enum report_by by, const int64_t *counts, const int64_t *all, size_t first, size_t at,
	    struct expectation *ret)
{
	double values[COMPARE_MOST], others[COMPARE_MOST], mean, variance, rest, growth, limit;
	size_t n = 0;

	for (size_t i = at; n < COMPARE_MOST && i >= step_of(by) && i - step_of(by) >= first; n++) {
		i -= step_of(by);
		values[n] = (double)counts[i];
		others[n] = (double)(all[i] - counts[i]);
	}
	if (n < COMPARE_LEAST)
		return false;
	mean = mean_of_middle(values, n);
	rest = mean_of_middle(others, n);
	growth = rest > 0 ? (double)(all[at] - counts[at]) / rest : 1;
	growth = growth > 1 ? growth : 1;
	variance = variance_of(values, n) * growth * growth;
	ret->expected = mean * growth;
	mean = ret->expected > EXPECTED_LEAST ? ret->expected : EXPECTED_LEAST;
	if (variance < OVER_CHANCE * mean)
		variance = OVER_CHANCE * mean;
	variance *= 1 + 2.0 / (double)n; /* the expectation itself is an estimate, from half of n */
	limit = 1 + 2.0 / 3 * Z * sqrt(variance) / mean;
	limit = mean * limit * sqrt(limit);
	ret->limit = (int64_t)ceil(limit);
	if (ret->limit < COUNT_LEAST)
		ret->limit = COUNT_LEAST;
	return true;
}
