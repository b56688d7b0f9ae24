/* test_store_tokens.c: how text is cut into words, and where hits are. */
#include "src/store/store_priv.h"

#include "store_help.h"

struct cut {
	char text[512];
	size_t place, n;
};

static int add(void *state, const struct token *token)
{
	struct cut *cut = state;

	cut->place += !token->is_extra;
	cut->n += (size_t)snprintf(cut->text + cut->n, sizeof(cut->text) - cut->n, "%s%.*s",
				   cut->n ? token->is_extra ? "/" : " " : "", (int)token->len, token->text);
	return 0;
}

static const char *cut(void *ctx, const char *text, bool is_query)
{
	struct cut out = {{0}, 0, 0};

	assert_int_equal(tokens_cut((struct bytes){text, strlen(text)}, is_query, add, &out), 0);
	return mem_strdup(ctx, out.text);
}

static void test_words(void **state)
{
	static const char *const cases[][2] = {
	    {"", ""},
	    {" .,;!? ", ""},
	    {"AT&T T-Mobile O-RAN 5G", "at t t mobile o ran 5g"},
	    {"Télécom \xc3\x85ngstr\xc3\xb6m NA\xc3\x8fVE", "telecom angstrom naive"},
	    {"te\xcc\x81le\xcc\x81"
	     "com",
	     "telecom"},			/* combining accents */
	    {"tele\xc2\xadphone", "telephone"}, /* a soft hyphen */
	    {"don\xe2\x80\x99t \xe2\x80\x94 \xe2\x80\x9cgo\xe2\x80\x9d", "don t go"},
	    {"stra\xc3\x9f"
	     "e STRASSE",
	     "strasse strasse"},
	    {"\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0",
	     "\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"},
	    {"x\xff"
	     "y\xc3",
	     "x y"}, /* not UTF-8 */
	    {"\xcc\x81 lone mark", "lone mark"},
	    {"\xef\xac\x81"
	     "ber",
	     "fiber"}, /* a ligature */
	};
	struct bench *b = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_string_equal(cut(b->ctx, cases[i][0], false), cases[i][1]);
		assert_string_equal(cut(b->ctx, cases[i][0], true), cases[i][1]);
	}
}

static void test_scripts_without_blanks(void **state)
{
	struct bench *b = *state;

	assert_string_equal(cut(b->ctx, "5G网络开放", false), "5g 网络/网 络开/络 开放/开/放");
	assert_string_equal(cut(b->ctx, "5G网络开放", true), "5g 网络 络开 开放");
	assert_string_equal(cut(b->ctx, "网", false), "网");
	assert_string_equal(cut(b->ctx, "网", true), "网");
	assert_string_equal(cut(b->ctx, "网，络", true), "网 络");
	assert_string_equal(cut(b->ctx, "ソフトバンク", true), "ソフ フト トバ バン ンク");
	assert_string_equal(cut(b->ctx, "한국통신", true), "한국 국통 통신");
	assert_string_equal(cut(b->ctx, "か\xe3\x82\x99き", true), "かき"); /* a mark of its own */
}

static void test_long_word_is_known_by_its_start(void **state)
{
	char text[400], expected[129];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memset(expected, 'a', 128);
	expected[128] = '\0';
	assert_string_equal(cut(((struct bench *)*state)->ctx, text, false), expected);
}

static void test_index_finds_them(void **state)
{
	static const char *const feed[] = {"alpha"};
	static const struct {
		const char *query, *found;
	} cases[] = {
	    {"移动", "中国移动发布5G专网"},
	    {"国移", "中国移动发布5G专网"},
	    {"动", "中国移动发布5G专网"},
	    {"网", "中国移动发布5G专网"}, /* the last of its run */
	    {"\"5G专网\"", "中国移动发布5G专网"},
	    {"移发", ""},
	    {"\"移动发布5G\"", "中国移动发布5G专网"},
	    {"\"布5G专\"", "中国移动发布5G专网"},
	    {"telefonica", "Telefónica vend 12 000 km de fibra"},
	    {"TELEFÓNICA", "Telefónica vend 12 000 km de fibra"},
	    {"fib*", "Telefónica vend 12 000 km de fibra"},
	    {"\"de fibra\"", "Telefónica vend 12 000 km de fibra"},
	    {"\"fibra de\"", ""},
	    {"통신", "한국통신이 발표"},
	};
	struct bench *b = *state;
	struct feed_item items[] = {item("1", NULL, "中国移动发布5G专网", ""),
				    item("2", NULL, "Telefónica vend 12 000 km de fibra", ""),
				    item("3", NULL, "한국통신이 발표", "")};

	configure(b, feed, 1);
	(void)ingest(b, "alpha", items, 3);
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_string_equal(titles(b, cases[i].query), cases[i].found);
}

/* ---- hits ---- */

