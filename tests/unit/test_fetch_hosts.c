/* test_fetch_hosts.c: whose turn it is: how many at once to a host, how far apart, and who must wait for nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/fetch/engine.h"

static void *ctx;
static struct hosts *hosts;
static const struct fetch_limits limits = {.per_host = 2, .host_delay_s = 1};

static struct transfer *transfer_to(const char *url)
{
	struct transfer *t = mem_new(ctx, struct transfer);

	assert_true(address_split(t, url, &t->at));
	return t;
}

static struct transfer *add(const char *url, int64_t now_ms)
{
	struct transfer *t = transfer_to(url);

	hosts_wait(hosts, t, now_ms);
	return t;
}

static struct transfer *take(int64_t now_ms, int64_t *ret_wake_ms)
{
	*ret_wake_ms = INT64_MAX;
	return hosts_take(hosts, &limits, now_ms, ret_wake_ms);
}

static void starts_at_a_host_are_a_second_apart(void **state)
{
	struct transfer *first = add("http://a.example/1", 0), *second = add("http://a.example/2", 0);
	int64_t wake;

	(void)state;
	assert_ptr_equal(take(0, &wake), first);
	assert_null(take(0, &wake));
	assert_int_equal(wake, 1000);
	assert_null(take(999, &wake));
	assert_ptr_equal(take(1000, &wake), second);
	hosts_release(first->host); /* that it is free again shortens nothing */
	first = add("http://a.example/3", 1100);
	assert_null(take(1100, &wake));
	assert_int_equal(wake, 2000);
	assert_ptr_equal(take(2000, &wake), first);
}

static void two_at_once_and_no_more(void **state)
{
	struct transfer *t[3];
	int64_t wake;

	(void)state;
	for (int i = 0; i < 3; i++)
		t[i] = add("http://a.example/", 0);
	assert_ptr_equal(take(0, &wake), t[0]);
	assert_ptr_equal(take(5000, &wake), t[1]);
	assert_null(take(10000, &wake));
	assert_int_equal(wake, INT64_MAX); /* not the clock's business */
	hosts_release(t[0]->host);
	assert_ptr_equal(take(10000, &wake), t[2]);
}

static void another_host_or_port_waits_for_nobody(void **state)
{
	struct transfer *a = add("http://a.example/", 0), *more = add("http://a.example/2", 0),
			*port = add("http://a.example:8080/", 0), *b = add("http://b.example/", 0);
	int64_t wake;

	(void)state;
	assert_ptr_equal(take(0, &wake), a);
	assert_ptr_equal(take(0, &wake), port);
	assert_ptr_equal(take(0, &wake), b);
	assert_null(take(0, &wake));
	assert_ptr_equal(take(1000, &wake), more);
}

static void this_machine_needs_no_pause(void **state)
{
	struct transfer *first = add("http://127.0.0.1/1", 0), *second = add("http://127.0.0.1/2", 0);
	int64_t wake;

	(void)state;
	assert_ptr_equal(take(0, &wake), first);
	assert_ptr_equal(take(0, &wake), second);
}

static void a_redirect_on_the_same_host_is_next_and_waits_its_second(void **state)
{
	struct transfer *first = add("http://a.example/old", 0), *other = add("http://a.example/2", 0), *next;
	int64_t wake;

	(void)state;
	assert_ptr_equal(take(0, &wake), first);
	hosts_release(first->host);
	next = transfer_to("http://a.example/new");
	hosts_wait_first(hosts, next, 10);
	assert_null(take(10, &wake));
	assert_ptr_equal(take(1000, &wake), next);
	assert_ptr_equal(take(2000, &wake), other);
	next = transfer_to("http://b.example/"); /* nobody waits there: the same as any other */
	hosts_wait_first(hosts, next, 2000);
	assert_ptr_equal(take(2000, &wake), next);
	assert_int_equal(hosts->n_waiting, 0);
}

static void a_host_that_is_held(void **state)
{
	struct transfer *first = add("http://a.example/1", 0), *second = add("http://a.example/2", 0),
			*third = add("http://a.example/3", 0), *port = add("http://a.example:81/", 0);
	int64_t wake;

	(void)state;
	assert_ptr_equal(take(0, &wake), first);
	assert_ptr_equal(hosts_hold(hosts, "a.example:80", 60000), second);
	assert_ptr_equal(second->next, third);
	assert_null(third->next);
	assert_true(hosts_is_held(hosts, "a.example:80", 59999));
	assert_false(hosts_is_held(hosts, "a.example:80", 60000));
	assert_false(hosts_is_held(hosts, "a.example:81", 0));
	assert_ptr_equal(take(5000, &wake), port);
	assert_null(take(5000, &wake));
	assert_null(hosts_hold(hosts, "unknown.example:80", 60000));
}

/* Redirects lead to any number of hosts: those that are done with are forgotten, one that is held is not. */
static void what_is_held_is_remembered_among_many(void **state)
{
	struct transfer *t = add("http://a.example/", 0);
	int64_t wake;

	(void)state;
	assert_ptr_equal(take(0, &wake), t);
	hosts_release(t->host);
	assert_null(hosts_hold(hosts, "a.example:80", INT64_C(1) << 40));
	for (int i = 0; i < 4 * HOST_BUCKETS; i++) {
		t = add(mem_printf(ctx, "http://h%d.example/", i), i * 10000);
		assert_ptr_equal(take(i * 10000, &wake), t);
		hosts_release(t->host);
	}
	assert_true(hosts->n < 3 * HOST_BUCKETS);
	assert_true(hosts_is_held(hosts, "a.example:80", 0));
}

static int set_up(void **state)
{
	(void)state;
	ctx = talloc_new(NULL);
	hosts = mem_new(ctx, struct hosts);
	hosts->sweep_at = HOST_BUCKETS;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	hosts_free(hosts);
	return talloc_free(ctx);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(starts_at_a_host_are_a_second_apart),
		TEST(two_at_once_and_no_more),
		TEST(another_host_or_port_waits_for_nobody),
		TEST(this_machine_needs_no_pause),
		TEST(a_redirect_on_the_same_host_is_next_and_waits_its_second),
		TEST(a_host_that_is_held),
		TEST(what_is_held_is_remembered_among_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
