/* url_local.c: addresses that literally name this machine or a network that is not public.
 *
 * A first look only: names can lead anywhere, so the fetcher checks the address it connects to as well. */
#include "telex/url.h"

#include <arpa/inet.h>
#include <string.h>

#include "telex/buf.h"
#include "telex/utf8.h"
#include "url_split.h"

enum { HOST_MAX = 1024, IDEOGRAPHIC_STOP = 0x3002 };

struct block {
	unsigned char prefix[16];
	unsigned bits;
};

/* IANA special-purpose registries (RFC 6890 and later). */
static const struct block blocks_v4[] = {
    {{0}, 8},		  /* this network */
    {{10}, 8},		  /* RFC 1918 */
    {{100, 64}, 10},	  /* shared address space */
    {{127}, 8},		  /* loopback */
    {{169, 254}, 16},	  /* link-local */
    {{172, 16}, 12},	  /* RFC 1918 */
    {{192, 0, 0}, 24},	  /* protocol assignments */
    {{192, 0, 2}, 24},	  /* documentation */
    {{192, 168}, 16},	  /* RFC 1918 */
    {{198, 18}, 15},	  /* benchmarking */
    {{198, 51, 100}, 24}, /* documentation */
    {{203, 0, 113}, 24},  /* documentation */
    {{224}, 4},		  /* multicast */
    {{240}, 4},		  /* reserved, broadcast */
};
static const struct block blocks_v6[] = {
    {{0}, 128},			    /* unspecified */
    {{[15] = 1}, 128},		    /* loopback */
    {{0x01}, 64},		    /* discard */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0xfc}, 7},		    /* unique local */
    {{0xfe, 0x80}, 9},		    /* link-local, and site-local of old */
    {{0xff}, 8},		    /* multicast */
};
/* IPv6 addresses that stand for an IPv4 one, and where that is. */
static const struct {
	struct block block;
	unsigned at;
} embedding[] = {
    {{{[10] = 0xff, [11] = 0xff}, 96}, 12}, /* ::ffff:a.b.c.d */
    {{{0}, 96}, 12},			    /* ::a.b.c.d */
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},   /* NAT64 */
    {{{0x20, 0x02}, 16}, 2},		    /* 6to4 */
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool is_in(const struct block *block, const unsigned char *address)
{
	unsigned whole = block->bits / 8, rest = block->bits % 8;

	return !memcmp(address, block->prefix, whole) &&
	       (!rest || ((address[whole] ^ block->prefix[whole]) >> (8 - rest)) == 0);
}

static bool is_in_any(const struct block *blocks, size_t n, const unsigned char *address)
{
	for (size_t i = 0; i < n; i++) {
		if (is_in(&blocks[i], address))
			return true;
	}
	return false;
}

static bool is_local_v6(const unsigned char *address)
{
	if (is_in_any(blocks_v6, COUNT(blocks_v6), address))
		return true;
	for (size_t i = 0; i < COUNT(embedding); i++) {
		if (is_in(&embedding[i].block, address))
			return is_in_any(blocks_v4, COUNT(blocks_v4), address + embedding[i].at);
	}
	return false;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* libcurl decodes %xx in a host. */
static void add_decoded(struct buf *out, struct bytes host)
{
	for (size_t i = 0; i < host.len; i++) {
		int high = i + 2 < host.len ? hex_value(host.data[i + 1]) : -1;
		int low = i + 2 < host.len ? hex_value(host.data[i + 2]) : -1;

		if (host.data[i] == '%' && high >= 0 && low >= 0) {
			buf_addc(out, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_addc(out, host.data[i]);
		}
	}
}

/* The host as a resolver would get it: decoded, wide and circled forms made plain (UTS #46 maps them so), one
 * kind of full stop, none at the end. */
static void add_plain_host(struct buf *out, struct bytes host)
{
	AUTO_BUF decoded = BUF_INIT(HOST_MAX);
	AUTO_BUF folded = BUF_INIT(8 * HOST_MAX);
	int32_t cp;

	add_decoded(&decoded, host);
	utf8_fold(buf_bytes(&decoded), &folded);
	for (size_t i = 0; i < folded.len;) {
		i += utf8_next(folded.data + i, folded.len - i, &cp);
		utf8_put(out, cp == IDEOGRAPHIC_STOP ? '.' : cp);
	}
	while (out->len && out->data[out->len - 1] == '.')
		buf_truncate(out, out->len - 1);
}

static bool is_localhost(const char *host, size_t len)
{
	static const char name[] = "localhost";
	const size_t n = sizeof(name) - 1;

	return len >= n && !strcmp(host + len - n, name) && (len == n || host[len - n - 1] == '.');
}

bool url_is_local(const char *url)
{
	struct url_parts parts;
	AUTO_BUF plain = BUF_INIT(8 * HOST_MAX);
	unsigned char v6[16];
	struct in_addr v4;
	char *host;

	url_split(url ? url : "", &parts);
	add_plain_host(&plain, parts.host);
	if (!buf_ok(&plain) || !plain.len)
		return false;
	host = plain.data;
	if (is_localhost(host, plain.len))
		return true;
	if (host[0] == '[') {
		host[strcspn(host, "]%")] = '\0'; /* a scope says nothing about the address */
		return inet_pton(AF_INET6, host + 1, v6) == 1 && is_local_v6(v6);
	}
	/* inet_aton also reads 127.1, 0x7f000001 and 017700000001, as resolvers do */
	return inet_aton(host, &v4) &&
	       is_in_any(blocks_v4, COUNT(blocks_v4), (const unsigned char *)&v4.s_addr);
}
