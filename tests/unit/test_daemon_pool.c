/* test_daemon_pool.c: parsers that lie, hang and die cost their document an error, and nobody else anything.
 *
 * The pool's source is taken in with a spawner of the test's own, whose parsers do what a scenario says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/daemon/clock.h"
#include "src/daemon/pool.c"

/* ---- evil parsers ---- */

static void (*scenario)(int fd, const struct wire_request *request);
static int n_started;

static void read_exactly(int fd, void *to, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = read(fd, (char *)to + at, len - at);

		if (n <= 0)
			_exit(0);
		at += (size_t)n;
	}
}

static void say(int fd, const struct buf *out)
{
	ssize_t n = write(fd, out->data, out->len);

	(void)n;
}

static _Noreturn void live(int fd)
{
	uint32_t len;
	char *frame;
	struct wire_request request;

	for (;;) {
		read_exactly(fd, &len, sizeof(len));
		frame = malloc(len);
		read_exactly(fd, frame, len);
		if (wire_get_request((struct bytes){frame, len}, &request))
			scenario(fd, &request);
		free(frame);
	}
}

static void honest(int fd, const struct wire_request *q)
{
	AUTO_BUF out = BUF_INIT(MIB(1));
	struct feed_item item = {.text = "t", .title = "honest", .published = WHEN_NONE, .updated = WHEN_NONE};
	struct feed_doc doc = {.format = FEED_RSS20};

	wire_put_item(q->job, &item, &out);
	wire_put_doc(q->job, &doc, 0, &out);
	say(fd, &out);
}

/* The first parser is evil, the one that replaces it is not. */
static void (*evil)(int fd, const struct wire_request *request);

static void garbage(int fd, const struct wire_request *q)
{
	AUTO_BUF out = BUF_INIT(1000);

	(void)q;
	buf_add(&out, "\x05\0\0\0hello", 9);
	say(fd, &out);
	pause();
}

static void huge_length(int fd, const struct wire_request *q)
{
	AUTO_BUF out = BUF_INIT(1000);

	(void)q;
	buf_add(&out, "\xff\xff\xff\xff", 4);
	say(fd, &out);
	pause();
}

static void another_job(int fd, const struct wire_request *q)
{
	AUTO_BUF out = BUF_INIT(1000);

	wire_put_error(q->job + 1, "of another", &out);
	say(fd, &out);
	pause();
}

static void items_for_ever(int fd, const struct wire_request *q)
{
	struct feed_item item = {.text = "t", .published = WHEN_NONE, .updated = WHEN_NONE};
	AUTO_BUF out = BUF_INIT(1000);

	wire_put_item(q->job, &item, &out);
	for (;;)
		say(fd, &out);
}

static void exits(int fd, const struct wire_request *q)
{
	(void)fd;
	(void)q;
	_exit(1);
}

static void costs_too_much(int fd, const struct wire_request *q)
{
	(void)fd;
	(void)q;
	signal(SIGPROF, SIG_DFL);
	raise(SIGPROF);
}

static void half_an_answer(int fd, const struct wire_request *q)
{
	AUTO_BUF out = BUF_INIT(1000);

	wire_put_error(q->job, "not finished", &out);
	buf_truncate(&out, out.len - 3);
	say(fd, &out);
	_exit(0);
}

static void hangs(int fd, const struct wire_request *q)
{
	(void)fd;
	(void)q;
	pause();
}

static void talks_on(int fd, const struct wire_request *q)
{
	AUTO_BUF out = BUF_INIT(1000);

	honest(fd, q);
	wire_put_error(q->job, "and another thing", &out);
	say(fd, &out);
	pause();
}

/* ---- the spawner of the test ---- */

enum { LETTERS_MAX = 64 };
static struct letter {
	struct spawner_message message;
	int fd;
} letters[LETTERS_MAX];
static size_t n_letters;

static void post(int word, pid_t pid, int status, int fd)
{
	assert_true(n_letters < LETTERS_MAX);
	letters[n_letters++] = (struct letter){{word, pid, status}, fd};
}

bool spawner_start(int *ret_fd, struct err *err)
{
	int pair[2];

	(void)err;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	*ret_fd = pair[0];
	return true;
}

bool spawner_send(int fd, enum spawner_word word, pid_t pid)
{
	int pair[2];

	(void)fd;
	if (word == SPAWNER_KILL) {
		kill(pid, SIGKILL);
		return true;
	}
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	scenario = n_started++ ? honest : evil;
	pid = fork();
	if (!pid) {
		close(pair[0]);
		live(pair[1]);
	}
	close(pair[1]);
	post(SPAWNER_START, pid, 0, pair[0]);
	return true;
}

bool spawner_receive(int fd, struct spawner_message *ret, int *ret_parser)
{
	int status;
	pid_t dead;

	(void)fd;
	if (!n_letters && (dead = waitpid(-1, &status, WNOHANG)) > 0)
		post(SPAWNER_DEAD, dead, status, -1);
	if (!n_letters) {
		errno = EAGAIN;
		return false;
	}
	*ret = letters[0].message;
	*ret_parser = letters[0].fd;
	memmove(letters, letters + 1, --n_letters * sizeof(*letters));
	return true;
}