static const char *marked(void *ctx, const struct query_term *terms, size_t n, const char *text, size_t max)
{
	struct store_hit hits[16];
	size_t found = store_hits(terms, n, QUERY_TITLE, (struct bytes){text, strlen(text)}, hits, max);
	char *out = mem_strdup(ctx, "");
	size_t at = 0;

	for (size_t i = 0; i < found; i++) {
		assert_true(hits[i].at >= at);
		out = mem_printf(ctx, "%s%.*s[%.*s]", out, (int)(hits[i].at - at), text + at,
				 (int)hits[i].len, text + hits[i].at);
		at = hits[i].at + hits[i].len;
	}
	return mem_printf(ctx, "%s%s", out, text + at);
}

static void test_hits(void **state)
{
	static const struct {
		struct query_term term;
		const char *text, *marked;
	} cases[] = {
	    {{"huawei", false, 7}, "Huawei and HUAWEI's", "[Huawei] and [HUAWEI]'s"},
	    {{"hua", false, 7}, "Huawei", "Huawei"},
	    {{"hua", true, 7}, "Huawei", "[Huawei]"},
	    {{"huawei", false, QUERY_BODY}, "Huawei", "Huawei"},
	    {{"open ran", false, 7},
	     "An Open-RAN open, ran. ran open",
	     "An [Open-RAN] [open, ran]. ran open"},
	    {{"open ra", true, 7}, "Open RANs", "[Open RANs]"},
	    {{"AT&T", false, 7}, "at AT&T", "at [AT&T]"},
	    {{"a a", false, 7}, "a a a b a a", "[a a a] b [a a]"},
	    {{"telefonica", false, 7}, "La Telefónica", "La [Telefónica]"},
	    {{"移动", false, 7}, "中国移动发布", "中国[移动]发布"},
	    {{"动", false, 7}, "中国移动", "中国移[动]"},
	    {{"国移动", false, 7}, "中国移动发布", "中[国移动]发布"},
	    {{"发布5G", false, 7}, "移动发布5G网", "移动[发布5G]网"},
	    {{"!!!", false, 7}, "!!!", "!!!"},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < N_OF(cases); i++)
		assert_string_equal(marked(b->ctx, &cases[i].term, 1, cases[i].text, 16), cases[i].marked);
}

static void test_hits_of_several_terms(void **state)
{
	static const struct query_term terms[] = {
	    {"open ran", false, 7}, {"ran trial", false, 7}, {"nokia", false, 7}};
	struct bench *b = *state;

	assert_string_equal(marked(b->ctx, terms, 3, "Nokia: open RAN trial of Nokia", 16),
			    "[Nokia]: [open RAN trial] of [Nokia]");
	assert_string_equal(marked(b->ctx, terms, 3, "Nokia Nokia Nokia", 2), "[Nokia] [Nokia] Nokia");
	assert_string_equal(marked(b->ctx, terms, 0, "Nokia", 2), "Nokia");
}

static void test_packed_ids(void **state)
{
	static const int64_t ids[] = {INT64_MIN, -5, 0, 1, 127, 128, 28640000000, INT64_MAX};
	struct idlist list = {0}, back = {0};
	AUTO_BUF packed = BUF_INIT(KIB(1));

	(void)state;
	for (size_t i = 0; i < N_OF(ids); i++)
		ids_add(&list, ids[i]);
	ids_pack(&list, &packed);
	assert_true(ids_unpack(buf_bytes(&packed), &back));
	assert_int_equal(back.n, N_OF(ids));
	assert_memory_equal(back.ids, ids, sizeof(ids));
	back.n = 0;
	assert_false(
	    ids_unpack((struct bytes){"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12}, &back));
	assert_false(ids_unpack((struct bytes){"\x05\x80", 2}, &back));
	ids_free(&list);
	ids_free(&back);
}

static void test_keys(void **state)
{
	const struct bytes ab[] = {{"ab", 2}, {"c", 1}}, a[] = {{"a", 1}, {"bc", 2}}, empty[] = {{"", 0}},
			   none[] = {{NULL, 0}};
	struct key one = key_make(KEY_GUID, ab, 2), other = key_make(KEY_GUID, a, 2),
		   link = key_make(KEY_LINK, ab, 2);
	struct key again = key_make(KEY_GUID, ab, 2), e = key_make(KEY_GUID, empty, 1),
		   n = key_make(KEY_GUID, none, 1);

	(void)state;
	assert_true(key_equal(&one, &again));
	assert_false(key_equal(&one, &other));
	assert_false(key_equal(&one, &link));
	assert_false(key_equal(&e, &n));
	assert_false(key_is_none(&e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_words),
	    TEST(test_scripts_without_blanks),
	    TEST(test_long_word_is_known_by_its_start),
	    TEST(test_index_finds_them),
	    TEST(test_hits),
	    TEST(test_hits_of_several_terms),
	    TEST(test_packed_ids),
	    TEST(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
