/* reach.c: what kind of place a numeric address is. */
#include "telex/fetch.h"

#include <string.h>

struct block {
	unsigned char prefix[16];
	unsigned char bits;
	enum fetch_reach reach;
};

/* IANA special-purpose registries (RFC 6890), the narrower block first. */
static const struct block ipv4_blocks[] = {
    {{169, 254, 169, 254}, 32, FETCH_FORBIDDEN}, /* cloud metadata */
    {{127}, 8, FETCH_LOOPBACK},
    {{10}, 8, FETCH_PRIVATE},
    {{172, 16}, 12, FETCH_PRIVATE},
    {{192, 168}, 16, FETCH_PRIVATE},
    {{100, 64}, 10, FETCH_PRIVATE},
    {{169, 254}, 16, FETCH_PRIVATE},
    {{192, 0, 0}, 24, FETCH_PRIVATE},
    {{198, 18}, 15, FETCH_PRIVATE},
    {{192, 0, 2}, 24, FETCH_FORBIDDEN}, /* documentation, these three */
    {{198, 51, 100}, 24, FETCH_FORBIDDEN},
    {{203, 0, 113}, 24, FETCH_FORBIDDEN},
    {{0}, 8, FETCH_FORBIDDEN},
    {{224}, 4, FETCH_FORBIDDEN},
    {{240}, 4, FETCH_FORBIDDEN},
};
static const struct block ipv6_blocks[] = {
    {{[15] = 1}, 128, FETCH_LOOPBACK},
    {{0}, 128, FETCH_FORBIDDEN},
    {{0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54}, 128, FETCH_FORBIDDEN}, /* cloud metadata */
    {{0xfc}, 7, FETCH_PRIVATE},
    {{0xfe, 0x80}, 10, FETCH_PRIVATE},
    {{0xfe, 0xc0}, 10, FETCH_PRIVATE},
    {{0xff}, 8, FETCH_FORBIDDEN},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, FETCH_FORBIDDEN},
    {{0x01, 0x00}, 64, FETCH_FORBIDDEN},
};
/* Where an IPv4 address sits inside an IPv6 one. */
static const struct {
	unsigned char prefix[16];
	unsigned char bits, at, mask;
} embedded[] = {
    {{[10] = 0xff, [11] = 0xff}, 96, 12, 0},	       /* ::ffff:a.b.c.d */
    {{[8] = 0xff, [9] = 0xff}, 96, 12, 0},	       /* ::ffff:0:a.b.c.d (SIIT) */
    {{0x00, 0x64, 0xff, 0x9b}, 96, 12, 0},	       /* NAT64 */
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, 12, 0}, /* NAT64, local use */
    {{0x20, 0x02}, 16, 2, 0},			       /* 6to4 */
    {{0x20, 0x01, 0x00, 0x00}, 32, 12, 0xff},	       /* Teredo: complemented */
    {{0}, 96, 12, 0},				       /* ::a.b.c.d; after ::1 and :: themselves */
};

static bool starts_with(const unsigned char *addr, const unsigned char *prefix, unsigned bits)
{
	unsigned rest = bits % 8;
	unsigned char mask = (unsigned char)(0xff << (8 - rest));

	if (memcmp(addr, prefix, bits / 8) != 0)
		return false;
	return !rest || ((addr[bits / 8] ^ prefix[bits / 8]) & mask) == 0;
}

static enum fetch_reach look_up(const struct block *blocks, size_t n, const unsigned char *addr)
{
	for (size_t i = 0; i < n; i++)
		if (starts_with(addr, blocks[i].prefix, blocks[i].bits))
			return blocks[i].reach;
	return FETCH_PUBLIC;
}

static enum fetch_reach reach_ipv4(const unsigned char *addr)
{
	return look_up(ipv4_blocks, sizeof(ipv4_blocks) / sizeof(ipv4_blocks[0]), addr);
}

static enum fetch_reach reach_ipv6(const unsigned char *addr)
{
	enum fetch_reach own = look_up(ipv6_blocks, sizeof(ipv6_blocks) / sizeof(ipv6_blocks[0]), addr);
	unsigned char inner[4];

	if (own != FETCH_PUBLIC)
		return own;
	for (size_t i = 0; i < sizeof(embedded) / sizeof(embedded[0]); i++) {
		if (!starts_with(addr, embedded[i].prefix, embedded[i].bits))
			continue;
		for (int k = 0; k < 4; k++)
			inner[k] = addr[embedded[i].at + k] ^ embedded[i].mask;
		return reach_ipv4(inner);
	}
	return FETCH_PUBLIC;
}

enum fetch_reach fetch_reach(const unsigned char *addr, size_t len)
{
	if (len == 4)
		return reach_ipv4(addr);
	return len == 16 ? reach_ipv6(addr) : FETCH_FORBIDDEN;
}
