/* scan.h: sixteen bytes of text looked at at once, in C that compilers turn into what the machine has for it. */
#ifndef TELEX_SCAN_H
#define TELEX_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef unsigned char scan_block __attribute__((vector_size(16)));
enum { SCAN_BYTES = sizeof(scan_block) };

/* The bytes at s, of which there are at least SCAN_BYTES. */
static inline scan_block scan_load(const char *s)
{
	scan_block block;

	memcpy(&block, s, sizeof(block));
	return block;
}

/* The hits: 0xff where a byte is c, is below c, is c or above; they may be combined with '|' and '&'. */
static inline scan_block scan_is(scan_block block, unsigned char c)
{
	return (scan_block)(block == (scan_block){} + c);
}

static inline scan_block scan_below(scan_block block, unsigned char c)
{
	return (scan_block)(block < (scan_block){} + c);
}

static inline scan_block scan_from(scan_block block, unsigned char c)
{
	return (scan_block)(block >= (scan_block){} + c);
}

static inline bool scan_any(scan_block hits)
{
	uint64_t halves[2];

	memcpy(halves, &hits, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

#endif
