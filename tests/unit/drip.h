/* drip.h: an input that comes in small pieces. */
#ifndef TESTS_DRIP_H
#define TESTS_DRIP_H

#include <string.h>

#include "telex/err.h"

/* Gives the input step bytes at a time, as a slow network would. */
struct drip {
	struct bytes rest;
	size_t step;
};

static inline long drip_read(void *state, char *buf, size_t size)
{
	struct drip *drip = state;
	size_t n = drip->rest.len < drip->step ? drip->rest.len : drip->step;

	n = n < size ? n : size;
	memcpy(buf, drip->rest.data, n);
	drip->rest.data += n;
	drip->rest.len -= n;
	return (long)n;
}

#endif
