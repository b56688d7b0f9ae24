/* test_base_decode.c: encodings: which one it is, and that only clean UTF-8 comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drip.h"
#include "src/base/charset.h"
#include "telex/decode.h"
#include "telex/utf8.h"

/* raw read as a document of that content type, step bytes at a time. */
static void decode(struct bytes raw, const char *content_type, size_t step, struct buf *out)
{
	struct drip drip = {raw, step};
	struct err err;
	struct decoder *d = decoder_new(NULL, (struct decode_input){drip_read, &drip}, DECODE_XML, content_type, &err);
	int more = 1;

	assert_non_null(d);
	while (more > 0)
		more = decoder_read(d, out);
	assert_int_equal(more, 0);
	assert_true(utf8_is_valid(buf_bytes(out)));
	talloc_free(d);
}

static void expect(const char *raw, size_t len, const char *content_type, const char *text)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	decode((struct bytes){raw, len}, content_type, KIB(64), &out);
	assert_string_equal(buf_str(&out), text);
}
#define EXPECT(raw, content_type, text) expect(raw, sizeof(raw) - 1, content_type, text)

static void test_order_of_labels(void **state)
{
	(void)state;
	/* the mark beats the header beats the declaration */
	EXPECT("\xef\xbb\xbf<a>\xc3\xa9</a>", "text/xml; charset=iso-8859-1", "<a>\xc3\xa9</a>");
	EXPECT("<?xml version='1.0' encoding='koi8-r'?><a>\xe0</a>", "text/xml; charset=windows-1251",
	       "<?xml version='1.0' encoding='koi8-r'?><a>\xd0\xb0</a>");
	EXPECT("<?xml version='1.0' encoding='koi8-r'?><a>\xc1</a>", "text/xml",
	       "<?xml version='1.0' encoding='koi8-r'?><a>\xd0\xb0</a>");
	EXPECT("<?xml version='1.0' encoding=\"Windows-1251\" ?><a>\xe0</a>", NULL,
	       "<?xml version='1.0' encoding=\"Windows-1251\" ?><a>\xd0\xb0</a>");
	EXPECT("<a>\xc3\xa9</a>", NULL, "<a>\xc3\xa9</a>");
	EXPECT("<a>caf\xe9</a>", NULL, "<a>caf\xc3\xa9</a>");
}

static void test_labels_the_bytes_disprove(void **state)
{
	(void)state;
	EXPECT("<a>\xc3\xa9</a>", "text/xml; charset=\"ISO-8859-1\"", "<a>\xc3\xa9</a>");
	EXPECT("<?xml version='1.0' encoding='utf-16'?><a>x</a>", NULL,
	       "<?xml version='1.0' encoding='utf-16'?><a>x</a>");
	EXPECT("<?xml version='1.0' encoding='utf-8'?><a>caf\xe9 \x93q\x94</a>", NULL,
	       "<?xml version='1.0' encoding='utf-8'?><a>caf\xc3\xa9 \xe2\x80\x9cq\xe2\x80\x9d</a>");
	EXPECT("<a>x</a>", "text/xml; charset=utf-7", "<a>x</a>");
	EXPECT("<a>x</a>", "text/xml; charset=nonsense", "<a>x</a>");
}

static void test_wide(void **state)
{
	(void)state;
	EXPECT("\xff\xfe<\0a\0/\0>\0", NULL, "<a/>");
	EXPECT("\xfe\xff\0<\0a\0/\0>", NULL, "<a/>");
	EXPECT("<\0?\0x\0?\0>\0\xe9\0", NULL, "<?x?>\xc3\xa9");
	EXPECT("\0<\0?\0x\0?\0>", NULL, "<?x?>");
	EXPECT("\xff\xfe\0\0<\0\0\0", NULL, "<");
	EXPECT("\0\0\0<\0\0\0a", NULL, "<a");
	/* without a mark, whatever comes first; a header that is wrong does not hide a right declaration */
	EXPECT("\n\0<\0f\0", NULL, "\n<f");
	EXPECT("\0<\0!\0-", "text/xml; charset=utf-16", "<!-");
	EXPECT("{\0\n\0", NULL, "{\n");
	EXPECT("<?xml version='1.0' encoding='koi8-r'?><a>\xc1</a>", "text/xml; charset=utf-16",
	       "<?xml version='1.0' encoding='koi8-r'?><a>\xd0\xb0</a>");
}

static void test_only_clean_text(void **state)
{
	(void)state;
	EXPECT("a\0b\x1b[31m\x7f\tc\r\n\f.", NULL, "ab[31m\tc\r\n .");
	/* C1 controls are windows-1252; noncharacters, surrogates and overlong forms are no characters */
	EXPECT("\xc3\xa9 \xc2\x92", NULL, "\xc3\xa9 \xe2\x80\x99");
	EXPECT("\xc3\xa9 \xc2\x9d", NULL, "\xc3\xa9 \xc2\x9d");
	/* what says that it is UTF-8, and mostly is */
	EXPECT("<?xml encoding='utf-8'?>\xe2\x80\x99\xe2\x80\x99\xa9", NULL,
	       "<?xml encoding='utf-8'?>\xe2\x80\x99\xe2\x80\x99\xc2\xa9");
	EXPECT("\xc3\xa9\xc3\xa9 \xef\xbf\xbe.", NULL, "\xc3\xa9\xc3\xa9 .");
	EXPECT("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xe2\x82.", NULL,
	       "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xef\xbf\xbd.");
	EXPECT("\xc3\xa9\xc3\xa9\xc3\xa9 caf\xe9 .", NULL, "\xc3\xa9\xc3\xa9\xc3\xa9 caf\xc3\xa9 .");
}

