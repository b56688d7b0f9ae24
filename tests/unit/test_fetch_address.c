/* test_fetch_address.c: where a socket may go, whose turn it is, and which proxy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cmocka.h>

#include "src/fetch/engine.h"

static void *ctx;

static const struct {
	const char *ip;
	enum fetch_reach reach;
} places[] = {
	{"8.8.8.8", FETCH_PUBLIC},
	{"172.15.255.255", FETCH_PUBLIC},
	{"172.16.0.0", FETCH_PRIVATE},
	{"172.31.255.255", FETCH_PRIVATE},
	{"172.32.0.0", FETCH_PUBLIC},
	{"100.63.255.255", FETCH_PUBLIC},
	{"100.64.0.1", FETCH_PRIVATE},
	{"100.127.255.255", FETCH_PRIVATE},
	{"10.1.2.3", FETCH_PRIVATE},
	{"192.168.1.1", FETCH_PRIVATE},
	{"127.0.0.1", FETCH_LOOPBACK},
	{"127.255.255.254", FETCH_LOOPBACK},
	{"169.254.1.1", FETCH_PRIVATE},
	{"169.254.169.254", FETCH_FORBIDDEN},
	{"0.0.0.0", FETCH_FORBIDDEN},
	{"0.1.2.3", FETCH_FORBIDDEN},
	{"224.0.0.1", FETCH_FORBIDDEN},
	{"255.255.255.255", FETCH_FORBIDDEN},
	{"2606:4700::1", FETCH_PUBLIC},
	{"::1", FETCH_LOOPBACK},
	{"::", FETCH_FORBIDDEN},
	{"::2", FETCH_FORBIDDEN},
	{"fc00::1", FETCH_PRIVATE},
	{"fdff::1", FETCH_PRIVATE},
	{"fe80::1", FETCH_PRIVATE},
	{"febf::1", FETCH_PRIVATE},
	{"fec0::1", FETCH_PRIVATE},
	{"ff02::1", FETCH_FORBIDDEN},
	{"fd00:ec2::254", FETCH_FORBIDDEN},
	{"::ffff:127.0.0.1", FETCH_LOOPBACK},
	{"::ffff:10.0.0.1", FETCH_PRIVATE},
	{"::ffff:8.8.8.8", FETCH_PUBLIC},
	{"::127.0.0.1", FETCH_LOOPBACK},
	{"64:ff9b::a9fe:a9fe", FETCH_FORBIDDEN},
	{"64:ff9b::808:808", FETCH_PUBLIC},
	{"2002:7f00:1::", FETCH_LOOPBACK},
	{"2002:808:808::", FETCH_PUBLIC},
	{"2001::80ff:fffe", FETCH_LOOPBACK}, /* Teredo: 7f00:0001 complemented */
};

static void reach_of_numbers(void **state)
{
	unsigned char ip[16];

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		size_t len = strchr(places[i].ip, ':') ? 16 : 4;

		assert_int_equal(inet_pton(len == 16 ? AF_INET6 : AF_INET, places[i].ip, ip), 1);
		if (fetch_reach(ip, len) != places[i].reach)
			fail_msg("%s is %d", places[i].ip, (int)fetch_reach(ip, len));
	}
	assert_int_equal(fetch_reach(ip, 0), FETCH_FORBIDDEN);
}

static bool allows(const char *home_url, bool is_private, const char *ip, uint16_t port)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	struct address home;

	assert_true(address_split(ctx, home_url, &home));
	if (inet_pton(AF_INET, ip, &v4.sin_addr) == 1)
		return address_allows(&home, is_private, (struct sockaddr *)&v4);
	assert_int_equal(inet_pton(AF_INET6, ip, &v6.sin6_addr), 1);
	return address_allows(&home, is_private, (struct sockaddr *)&v6);
}