/* ---- the tests ---- */

struct outcome {
	int n_calls;
	char error[200];
	size_t n_items;
};

static void on_done(void *state, void *tag, struct pool_answer *answer)
{
	struct outcome *o = tag;

	(void)state;
	o->n_calls++;
	o->n_items = answer->n_items;
	snprintf(o->error, sizeof(o->error), "%s", answer->error ? answer->error : "");
}

static void submit(struct pool *pool, struct outcome *o, size_t bytes)
{
	struct buf body = BUF_INIT(bytes);

	for (size_t i = 0; i < bytes; i++)
		buf_addc(&body, 'x');
	pool_add(pool, &(struct pool_job){.base_url = "http://a.example/", .take_body = &body}, on_done, NULL, o);
	assert_int_equal(body.len, 0);
}

static void run(struct pool *pool, int64_t ahead_ms, const struct outcome *last)
{
	int64_t end = clock_ms() + 10000;
	struct err err;

	while (!last->n_calls && clock_ms() < end) {
		assert_true(pool_turn(pool, clock_ms() + ahead_ms, &err));
		poll(NULL, 0, 2);
	}
	assert_int_equal(last->n_calls, 1);
}

/* One evil parser, two documents: the first fails with these words, the second is read by the replacement. */
static void expect(void (*how)(int fd, const struct wire_request *request), const char *words, int64_t ahead_ms)
{
	struct pool *pool;
	struct err err;
	struct outcome first = {0}, second = {0};

	evil = how;
	n_started = 0;
	n_letters = 0;
	assert_true(pool_new(NULL, 1, &pool, &err));
	submit(pool, &first, 100);
	submit(pool, &second, 3000000); /* more than a socket holds */
	run(pool, 0, ahead_ms ? &(struct outcome){.n_calls = 1} : &first);
	if (ahead_ms) {
		assert_true(pool_turn(pool, clock_ms(), &err)); /* it gets the document now, and has 20 s */
		run(pool, ahead_ms, &first);
	}
	assert_string_equal(first.error, words);
	assert_int_equal(first.n_items, 0);
	run(pool, 0, &second);
	assert_string_equal(second.error, "");
	assert_int_equal(second.n_items, 1);
	assert_int_equal(first.n_calls, 1);
	assert_int_equal(pool_pending(pool), 0);
	assert_int_equal(pool_pending_bytes(pool), 0);
	talloc_free(pool);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static const char broken[] = "the parser gave a broken answer on this document";

static void those_that_lie(void **state)
{
	(void)state;
	expect(garbage, broken, 0);
	expect(huge_length, broken, 0);
	expect(another_job, broken, 0);
	expect(items_for_ever, broken, 0);
}

static void those_that_die(void **state)
{
	(void)state;
	expect(exits, "the parser crashed on this document", 0);
	expect(half_an_answer, "the parser crashed on this document", 0);
}

static void those_that_cost_too_much(void **state)
{
	char words[100];

	(void)state;
	snprintf(words, sizeof(words), "the parser gave up on this document (%d s)", PARSER_CPU_S);
	expect(costs_too_much, words, 0);
}

static void those_that_hang(void **state)
{
	(void)state;
	expect(hangs, "the parser gave up on this document (20 s)", WALL_MS + 1000);
}

static void those_that_talk_on_are_replaced(void **state)
{
	struct pool *pool;
	struct err err;
	struct outcome first = {0}, second = {0};

	(void)state;
	evil = talks_on;
	n_started = 0;
	assert_true(pool_new(NULL, 1, &pool, &err));
	submit(pool, &first, 100);
	run(pool, 0, &first);
	assert_int_equal(first.n_items, 1); /* what was said before was complete */
	for (int i = 0; i < 200 && n_started < 2; i++) {
		assert_true(pool_turn(pool, clock_ms(), &err));
		poll(NULL, 0, 5);
	}
	submit(pool, &second, 100);
	run(pool, 0, &second);
	assert_int_equal(second.n_items, 1);
	assert_int_equal(n_started, 2);
	talloc_free(pool);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void excused_time_does_not_count(void **state)
{
	struct pool *pool;
	struct err err;
	struct outcome first = {0};

	(void)state;
	evil = hangs;
	n_started = 0;
	assert_true(pool_new(NULL, 1, &pool, &err));
	submit(pool, &first, 100);
	assert_true(pool_turn(pool, clock_ms(), &err));
	assert_true(pool_turn(pool, clock_ms(), &err));
	pool_excuse(pool, 60000);
	assert_true(pool_wait_ms(pool, clock_ms()) > 60000);
	assert_true(pool_turn(pool, clock_ms() + 30000, &err));
	assert_int_equal(first.n_calls, 0);
	kill(pool->workers[0].pid, SIGKILL);
	run(pool, 0, &first);
	talloc_free(pool);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_that_lie),
		cmocka_unit_test(those_that_die),
		cmocka_unit_test(those_that_cost_too_much),
		cmocka_unit_test(those_that_hang),
		cmocka_unit_test(those_that_talk_on_are_replaced),
		cmocka_unit_test(excused_time_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
