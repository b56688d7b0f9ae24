/* when_names.h: words of dates: months, zones, and words that say nothing; private to base. */
#ifndef BASE_WHEN_NAMES_H
#define BASE_WHEN_NAMES_H

#include <stdbool.h>

/* word is folded (utf8_fold).  The month 1..12, 0 when it is none. */
int when_month(const char *word);
/* Seconds east of UTC. */
bool when_zone_name(const char *word, int *ret_s);
/* "de", "um", "th": stands in dates, means nothing. */
bool when_is_filler(const char *word);

#endif
