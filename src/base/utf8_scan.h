/* utf8_scan.h: constants for looking at eight bytes at once; private to base. */
#ifndef BASE_UTF8_SCAN_H
#define BASE_UTF8_SCAN_H

#include <stdint.h>

#define SCAN_ONES UINT64_C(0x0101010101010101)
#define SCAN_HIGHS UINT64_C(0x8080808080808080)

enum { UTF8_REPLACEMENT = 0xfffd };

#endif
