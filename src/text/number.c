/* number.c: the number of an item as its list wants it: 3, c, C, iii, III. */
#include "layout.h"

#include <stdio.h>

/* a to z, aa to zz, ...; at most seven letters, as numbers of items are no longer than nine digits. */
static void put_letters(long n, char first, char *out)
{
	char reversed[16];
	size_t len = 0;

	for (; n > 0 && len < sizeof(reversed); n = (n - 1) / 26)
		reversed[len++] = (char)(first + (n - 1) % 26);
	for (size_t i = 0; i < len; i++)
		out[i] = reversed[len - 1 - i];
	out[len] = '\0';
}

static void put_roman(long n, bool is_upper, char *out)
{
	static const struct {
		long value;
		const char *digits;
	} parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
		     {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},	{4, "iv"},  {1, "i"}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		for (; n >= parts[i].value; n -= parts[i].value) {
			for (const char *p = parts[i].digits; *p; p++)
				*out++ = (char)(is_upper ? *p - 0x20 : *p);
		}
	}
	*out = '\0';
}

void list_number(long n, char type, char out[LIST_NUMBER_SIZE])
{
	enum { LETTERS_MAX = 1000000, ROMAN_MAX = 3999 }; /* "mmmdccclxxxviii" are the most signs */

	if ((type == 'a' || type == 'A') && n > 0 && n <= LETTERS_MAX)
		put_letters(n, type, out);
	else if ((type == 'i' || type == 'I') && n > 0 && n <= ROMAN_MAX)
		put_roman(n, type == 'I', out);
	else
		snprintf(out, LIST_NUMBER_SIZE, "%ld", n);
}
