/* utf8_safe.c: what may reach a terminal, and text as a search compares it. */
#include "telex/utf8.h"

#include <string.h>

#include <utf8proc.h>

#include "telex/mem.h"
#include "utf8_scan.h"

enum { MARKS_MAX = 8, ZWNJ = 0x200c, ZWJ = 0x200d, CGJ = 0x034f, NO_BASE = -1 };

struct range {
	int32_t first, last;
};

/* Scripts whose spelling needs ZWJ or ZWNJ (Unicode 15, section 23.2): Arabic to Myanmar, the Philippine
 * scripts to Vedic, Syloti Nagri to Meetei Mayek, the Indic scripts of plane 1, Adlam. */
static const struct range joining_scripts[] = {
    {0x0600, 0x109f}, {0x1700, 0x1cff}, {0xa800, 0xabff}, {0x10a00, 0x11fff}, {0x1e900, 0x1e95f},
};

/* Format characters (Cf) that are visible: signs written over or before Arabic, Syriac and Kaithi numbers. */
static const struct range visible_format[] = {
    {0x0600, 0x0605}, {0x06dd, 0x06dd},	  {0x070f, 0x070f},   {0x0890, 0x0891},
    {0x08e2, 0x08e2}, {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
};

/* Invisible by default (Default_Ignorable_Code_Point) though nothing is assigned there yet; the tag block. */
static const struct range invisible[] = {
    {0x2065, 0x2065},
    {0xfff0, 0xfff8},
    {0xe0000, 0xe00ff},
    {0xe01f0, 0xe0fff},
};

#define IN_RANGES(table, cp) in_ranges(table, sizeof(table) / sizeof((table)[0]), cp)

static bool in_ranges(const struct range *table, size_t n, int32_t cp)
{
	for (size_t i = 0; i < n; i++) {
		if (cp >= table[i].first && cp <= table[i].last)
			return true;
	}
	return false;
}

static bool is_mark(utf8proc_category_t category)
{
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	       category == UTF8PROC_CATEGORY_ME;
}

static bool is_letter(utf8proc_category_t category)
{
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

static bool is_emoji(int32_t cp)
{
	return utf8proc_get_property(cp)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* May a joiner stand beside it?  Beside Latin letters it only serves to make equal words differ. */
static bool can_join(int32_t cp)
{
	if (cp < 0x80)
		return false;
	return is_emoji(cp) || (IN_RANGES(joining_scripts, cp) && is_letter(utf8proc_category(cp)));
}

static bool is_break(int32_t cp)
{
	return (cp >= '\n' && cp <= '\r') || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

struct safe {
	struct buf *out;
	enum safe_mode mode;
	int32_t base; /* what marks and joiners belong to */
	int marks;
};

static void put_base(struct safe *safe, int32_t cp)
{
	utf8_put(safe->out, cp);
	safe->base = cp;
	safe->marks = 0;
}

static void put_break(struct safe *safe)
{
	put_base(safe, safe->mode == SAFE_TEXT ? '\n' : ' ');
	if (safe->mode == SAFE_TEXT)
		safe->base = NO_BASE;
}

/* A mark without a base would be drawn over what the program itself wrote before. */
static void put_mark(struct safe *safe, int32_t cp)
{
	if (safe->base == NO_BASE || safe->marks == MARKS_MAX || cp == CGJ)
		return;
	utf8_put(safe->out, cp);
	safe->marks++;
}

/* The joiner itself goes out; what it joins to follows by itself and becomes the base. */
static void put_joiner(struct safe *safe, int32_t cp, struct bytes rest)
{
	int32_t next;

	if (safe->base == NO_BASE || rest.len == 0 || !can_join(safe->base))
		return;
	utf8_next(rest.data, rest.len, &next);
	if (next >= 0 && can_join(next))
		utf8_put(safe->out, cp);
}

static void put_code_point(struct safe *safe, int32_t cp, struct bytes rest)
{
	utf8proc_category_t category = utf8proc_category(cp);

	if (cp == ZWJ || cp == ZWNJ)
		put_joiner(safe, cp, rest);
	else if (cp == 0 || (category == UTF8PROC_CATEGORY_CF && !IN_RANGES(visible_format, cp)))
		return; /* NUL; bidi controls, zero-width and tag characters, soft hyphens */
	else if (IN_RANGES(invisible, cp))
		return;
	else if (is_mark(category))
		put_mark(safe, cp);
	else
		put_base(safe, category == UTF8PROC_CATEGORY_CC ? UTF8_REPLACEMENT : cp);
}

/* The printable ASCII that s starts with. */
static size_t printable_run(const char *s, size_t len)
{
	size_t i = 0;
	uint64_t w;

	for (; i + sizeof(w) <= len; i += sizeof(w)) {
		memcpy(&w, s + i, sizeof(w));
		if ((w | (w + SCAN_ONES) | (w - SCAN_ONES * 0x20)) & SCAN_HIGHS)
			break;
	}
	while (i < len && s[i] >= 0x20 && s[i] < 0x7f)
		i++;
	return i;
}

void utf8_safe(struct bytes in, enum safe_mode mode, struct buf *out)
{
	struct safe safe = {.out = out, .mode = mode, .base = NO_BASE};
	size_t i = 0;
	int32_t cp;

	while (i < in.len) {
		size_t n = printable_run(in.data + i, in.len - i);

		if (n > 0) {
			buf_add(out, in.data + i, n);
			i += n;
			safe.base = (unsigned char)in.data[i - 1];
			safe.marks = 0;
			continue;
		}
		i += utf8_next(in.data + i, in.len - i, &cp);
		if (cp == '\r' && i < in.len && in.data[i] == '\n')
			continue; /* one break, not two */
		if (cp == '\t')
			put_base(&safe, ' ');
		else if (is_break(cp))
			put_break(&safe);
		else
			put_code_point(&safe, cp < 0 ? UTF8_REPLACEMENT : cp,
				       (struct bytes){in.data + i, in.len - i});
	}
}

char *utf8_safe_dup(void *ctx, const char *s, enum safe_mode mode)
{
	size_t len = s ? strlen(s) : 0;
	/* The worst byte becomes U+FFFD, which has three. */
	AUTO_BUF safe = BUF_INIT(len * 3);

	if (!s)
		return NULL;
	utf8_safe((struct bytes){s, len}, mode, &safe);
	return mem_check(buf_steal(&safe, ctx));
}

static void fold_code_point(int32_t cp, struct buf *out)
{
	enum { LONGEST = 32 }; /* 18 code points is the longest decomposition (U+FDFA) */
	const utf8proc_option_t how =
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
	utf8proc_int32_t folded[LONGEST];
	utf8proc_ssize_t n;
	int boundclass = 0;

	n = utf8proc_decompose_char(cp, folded, LONGEST, how, &boundclass);
	for (utf8proc_ssize_t i = 0; i < n && n <= LONGEST; i++)
		utf8_put(out, folded[i]);
}

void utf8_fold(struct bytes in, struct buf *out)
{
	size_t i = 0;
	int32_t cp;

	while (i < in.len) {
		i += utf8_next(in.data + i, in.len - i, &cp);
		if (cp >= 'A' && cp <= 'Z')
			buf_addc(out, (char)(cp | 0x20));
		else if (cp >= 0 && cp < 0x80)
			buf_addc(out, (char)cp);
		else
			fold_code_point(cp < 0 ? UTF8_REPLACEMENT : cp, out);
	}
}
