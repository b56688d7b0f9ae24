/* when_names.h: the words of dates: months, zones, and words that say nothing.  Words come folded
 * (utf8_fold): lower case, no diacritics.  Private to base. */
#ifndef BASE_WHEN_NAMES_H
#define BASE_WHEN_NAMES_H

#include "telex/err.h"

/* 1..12 for a month's name or its beginning, 0 for any other word. */
int when_name_month(struct bytes word);
/* Seconds east of UTC; false for a zone nobody knows. */
bool when_name_zone(struct bytes word, int *ret_s);
/* 1..7 from Monday for a weekday's name or its beginning, 0 for any other word. */
int when_name_weekday(struct bytes word);
/* The year before the first of an era that years are counted in (令和); 0 for any other word. */
int when_name_era(struct bytes word);
/* Weekdays, and words like "of", "um", "th", "года". */
bool when_name_is_silent(struct bytes word);

#endif
