/* scan.h: sixteen bytes of text looked at at once, in C that compilers turn into what the machine has for it. */
#ifndef TELEX_SCAN_H
#define TELEX_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef unsigned char scan_block __attribute__((vector_size(16)));
enum { SCAN_BYTES = sizeof(scan_block) };

/* The bytes at s, of which there are at least SCAN_BYTES. */
static inline scan_block scan_load(const char *s)
{
	scan_block block;

	memcpy(&block, s, sizeof(block));
	return block;
}

/* The hits: bytes with the highest bit set, and 0 for the others.  They may be combined with '|', '&' and '~'. */
static inline scan_block scan_is(scan_block block, unsigned char c)
{
	return (scan_block)(block == (scan_block){} + c);
}

static inline scan_block scan_below(scan_block block, unsigned char c)
{
	return (scan_block)(block < (scan_block){} + c);
}

/* Below a blank, DEL, or not ASCII. */
static inline scan_block scan_odd(scan_block block)
{
	typedef signed char signed_block __attribute__((vector_size(16)));
	signed_block next = (signed_block)(block + 1); /* DEL is as negative as what is not ASCII */

	return (scan_block)(next <= (signed_block){} + ' ');
}

/* The place of the first hit; SCAN_BYTES: there is none. */
static inline size_t scan_first(scan_block hits)
{
#ifdef __SSE2__
	int mask = _mm_movemask_epi8((__m128i)hits);

	return mask ? (size_t)__builtin_ctz((unsigned)mask) : SCAN_BYTES;
#else
	uint64_t halves[2];

	memcpy(halves, &hits, sizeof(halves));
	for (size_t i = 0; i < 2; i++) {
		if (halves[i] && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
			return i * 8 + (size_t)__builtin_ctzll(halves[i]) / 8;
		if (halves[i])
			return i * 8 + (size_t)__builtin_clzll(halves[i]) / 8;
	}
	return SCAN_BYTES;
#endif
}

/* The bytes of s before the first one that is a hit, len when none is; 0 when they are fewer than a block, which nobody
 * has looked at then. */
static inline __attribute__((always_inline)) size_t scan_until(const char *s, size_t len,
								 scan_block (*hits_in)(scan_block block))
{
	size_t i = 0;

	for (; i + 2 * SCAN_BYTES <= len; i += 2 * SCAN_BYTES) {
		scan_block one = hits_in(scan_load(s + i)), two = hits_in(scan_load(s + i + SCAN_BYTES));

		if (scan_first(one | two) < SCAN_BYTES)
			break;
	}
	for (; i + SCAN_BYTES <= len; i += SCAN_BYTES) {
		size_t n = scan_first(hits_in(scan_load(s + i)));

		if (n < SCAN_BYTES)
			return i + n;
	}
	if (i == len || len < SCAN_BYTES)
		return i;
	i = len - SCAN_BYTES; /* overlaps what has been looked at */
	return i + scan_first(hits_in(scan_load(s + i)));
}

/* Copies them to `to` as well, which has room for len bytes. */
static inline __attribute__((always_inline)) size_t scan_copy_until(char *to, const char *s, size_t len,
								      scan_block (*hits_in)(scan_block block))
{
	size_t i = 0, n = SCAN_BYTES;

	for (; i + 2 * SCAN_BYTES <= len; i += 2 * SCAN_BYTES) {
		scan_block one = scan_load(s + i), two = scan_load(s + i + SCAN_BYTES);

		memcpy(to + i, &one, sizeof(one));
		memcpy(to + i + SCAN_BYTES, &two, sizeof(two));
		if (scan_first(hits_in(one) | hits_in(two)) < SCAN_BYTES)
			break;
	}
	for (; i + SCAN_BYTES <= len && n == SCAN_BYTES; i += n) {
		scan_block block = scan_load(s + i);

		memcpy(to + i, &block, sizeof(block));
		n = scan_first(hits_in(block));
	}
	return i;
}

/* How often c is in s. */
static inline size_t scan_count(const char *s, size_t len, char c)
{
	size_t n = 0, i = 0;

	while (i + SCAN_BYTES <= len) {
		scan_block counts = {0};

		for (int k = 0; k < 255 && i + SCAN_BYTES <= len; k++, i += SCAN_BYTES)
			counts -= scan_is(scan_load(s + i), (unsigned char)c);
		for (size_t k = 0; k < SCAN_BYTES; k++)
			n += counts[k];
	}
	for (; i < len; i++)
		n += s[i] == c;
	return n;
}

#endif
