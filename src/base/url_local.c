/* url_local.c: addresses that literally name this machine or a network that is not public.
 *
 * A first look only: names can lead anywhere, so the fetcher checks the address it connects to as well. */
#include "telex/url.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "url_split.h"

/* IANA special-purpose registries (RFC 6890 and later). */
static const struct {
	uint32_t net;
	int bits;
} local_v4[] = {
	{0x00000000, 8},  /* this network */
	{0x0a000000, 8},  /* RFC 1918 */
	{0x64400000, 10}, /* shared address space */
	{0x7f000000, 8},  /* loopback */
	{0xa9fe0000, 16}, /* link-local */
	{0xac100000, 12}, /* RFC 1918 */
	{0xc0000000, 24}, /* protocol assignments */
	{0xc0a80000, 16}, /* RFC 1918 */
	{0xc6120000, 15}, /* benchmarking */
	{0xe0000000, 4},  /* multicast */
	{0xf0000000, 4},  /* reserved */
};

static bool is_local_v4(uint32_t address)
{
	for (size_t i = 0; i < sizeof(local_v4) / sizeof(local_v4[0]); i++)
		if (((address ^ local_v4[i].net) >> (32 - local_v4[i].bits)) == 0)
			return true;
	return false;
}

static bool is_local_v6(const unsigned char a[16])
{
	static const unsigned char zero[16] = {0};
	uint32_t last = (uint32_t)a[12] << 24 | (uint32_t)a[13] << 16 | (uint32_t)a[14] << 8 | a[15];

	if (!memcmp(a, zero, 15) && a[15] <= 1) /* :: and ::1 */
		return true;
	if (a[0] == 0xff || (a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0x80) == 0x80))
		return true; /* multicast, unique local, link- and site-local */
	if (!memcmp(a, zero, 10) && a[10] == 0xff && a[11] == 0xff)
		return is_local_v4(last);
	return !memcmp(a, zero, 12) && is_local_v4(last);
}

static bool is_localhost(const char *host, size_t len)
{
	static const char name[] = "localhost";
	size_t n = sizeof(name) - 1;

	return len >= n && !strncasecmp(host + len - n, name, n) && (len == n || host[len - n - 1] == '.');
}

bool url_is_local(const char *url)
{
	struct url_parts parts;
	char host[256];
	unsigned char v6[16];
	struct in_addr v4;
	size_t len;

	url_split(url, &parts);
	len = parts.host.len;
	if (!len || len >= sizeof(host))
		return false;
	memcpy(host, parts.host.data, len);
	while (len && host[len - 1] == '.')
		len--;
	host[len] = '\0';
	if (is_localhost(host, len))
		return true;
	if (host[0] == '[') {
		host[strcspn(host, "]%")] = '\0';
		return inet_pton(AF_INET6, host + 1, v6) == 1 && is_local_v6(v6);
	}
	/* inet_aton also reads 127.1, 0x7f000001 and 017700000001, as the resolver does */
	return inet_aton(host, &v4) && is_local_v4(ntohl(v4.s_addr));
}
