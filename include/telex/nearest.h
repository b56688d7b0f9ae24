/* nearest.h: "did you mean": the name of a table that a mistyped word is closest to.  Pure. */
#ifndef TELEX_NEAREST_H
#define TELEX_NEAREST_H

#include <stddef.h>

enum { NEAREST_BYTES_MAX = 64 }; /* longer words and names have no nearest one */

/* Edits (insert, delete, replace, swap of neighbours; letters of either case are the same) from a to b,
 * bounded: anything above `most` is most + 1. */
int nearest_edits(const char *a, const char *b, int most);
/* The name with the fewest edits, at most 2 and fewer than half of the word's letters; the first one of
 * several.  NULL when there is none. */
const char *nearest_name(const char *word, const char *const *names, size_t n);

#endif
