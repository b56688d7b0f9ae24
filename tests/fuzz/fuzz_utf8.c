/* fuzz_utf8.c: whatever comes in, what goes to a terminal is valid, harmless and as wide as it says. */
#include <string.h>

#include "fuzz.h"
#include "telex/utf8.h"

static bool is_harmless(int32_t cp, enum safe_mode mode)
{
	if (cp == '\n')
		return mode == SAFE_TEXT;
	return cp >= 0x20 && !(cp >= 0x7f && cp <= 0x9f) && cp != 0xad && cp != 0x061c && cp != 0x200b &&
	       cp != 0x200e && cp != 0x200f && !(cp >= 0x2028 && cp <= 0x202e) &&
	       !(cp >= 0x2060 && cp <= 0x206f) && cp != 0xfeff && !(cp >= 0xe0000 && cp <= 0xe007f);
}

static void check_safe(struct bytes in, enum safe_mode mode)
{
	AUTO_BUF once = BUF_INIT(3 * in.len);
	AUTO_BUF twice = BUF_INIT(9 * in.len);
	int32_t cp;

	utf8_safe(in, mode, &once);
	utf8_safe(buf_bytes(&once), mode, &twice);
	CHECK(buf_ok(&once) && utf8_is_valid(buf_bytes(&once)));
	CHECK(once.len == twice.len && !memcmp(buf_str(&once), buf_str(&twice), once.len));
	for (size_t i = 0; i < once.len;) {
		i += utf8_next(once.data + i, once.len - i, &cp);
		CHECK(is_harmless(cp, mode));
	}
}

static void check_repair(struct bytes in)
{
	AUTO_BUF fixed = BUF_INIT(3 * in.len);
	AUTO_BUF again = BUF_INIT(3 * in.len);
	size_t replaced = utf8_repair(in, &fixed);

	CHECK(buf_ok(&fixed) && utf8_is_valid(buf_bytes(&fixed)));
	CHECK(!memchr(buf_str(&fixed), '\0', fixed.len));
	CHECK((replaced == 0) == utf8_is_valid(in));
	CHECK(utf8_repair(buf_bytes(&fixed), &again) == 0 && again.len == fixed.len);
}

static void check_cells(const char *s, size_t len, int want)
{
	AUTO_BUF line = BUF_INIT(len + 512);
	int width = 0, cols;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_cluster(s + i, len - i, &cols);
		CHECK(n >= 1 && n <= len - i && cols >= 0 && cols <= 2);
		width += cols;
	}
	CHECK(utf8_width(s, len) == width);
	n = utf8_clip(s, len, want, &cols);
	CHECK(n <= len && cols <= want && (n == len || cols + 2 > want));
	utf8_fit(s, len, want, true, &line);
	CHECK(buf_ok(&line) && (want == 0 || line.len >= (size_t)want / 2));
	n = utf8_cut(s, len, (size_t)want);
	CHECK(n <= len && n <= (size_t)want && n + 3 >= ((size_t)want < len ? (size_t)want : len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = {(const char *)data, size};
	AUTO_BUF folded = BUF_INIT(64 * size);

	check_safe(in, SAFE_LINE);
	check_safe(in, SAFE_TEXT);
	check_repair(in);
	check_cells(in.data, in.len, size ? data[0] : 0);
	utf8_fold(in, &folded);
	CHECK(buf_ok(&folded) && utf8_is_valid(buf_bytes(&folded)));
	return 0;
}
