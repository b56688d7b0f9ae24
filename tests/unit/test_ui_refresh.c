/* test_ui_refresh.c: what the reader makes of a daemon's replies and events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "telex/mem.h"

#include "src/ui/refresh.h"

struct world {
	struct conf conf;
	char path[64];
	int listener, daemon; /* the daemon's end */
	struct refresh *refresh;
};

static int set_up(void **state)
{
	struct world *w = mem_new(NULL, struct world);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct refresh_wish wish = {.conf = &w->conf};
	struct err err;

	snprintf(w->path, sizeof(w->path), "/tmp/telex-refresh-%ld.sock", (long)getpid());
	unlink(w->path);
	memcpy(address.sun_path, w->path, strlen(w->path) + 1);
	w->conf.telexd.socket = w->path;
	w->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(w->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(w->listener, 1), 0);
	w->refresh = refresh_new(w);
	assert_true(refresh_start(w->refresh, &wish, &err));
	w->daemon = accept(w->listener, NULL, NULL);
	assert_true(w->daemon >= 0);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	close(w->daemon);
	close(w->listener);
	unlink(w->path);
	talloc_free(w);
	return 0;
}

static struct refresh_state told(struct world *w, const char *lines)
{
	assert_int_equal(send(w->daemon, lines, strlen(lines), MSG_NOSIGNAL), strlen(lines));
	assert_true(refresh_ready(w->refresh));
	return refresh_state(w->refresh);
}

static void test_nothing_due(void **state)
{
	struct refresh_state s = told(*state, "{\"ok\":true}\n{\"ok\":true,\"total\":0,\"busy\":false}\n");

	assert_false(s.is_running);
	assert_false(s.is_joined);
	assert_int_equal(s.total, 0);
}

static void test_a_round_is_joined(void **state)
{
	struct refresh_state s = told(*state, "{\"ok\":true}\n{\"ok\":true,\"total\":0,\"busy\":true}\n");

	assert_true(s.is_running);
	s = told(*state, "{\"event\":\"idle\",\"new\":7,\"failed\":1}\n");
	assert_false(s.is_running);
	assert_true(s.is_joined);
	assert_int_equal(s.n_new, 7);
	assert_int_equal(s.n_failed, 1);
}

static void test_a_round_of_our_own(void **state)
{
	struct refresh_state s = told(*state, "{\"ok\":true}\n{\"ok\":true,\"total\":2,\"busy\":true}\n");

	assert_true(s.is_running);
	assert_false(s.is_joined);
	assert_int_equal(s.total, 2);
}

/* What the reader sends. */
static const char *sent(int fd, char out[KIB(1)])
{
	ssize_t n = recv(fd, out, KIB(1) - 1, 0);

	out[n > 0 ? n : 0] = '\0';
	return out;
}

/* After a row or a file was changed the daemon is told to look before it fetches. */
static void test_a_daemon_reads_again_first(void **state)
{
	struct world *w = *state;
	const char *names[] = {"ofcom"};
	struct refresh_wish wish = {.conf = &w->conf, .feeds = names, .n_feeds = 1, .is_reread = true};
	char text[KIB(1)];
	struct err err;

	(void)told(w, "{\"ok\":true}\n{\"ok\":true,\"total\":0,\"busy\":false}\n");
	close(w->daemon);
	assert_true(refresh_start(w->refresh, &wish, &err));
	w->daemon = accept(w->listener, NULL, NULL);
	assert_string_equal(sent(w->daemon, text), "{\"cmd\":\"subscribe\"}\n"
						   "{\"cmd\":\"refresh\",\"reread\":true,\"feeds\":[\"ofcom\"]}\n");
	assert_true(told(w, "{\"ok\":true}\n").is_running);
	assert_false(told(w, "{\"ok\":true,\"total\":0,\"busy\":false}\n").is_running);
}

static void test_a_daemon_is_told_without_waiting(void **state)
{
	struct world *w = *state;
	char text[KIB(1)];

	refresh_tell(&w->conf);
	close(w->daemon);
	w->daemon = accept(w->listener, NULL, NULL);
	assert_string_equal(sent(w->daemon, text), "{\"cmd\":\"reload\"}\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_nothing_due, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_a_round_is_joined, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_a_round_of_our_own, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_a_daemon_reads_again_first, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_a_daemon_is_told_without_waiting, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("ui_refresh", tests, NULL, NULL);
}