static void a_local_address_opens_itself(void **state)
{
	(void)state;
	assert_true(allows("http://example.com/", false, "8.8.8.8", 80));
	assert_false(allows("http://example.com/", false, "127.0.0.1", 80));
	assert_false(allows("http://example.com/", false, "10.0.0.1", 80));
	assert_true(allows("http://example.com/", true, "10.0.0.1", 80));
	assert_false(allows("http://example.com/", true, "169.254.169.254", 80));
	assert_false(allows("http://169.254.169.254/", true, "169.254.169.254", 80));
	assert_true(allows("http://127.0.0.1:8080/", false, "127.0.0.1", 8080));
	assert_false(allows("http://127.0.0.1:8080/", false, "127.0.0.1", 8081));
	assert_false(allows("http://127.0.0.1/", false, "10.0.0.1", 80));
	assert_true(allows("http://localhost:1/", false, "::1", 1));
	assert_true(allows("http://news.localhost:1/", false, "127.0.0.1", 1));
	assert_true(allows("http://127.1:1/", false, "127.0.0.1", 1));
	assert_true(allows("http://0x7f000001:1/", false, "127.0.0.1", 1));
	assert_true(allows("http://[::1]:1/", false, "::1", 1));
	assert_true(allows("http://192.168.1.5/", false, "192.168.1.5", 80));
	assert_false(allows("http://192.168.1.5/", false, "192.168.1.1", 80));
	assert_false(allows("http://notlocalhost/", false, "127.0.0.1", 80));
}

static void addresses_are_cut(void **state)
{
	struct address a;

	(void)state;
	assert_true(address_split(ctx, "HTTP://us%40er:p%3aw@Example.COM/a?b=c#d", &a));
	assert_string_equal(a.scheme, "http");
	assert_string_equal(a.key, "example.com:80");
	assert_string_equal(a.user, "us@er");
	assert_string_equal(a.password, "p:w");
	assert_null(strstr(a.bare, "@"));
	assert_string_equal(a.bare + strlen(a.bare) - 6, "/a?b=c");
	assert_true(address_split(ctx, "https://[2001:DB8::1]:8443/", &a));
	assert_string_equal(a.key, "2001:db8::1:8443");
	assert_string_equal(fetch_host_key(ctx, "https://example.com./x"), "example.com:443");
	assert_false(address_split(ctx, "ftp://example.com/", &a));
	assert_false(address_split(ctx, "file:///etc/passwd", &a));
	assert_false(address_split(ctx, "javascript:alert(1)", &a));
	assert_false(address_split(ctx, "/relative", &a));
	assert_false(address_split(ctx, "", &a));
	assert_null(fetch_host_key(ctx, "gopher://example.com/"));
}

/* ---- turns ---- */

static struct transfer *waiting_at(struct hosts *hosts, const char *url, int64_t now_ms)
{
	struct transfer *t = mem_new(ctx, struct transfer);

	assert_true(address_split(ctx, url, &t->at));
	hosts_wait(hosts, t, now_ms);
	return t;
}

static struct transfer *waiting(struct hosts *hosts, const char *url)
{
	return waiting_at(hosts, url, 0);
}

static void hosts_take_turns(void **state)
{
	struct hosts *hosts = mem_new(ctx, struct hosts);
	struct fetch_limits limits = {.per_host = 2, .host_delay_s = 1};
	struct transfer *a1 = waiting(hosts, "http://a/1"), *a2 = waiting(hosts, "http://a/2");
	struct transfer *b1 = waiting(hosts, "http://b/1"), *a3 = waiting(hosts, "http://a/3");
	int64_t wake = INT64_MAX;

	(void)state;
	hosts->sweep_at = 100;
	assert_int_equal(hosts->n_waiting, 4);
	assert_ptr_equal(hosts_take(hosts, &limits, 0, &wake), a1);
	assert_ptr_equal(hosts_take(hosts, &limits, 0, &wake), b1);
	assert_null(hosts_take(hosts, &limits, 0, &wake)); /* the delay */
	assert_int_equal(wake, 1000);
	assert_ptr_equal(hosts_take(hosts, &limits, 1000, &wake), a2);
	assert_null(hosts_take(hosts, &limits, 5000, &wake)); /* two at once */
	hosts_release(a1->host);
	assert_ptr_equal(hosts_take(hosts, &limits, 5000, &wake), a3);
	assert_int_equal(hosts->n_waiting, 0);
	assert_null(hosts->ring);
	hosts_free(hosts);
}

