/* when_quick.h: dates without a mistake; private to base. */
#ifndef BASE_WHEN_QUICK_H
#define BASE_WHEN_QUICK_H

#include "when_reader.h"

/* False: it may be a date all the same. */
bool when_quick(const char *s, size_t len, struct when_date *ret);

#endif