static void test_any_cut(void **state)
{
	static const char utf8[] = "<a>\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80</a>";
	static const char sjis[] = "<?xml encoding='shift_jis'?>\x83\x65\x83\x58\x83\x67";

	(void)state;
	for (size_t step = 1; step < 8; step++) {
		AUTO_BUF a = BUF_INIT(KIB(4)), b = BUF_INIT(KIB(4));

		decode(BYTES_LITERAL(utf8), NULL, step, &a);
		assert_string_equal(buf_str(&a), utf8);
		decode(BYTES_LITERAL(sjis), NULL, step, &b);
		assert_string_equal(buf_str(&b),
				    "<?xml encoding='shift_jis'?>\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88");
	}
}

/* A character on the border of two pieces, in both ways of decoding. */
static void test_long_documents(void **state)
{
	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		struct buf raw = BUF_INIT(MIB(1)), out = BUF_INIT(MIB(2));

		for (size_t i = 0; i < shift; i++)
			buf_addc(&raw, 'x');
		for (size_t i = 0; i < 60000; i++)
			buf_adds(&raw, "\xe2\x82\xac");
		decode(buf_bytes(&raw), "text/xml", KIB(64), &out);
		assert_int_equal(out.len, raw.len);
		assert_memory_equal(out.data, raw.data, raw.len);
		buf_reset(&raw);
		buf_reset(&out);
		for (size_t i = 0; i < shift; i++)
			buf_addc(&raw, 'x');
		for (size_t i = 0; i < 60000; i++)
			buf_adds(&raw, "\xb0\xa1"); /* GB 2312: U+554A */
		decode(buf_bytes(&raw), "text/xml; charset=gb2312", KIB(64), &out);
		assert_int_equal(out.len, shift + 3 * 60000);
		assert_string_equal(buf_str(&out) + out.len - 3, "\xe5\x95\x8a");
		buf_free(&raw);
		buf_free(&out);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(charset_find(BYTES_LITERAL("ISO-8859-1")), "CP1252");
	assert_string_equal(charset_find(BYTES_LITERAL("utf_16")), "UTF-16LE");
	assert_string_equal(charset_find(BYTES_LITERAL("KS_C_5601-1987")), "CP949");
	assert_null(charset_find(BYTES_LITERAL("utf-7")));
	assert_null(charset_find(BYTES_LITERAL("cp037")));
	assert_null(charset_find(BYTES_LITERAL("")));
	assert_null(charset_find(BYTES_LITERAL("an-encoding-with-a-very-long-name")));
}

static void test_guess(void **state)
{
	(void)state;
	/* "a normal sentence" in Russian, twice; Japanese; Korean; Chinese */
	assert_string_equal(
	    charset_guess(BYTES_LITERAL(
		"\xee\xcf\xd2\xcd\xc1\xcc\xd8\xce\xcf\xc5 \xd0\xd2\xc5\xc4\xcc\xcf\xd6\xc5\xce\xc9\xc5")),
	    "KOI8-R");
	assert_string_equal(
	    charset_guess(BYTES_LITERAL(
		"\xcd\xee\xf0\xec\xe0\xeb\xfc\xed\xee\xe5 \xef\xf0\xe5\xe4\xeb\xee\xe6\xe5\xed\xe8\xe5")),
	    "CP1251");
	assert_string_equal(
	    charset_guess(BYTES_LITERAL(
		"\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x95\xb6\x8f\xcd\x82\xc5\x82\xb7")),
	    "CP932");
	assert_string_equal(
	    charset_guess(BYTES_LITERAL(
		"\xa4\xb3\xa4\xec\xa4\xcf\xc6\xfc\xcb\xdc\xb8\xec\xa4\xce\xca\xb8\xbe\xcf\xa4\xc7\xa4\xb9")),
	    "EUC-JP");
	assert_string_equal(
	    charset_guess(BYTES_LITERAL(
		"\xc0\xcc\xb0\xcd\xc0\xba \xc7\xd1\xb1\xb9\xbe\xee \xb9\xae\xc0\xe5\xc0\xcc\xb4\xd9")),
	    "CP949");
	assert_string_equal(
	    charset_guess(BYTES_LITERAL("\xd5\xe2\xca\xc7\xd2\xbb\xb8\xf6\xd6\xd0\xce\xc4\xbe\xe4\xd7\xd3")),
	    "GB18030");
	assert_string_equal(charset_guess(BYTES_LITERAL("caf\xe9 na\xefve")), "CP1252");
	assert_string_equal(charset_guess(BYTES_LITERAL("")), "CP1252");
}

static long fail_read(void *state, char *buf, size_t size)
{
	(void)state, (void)buf, (void)size;
	return -1;
}

static void test_unreadable(void **state)
{
	struct err err = {0};

	(void)state;
	assert_null(decoder_new(NULL, (struct decode_input){fail_read, NULL}, DECODE_XML, NULL, &err));
	assert_int_equal(err.code, ERR_IO);
}

/* Warming up opens everything once; a second time changes nothing. */
static void test_warm(void **state)
{
	(void)state;
	decode_warm();
	decode_warm();
	assert_ptr_equal(charset_open("KOI8-R"), charset_open("KOI8-R"));
	EXPECT("<?xml encoding='big5'?>\xa4\xa4", NULL, "<?xml encoding='big5'?>\xe4\xb8\xad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order_of_labels),
	    cmocka_unit_test(test_labels_the_bytes_disprove),
	    cmocka_unit_test(test_wide),
	    cmocka_unit_test(test_only_clean_text),
	    cmocka_unit_test(test_any_cut),
	    cmocka_unit_test(test_long_documents),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_guess),
	    cmocka_unit_test(test_unreadable),
	    cmocka_unit_test(test_warm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