static void loopback_has_no_delay_and_ports_are_hosts(void **state)
{
	struct hosts *hosts = mem_new(ctx, struct hosts);
	struct fetch_limits limits = {.per_host = 1, .host_delay_s = 60};
	struct transfer *a = waiting(hosts, "http://127.0.0.1:1/"), *b = waiting(hosts, "http://127.0.0.1:2/");
	struct transfer *c = waiting(hosts, "http://127.0.0.1:1/");
	int64_t wake = INT64_MAX;

	(void)state;
	assert_ptr_equal(hosts_take(hosts, &limits, 0, &wake), a);
	assert_ptr_equal(hosts_take(hosts, &limits, 0, &wake), b);
	assert_null(hosts_take(hosts, &limits, 0, &wake));
	hosts_release(a->host);
	assert_ptr_equal(hosts_take(hosts, &limits, 0, &wake), c);
	hosts_free(hosts);
}

static void idle_hosts_are_forgotten(void **state)
{
	struct hosts *hosts = mem_new(ctx, struct hosts);
	struct fetch_limits limits = {.per_host = 1};
	int64_t wake = INT64_MAX;

	(void)state;
	hosts->sweep_at = 8;
	for (int i = 0; i < 5000; i++) {
		struct transfer *t = waiting_at(hosts, mem_printf(ctx, "http://host-%d/", i), i);

		assert_ptr_equal(hosts_take(hosts, &limits, i, &wake), t);
		hosts_release(t->host);
	}
	assert_in_range(hosts->n, 1, 2 * HOST_BUCKETS);
	hosts_free(hosts);
}

static void proxies(void **state)
{
	struct address http, https;

	(void)state;
	assert_true(address_split(ctx, "http://www.example.com/", &http));
	assert_true(address_split(ctx, "https://www.example.com/", &https));
	for (const char *const *v = (const char *const[]){"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
							  "no_proxy", "NO_PROXY", NULL}; *v; v++)
		unsetenv(*v);
	assert_null(proxy_for(&http, NULL, NULL));
	setenv("HTTP_PROXY", "http://evil/", 1);
	assert_null(proxy_for(&http, NULL, NULL));
	setenv("http_proxy", "http://p1/", 1);
	setenv("HTTPS_PROXY", "http://p2/", 1);
	assert_string_equal(proxy_for(&http, NULL, NULL), "http://p1/");
	assert_string_equal(proxy_for(&https, NULL, NULL), "http://p2/");
	assert_string_equal(proxy_for(&https, NULL, "http://mine/"), "http://mine/");
	setenv("no_proxy", "other.org, .example.com", 1);
	assert_null(proxy_for(&http, NULL, NULL));
	assert_null(proxy_for(&http, NULL, "http://mine/"));
	setenv("no_proxy", "ple.com", 1);
	assert_string_equal(proxy_for(&http, NULL, NULL), "http://p1/");
	setenv("no_proxy", "*", 1);
	assert_null(proxy_for(&http, NULL, NULL));
	/* a feed's own goes before all of them */
	assert_string_equal(proxy_for(&http, "socks5h://own/", "http://mine/"), "socks5h://own/");
	unsetenv("no_proxy");
	assert_null(proxy_for(&http, "none", "http://mine/"));
}

static int set_up(void **state)
{
	(void)state;
	ctx = talloc_new(NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reach_of_numbers),
		cmocka_unit_test(a_local_address_opens_itself),
		cmocka_unit_test(addresses_are_cut),
		cmocka_unit_test(hosts_take_turns),
		cmocka_unit_test(loopback_has_no_delay_and_ports_are_hosts),
		cmocka_unit_test(idle_hosts_are_forgotten),
		cmocka_unit_test(proxies),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
