/* test_base_err.c: errors, carets, log lines and the end without memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "telex/buf.h"
#include "telex/log.h"
#include "telex/mem.h"
#include "telex/utf8.h"

static void test_set_and_wrap(void **state)
{
	struct err err = {.at = 7, .len = 9};

	(void)state;
	assert_false(err_set(&err, ERR_IO, "cannot open '%s'", "x.db"));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(err.len, 0);
	assert_string_equal(err.msg, "cannot open 'x.db'");
	assert_false(err_at(&err, ERR_DATA, 3, 4, "unknown field '%s'", "foo"));
	assert_false(err_wrap(&err, "rule %d", 5));
	assert_string_equal(err.msg, "rule 5: unknown field 'foo'");
	assert_int_equal(err.code, ERR_DATA);
	assert_int_equal(err.at, 3);
	assert_int_equal(err.len, 4);
	err_set(&err, ERR_DATA, "again: %s", err.msg);
	assert_string_equal(err.msg, "again: rule 5: unknown field 'foo'");
	assert_false(err_set(NULL, ERR_IO, "nobody listens"));
	assert_false(err_at(NULL, ERR_IO, 1, 1, "nobody listens"));
	assert_false(err_wrap(NULL, "nobody listens"));
	err_at(&err, ERR_DATA, SIZE_MAX, SIZE_MAX, "far");
	assert_int_equal(err.at, UINT32_MAX);
}

static void test_long_message_is_cut_between_characters(void **state)
{
	struct err err;
	char text[2000];

	(void)state;
	for (size_t start = 0; start < 3; start++) {
		memset(text, 'x', start);
		for (size_t i = start; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "€", 4);
		err_set(&err, ERR_DATA, "%s", text);
		assert_true(strlen(err.msg) < sizeof(err.msg));
		assert_true(strlen(err.msg) >= sizeof(err.msg) - 4);
		assert_string_equal(err.msg + strlen(err.msg) - 3, "…");
		assert_true(utf8_is_valid((struct bytes){err.msg, strlen(err.msg)}));
		err_wrap(&err, "%s", text);
		assert_true(utf8_is_valid((struct bytes){err.msg, strlen(err.msg)}));
		assert_true(strlen(err.msg) < sizeof(err.msg));
	}
}

static void test_exit_status(void **state)
{
	(void)state;
	assert_int_equal(err_exit_status(ERR_NONE), 0);
	assert_int_equal(err_exit_status(ERR_NO_MATCH), 1);
	assert_int_equal(err_exit_status(ERR_USAGE), 64);
	assert_int_equal(err_exit_status(ERR_LIMIT), 65);
	assert_int_equal(err_exit_status(ERR_INTERRUPTED), 75);
	assert_int_equal(err_exit_status(ERR_CONFIG), 78);
	assert_int_equal(err_exit_status((enum err_code)1000), 74);
}

static void assert_caret(const char *text, size_t at, size_t len, const char *expected)
{
	AUTO_BUF out = BUF_INIT(KIB(4));
	struct err err;

	err_at(&err, ERR_DATA, at, len, "x");
	err_caret(&err, text, 2, &out);
	assert_string_equal(buf_str(&out), expected);
}

/* Of a long text what is around the fault, cut between characters. */
static void test_caret_in_a_long_text(void **state)
{
	AUTO_BUF text = BUF_INIT(KIB(64)), out = BUF_INIT(KIB(64));
	struct err err = {.code = ERR_DATA};
	const char *line, *carets;

	(void)state;
	for (int i = 0; i < 3000; i++)
		buf_adds(&text, "é");
	buf_addc(&text, '!');
	for (int i = 0; i < 3000; i++)
		buf_adds(&text, "é");
	err.at = 6000;
	err.len = 1;
	err_caret(&err, buf_str(&text), 2, &out);
	line = buf_str(&out);
	carets = strchr(line, '\n') + 1;
	assert_true(out.len < 600);
	assert_int_equal(strspn(carets, " "), 2 + 40); /* 40 of two bytes before it */
	assert_string_equal(carets + 2 + 40, "^\n");
	assert_int_equal(line[2 + 80], '!');
	assert_int_equal((carets - 1 - line - 2 - 80 - 1) % 2, 0);
	err.at = 0;
	err.len = 5000;
	buf_reset(&out);
	err_caret(&err, buf_str(&text), 0, &out);
	assert_true(out.len < 1000);
}

