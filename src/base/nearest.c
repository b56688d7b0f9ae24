/* nearest.c: edit distance for "did you mean". */
#include "telex/nearest.h"

#include <string.h>

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static int min_of(int a, int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: Levenshtein's rows, and one row more to see a swap. */
int nearest_edits(const char *a, const char *b, int most)
{
	const size_t na = strlen(a), nb = strlen(b);
	int rows[3][NEAREST_BYTES_MAX + 1];

	if (na > NEAREST_BYTES_MAX || nb > NEAREST_BYTES_MAX)
		return most + 1;
	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= na; i++) {
		int *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
		row[0] = (int)i;
		for (size_t j = 1; j <= nb; j++) {
			const int same = lower(a[i - 1]) == lower(b[j - 1]);
			row[j] = min_of(above[j - 1] + (same ? 0 : 1), min_of(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = min_of(row[j], above2[j - 2] + 1);
		}
	}
	return min_of(rows[na % 3][nb], most + 1);
}

const char *nearest_name(const char *word, const char *const *names, size_t n)
{
	const char *best = NULL;
	int edits = 3;

	for (size_t i = 0; i < n; i++) {
		const int here = nearest_edits(word, names[i], 2);
		if (here < edits && 2 * (size_t)here < strlen(word) + 1) {
			best = names[i];
			edits = here;
		}
	}
	return best;
}
