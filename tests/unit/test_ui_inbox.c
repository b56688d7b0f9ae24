/* test_ui_inbox.c: the alert inbox: what stays in view, where the cursor goes; and text with words that stand out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/inbox.h"
#include "src/ui/marked.h"

/* Alerts of these digits as ids, in this order. */
static struct alerts *alerts(const char *ids)
{
	struct alerts *list = mem_new(NULL, struct alerts);

	list->n = strlen(ids);
	list->alerts = mem_array(list, struct alert, list->n + 1);
	for (size_t i = 0; i < list->n; i++)
		list->alerts[i] = (struct alert){.id = ids[i] - '0',
						 .rule = mem_strdup(list, "rule"),
						 .query = "",
						 .title = mem_printf(list, "title %c", ids[i]),
						 .url = "",
						 .outlet = "",
						 .evidence = "[]"};
	return list;
}

/* "5 4* 3a": the cursor has a star, a is acknowledged, z snoozed. */
static const char *shown(const struct inbox *inbox)
{
	static char out[256];
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < inbox->n; i++) {
		static const char states[] = {[ALERT_NEW] = '\0', [ALERT_ACKNOWLEDGED] = 'a', [ALERT_SNOOZED] = 'z'};
		const struct alert *alert = &inbox->rows[i].alert;
		const char state[2] = {states[alert->state], '\0'};

		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%lld%s%s", i ? " " : "", (long long)alert->id,
				       i == inbox->cursor ? "*" : "", state);
	}
	return out;
}

static void test_the_cursor_stays_on_its_alert(void **state)
{
	struct inbox *inbox = inbox_new(NULL, NULL);

	(void)state;
	inbox_update(inbox, alerts("531"));
	assert_string_equal(shown(inbox), "5* 3 1");
	inbox_move(inbox, 1);
	inbox_update(inbox, alerts("76531"));
	assert_string_equal(shown(inbox), "7 6 5 3* 1");
	/* it is gone: the next older one */
	inbox_update(inbox, alerts("7651"));
	assert_string_equal(shown(inbox), "7 6 5 1*");
	inbox_update(inbox, alerts("76"));
	assert_string_equal(shown(inbox), "7 6*");
	inbox_update(inbox, alerts(""));
	assert_null(inbox_current(inbox));
	inbox_move(inbox, 3);
	inbox_update(inbox, alerts("9"));
	assert_string_equal(shown(inbox), "9*");
	talloc_free(inbox);
}

static void test_what_was_changed_stays_in_view(void **state)
{
	struct inbox *inbox = inbox_new(NULL, "rule");

	(void)state;
	inbox_update(inbox, alerts("531"));
	inbox_set(&inbox->rows[0], ALERT_ACKNOWLEDGED, WHEN_NONE);
	inbox_set(&inbox->rows[2], ALERT_SNOOZED, 99);
	inbox_move(inbox, 1);
	/* the filter of the store knows neither any more; the old texts are gone */
	inbox_update(inbox, alerts("43"));
	assert_string_equal(shown(inbox), "5a 4 3* 1z");
	assert_string_equal(inbox->rows[0].alert.title, "title 5");
	assert_int_equal(inbox->rows[3].alert.snoozed_until, 99);
	/* made new again by another process: as the store has it, and still kept */
	inbox_update(inbox, alerts("543"));
	assert_string_equal(shown(inbox), "5 4 3* 1z");
	inbox_forget(inbox);
	inbox_update(inbox, alerts("43"));
	assert_string_equal(shown(inbox), "4 3*");
	talloc_free(inbox);
}

static void test_new_ones_come_into_view_at_the_top(void **state)
{
	struct inbox *inbox = inbox_new(NULL, NULL);

	(void)state;
	inbox_update(inbox, alerts("7654321"));
	inbox_scroll(inbox, 3);
	inbox_update(inbox, alerts("87654321"));
	inbox_scroll(inbox, 3);
	assert_int_equal(inbox->top, 0);
	assert_int_equal(inbox->cursor, 1);
	/* in the middle the line of the cursor stays */
	inbox_move(inbox, 4);
	inbox_scroll(inbox, 3);
	assert_int_equal(inbox->top, 3);
	inbox_update(inbox, alerts("987654321"));
	assert_int_equal(inbox->top, 4);
	assert_int_equal(inbox->cursor, 6);
	talloc_free(inbox);
}

static void wrapped_is(const char *text, int cols, const char *expected)
{
	AUTO_BUF out = BUF_INIT(KIB(4));

	marked_wrap(text, cols, 2, &out);
	assert_string_equal(buf_str(&out), expected);
}

static void test_marks_take_no_room_and_cross_lines(void **state)
{
	(void)state;
	wrapped_is("one two", 7, " one two\n");
	wrapped_is("\001one\002 two three", 7, " \001one\002 two\n   three\n");
	wrapped_is("one \001two three\002 four", 8, " one \001two\002\n   \001three\002\n   four\n");
	wrapped_is("unbreakable", 5, " unbre\n   aka\n   ble\n");
	wrapped_is("a\n\nb\n", 5, " a\n\n b\n");
	wrapped_is("\u83ef\u70ba\u6280\u8853", 4, " \u83ef\u70ba\n   \u6280\n   \u8853\n");
}

static void test_a_marked_line_on_the_canvas(void **state)
{
	struct canvas *canvas = canvas_new(NULL, 12, 2);
	AUTO_BUF text = BUF_INIT(KIB(4));
	AUTO_BUF styles = BUF_INIT(KIB(4));

	(void)state;
	marked_fit(canvas, 0, 0, 12, "of \001espionage\002 here\nnext", 0);
	marked_draw(canvas, (struct rect){0, 1, 12, 1}, "first\nsecond \001x\002\n", 1, 0);
	canvas_dump(canvas, &text);
	canvas_dump_styles(canvas, &styles);
	assert_string_equal(buf_str(&text), "of espionag…\nsecond x\n");
	assert_memory_equal(buf_str(&styles), "...hhhhhhhh.", 12);
	assert_int_equal(marked_lines("a\nb"), 2);
	assert_int_equal(marked_lines(""), 0);
	talloc_free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_cursor_stays_on_its_alert),
	    cmocka_unit_test(test_what_was_changed_stays_in_view),
	    cmocka_unit_test(test_new_ones_come_into_view_at_the_top),
	    cmocka_unit_test(test_marks_take_no_room_and_cross_lines),
	    cmocka_unit_test(test_a_marked_line_on_the_canvas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