static void test_caret(void **state)
{
	(void)state;
	assert_caret("date:yesterda x", 5, 9, "  date:yesterda x\n       ^^^^^^^^^\n");
	assert_caret("a", 0, 0, "");
	assert_caret("(a", 2, 1, "  (a\n    ^\n");
	assert_caret("(a", 900, 900, "  (a\n    ^\n");
	assert_caret("ab", 1, SIZE_MAX, "  ab\n   ^\n");
	/* cells, not bytes: é is one, 電波 are four, e with an accent of its own is one */
	assert_caret("é電波 bad", 9, 3, "  é電波 bad\n        ^^^\n");
	assert_caret("e\xcc\x81 bad", 4, 3, "  e\xcc\x81 bad\n    ^^^\n");
	assert_caret("é電波", 2, 3, "  é電波\n   ^^\n");
	/* what is hostile is shown as what it becomes */
	assert_caret("\x1b[2J\tbad", 5, 3, "  \xef\xbf\xbd[2J bad\n       ^^^\n");
}

/* What one call writes to standard error. */
static size_t capture(enum log_level level, const char *text, char *out, size_t size)
{
	int fds[2], saved = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe(fds), 0);
	dup2(fds[1], STDERR_FILENO);
	close(fds[1]);
	errno = ENOENT;
	log_write(level, "fetched %s", text);
	assert_int_equal(errno, ENOENT);
	dup2(saved, STDERR_FILENO);
	close(saved);
	n = read(fds[0], out, size - 1);
	close(fds[0]);
	assert_true(n >= 0);
	out[n] = '\0';
	return (size_t)n;
}

static void test_log(void **state)
{
	char out[8192], text[6000];
	size_t n;

	(void)state;
	log_set_level(LOG_WARN);
	assert_int_equal(capture(LOG_INFO, "x", out, sizeof(out)), 0);
	capture(LOG_WARN, "feed=a\nerror forged\x1b[31m\xff", out, sizeof(out));
	assert_string_equal(out, "warn fetched feed=a error forged\xef\xbf\xbd[31m\xef\xbf\xbd\n");
	log_set_name("telexd");
	log_set_level(LOG_DEBUG);
	capture(LOG_DEBUG, "", out, sizeof(out));
	assert_string_equal(out, "telexd: debug fetched \n");
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 3);
	n = capture(LOG_ERROR, text, out, sizeof(out));
	assert_true(n <= 1024 && n > 1000);
	assert_string_equal(out + n - 4, "…\n");
	assert_true(utf8_is_valid((struct bytes){out, n}));
	/* each byte grows to three when it is replaced: still one kilobyte */
	memset(text, '\xff', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	n = capture(LOG_ERROR, text, out, sizeof(out));
	assert_true(n <= 1024 && n > 1000);
	assert_ptr_equal(strchr(out, '\n'), out + n - 1);
}

static void test_no_memory_ends_in_one_line(void **state)
{
	char out[200] = "";
	int fds[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		mem_check(NULL);
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(read(fds[0], out, sizeof(out) - 1) > 0);
	close(fds[0]);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 75);
	assert_string_equal(out, "telex: out of memory\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_set_and_wrap),
	    cmocka_unit_test(test_long_message_is_cut_between_characters),
	    cmocka_unit_test(test_exit_status),
	    cmocka_unit_test(test_caret),
	    cmocka_unit_test(test_caret_in_a_long_text),
	    cmocka_unit_test(test_log),
	    cmocka_unit_test(test_no_memory_ends_in_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
