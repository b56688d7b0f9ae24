/* test_query_compile.c: which way a query is answered, and that every query is one that SQLite takes and
 * streams. */
#include "query_world.h"

struct sizes {
	int64_t tag, feed, group, starred, unread;
};

static int64_t size_tag(void *state, const char *name)
{
	return strcmp(name, "no-such") ? ((struct sizes *)state)->tag : -1;
}

static int64_t size_feed(void *state, const char *name)
{
	return strcmp(name, "no-such") ? ((struct sizes *)state)->feed : -1;
}

static int64_t size_group(void *state, const char *name)
{
	(void)name;
	return ((struct sizes *)state)->group;
}

static int64_t size_unread(void *state)
{
	return ((struct sizes *)state)->unread;
}

static int64_t size_starred(void *state)
{
	return ((struct sizes *)state)->starred;
}

static const char *entity(void *state, const char *name)
{
	static const char *const texts[][2] = {{"a", "@b @b"},
					       {"b", "@c @c"},
					       {"c", "@d @d @d @d"},
					       {"d", "@e @e @e @e @e @e"},
					       {"e", "@f @f @f @f @f @f @f @f"},
					       {"f", "x y z w x y z w x y z"}};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!strcmp(texts[i][0], name))
			return texts[i][1];
	return NULL;
}

static const struct query_names names = {entity, NULL, NULL};

static struct query *parse(void *ctx, const char *text)
{
	struct query *query;
	struct err err = {0};

	if (!query_parse(ctx, text, &names, &query, &err))
		fail_msg("'%s': %s", text, err.msg);
	return query;
}

static struct query_plan *plan_at(void *ctx, const char *text, const struct query_env *env)
{
	struct query_plan *plan;
	struct err err = {0};

	if (!query_compile(ctx, parse(ctx, text), env, &plan, &err))
		fail_msg("'%s': %s", text, err.msg);
	return plan;
}

static struct query_stats stats_of(struct sizes *sizes)
{
	return (struct query_stats){.tag = size_tag,
				    .feed = size_feed,
				    .group = size_group,
				    .unread = size_unread,
				    .starred = size_starred,
				    .state = sizes};
}

static struct query_plan *plan_of(void *ctx, const char *text, struct sizes *sizes)
{
	const struct query_stats stats = stats_of(sizes);
	const struct query_env env = {.now = WORLD_FIRST + 20 * WORLD_DAY, .stats = sizes ? &stats : NULL};

	return plan_at(ctx, text, &env);
}

static void test_drivers(void **state)
{
	static const struct {
		const char *text;
		struct sizes sizes;
		enum query_driver driver;
		const char *where; /* begins so */
	} cases[] = {
	    {"", {0}, QUERY_BY_ALL, "1 AND a.is_muted = 0"},
	    {"alpha", {0}, QUERY_BY_TEXT, "f.article_fts MATCH ? AND a.is_muted = 0"},
	    {"alpha tag:red",
	     {.tag = 4},
	     QUERY_BY_TAG,
	     "d.tag_id = (SELECT id FROM tag WHERE name = ?) AND EXISTS (SELECT 1 FROM main.article_fts"},
	    {"alpha tag:red",
	     {.tag = 900},
	     QUERY_BY_TEXT,
	     "f.article_fts MATCH ? AND +f.rowid IN (SELECT article_id"},
	    {"alpha tag:red",
	     {.tag = 90000},
	     QUERY_BY_TEXT,
	     "f.article_fts MATCH ? AND EXISTS (SELECT 1 FROM article_tag"},
	    {"alpha feed:one",
	     {.feed = 900},
	     QUERY_BY_TEXT,
	     "f.article_fts MATCH ? AND +f.rowid IN (SELECT article_id"},
	    {"alpha is:starred",
	     {.starred = 900},
	     QUERY_BY_TEXT,
	     "f.article_fts MATCH ? AND +f.rowid IN (SELECT id"},
	    {"alpha is:unread", {.unread = 90000}, QUERY_BY_TEXT, "f.article_fts MATCH ? AND a.is_read = 0"},
	    {"tag:red feed:one", {.tag = 50000, .feed = 70000}, QUERY_BY_TAG, "d.tag_id"},
	    {"tag:red feed:one", {.tag = 70000, .feed = 50000}, QUERY_BY_FEED, "d.feed_id"},
	    {"tag:red is:unread",
	     {.tag = 70000, .unread = 50000},
	     QUERY_BY_UNREAD,
	     "a.is_read = 0 AND EXISTS"},
	    {"is:starred is:unread",
	     {.starred = 70, .unread = 50000},
	     QUERY_BY_STARRED,
	     "a.is_starred = 1 AND a.is_read = 0"},
	    {"is:muted is:unread", {.unread = 5}, QUERY_BY_ALL, "1 AND a.is_muted = 1 AND a.is_read = 0"},
	    {"group:odd", {.group = 900}, QUERY_BY_ALL, "a.id IN (SELECT article_id FROM appearance"},
	    {"group:odd", {.group = 90000}, QUERY_BY_ALL, "1 AND EXISTS (SELECT 1 FROM appearance"},
	    {"tag:red OR feed:one",
	     {.tag = 900, .feed = 900},
	     QUERY_BY_ALL,
	     "a.id IN (SELECT article_id FROM article_tag"},
	    {"tag:red OR alpha", {.tag = 900}, QUERY_BY_ALL, "a.id IN (SELECT rowid FROM main.article_fts"},
	    {"tag:red OR alpha",
	     {.tag = 90000},
	     QUERY_BY_ALL,
	     "1 AND (+a.id IN (SELECT rowid FROM main.article_fts"},
	    {"tag:red -alpha",
	     {.tag = 9},
	     QUERY_BY_TAG,
	     "d.tag_id = (SELECT id FROM tag WHERE name = ?) AND NOT EXISTS (SELECT 1 FROM main.article_fts"},
	    {"tag:red -alpha",
	     {.tag = 9000},
	     QUERY_BY_TAG,
	     "d.tag_id = (SELECT id FROM tag WHERE name = ?) AND +d.article_id NOT IN"},
	    {"-alpha", {0}, QUERY_BY_ALL, "1 AND +a.id NOT IN (SELECT rowid FROM main.article_fts"},
	    {"is:unread OR lang:en",
	     {.unread = 9},
	     QUERY_BY_ALL,
	     "1 AND (+a.id IN (SELECT id FROM article WHERE is_read = 0"},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sizes sizes = cases[i].sizes;
		struct query_plan *plan = plan_of(ctx, cases[i].text, &sizes);

		if (plan->driver != cases[i].driver ||
		    strncmp(plan->where, cases[i].where, strlen(cases[i].where)))
			fail_msg("case %zu '%s': driver %d, %s", i, cases[i].text, (int)plan->driver,
				 plan->where);
	}
	talloc_free(ctx);
}

/* Which words are asked of the articles' text, and which of the index first. */
static void test_text_tests(void **state)
{
	static const struct {
		const char *text;
		struct sizes sizes;
		enum query_tests tests;
		enum query_driver driver;
		const char *first; /* the first value */
		bool has_test, is_attempt;
	} cases[] = {
	    {"alpha", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"alpha\"", false, false},
	    {"alp*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"alp\"*", false, false},
	    {"alph*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"alp\"*", true, true},
	    {"alph*", {0}, QUERY_TESTS_SURE, QUERY_BY_TEXT, "\"alph\"*", false, false},
	    {"\"a X-Alph\"*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"a X-Alp\"*", true, true},
	    {"\"alpha b\"*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"alpha \"", true, true},
	    {"b (c OR gamm*)",
	     {0},
	     QUERY_TESTS_TRY,
	     QUERY_BY_TEXT,
	     "(\"b\" AND (\"c\" OR \"gam\"*))",
	     true,
	     true},
	    /* what is left out may not become more */
	    {"b -alph*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"b\"", true, true},
	    /* prefixes of fewer letters have no index either */
	    {"\"b x\"*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"b \"", true, true},
	    {"b x*", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"b\"", true, true},
	    {"b (c OR x*)", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"b\"", true, true},
	    {"tag:red x*", {.tag = 90000}, QUERY_TESTS_TRY, QUERY_BY_TAG, "red", true, true},
	    {"x*", {0}, QUERY_TESTS_TRY, QUERY_BY_ALL, NULL, true, true},
	    {"NEAR(b alph*)", {0}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "NEAR(\"b\" \"alph\"*, 10)", false, false},
	    {"alpha tag:red", {.tag = 400}, QUERY_TESTS_SURE, QUERY_BY_TAG, "red", true, false},
	    {"alpha tag:red", {.tag = 900}, QUERY_TESTS_SURE, QUERY_BY_TEXT, "\"alpha\"", false, false},
	    {"alpha tag:red", {.tag = 900}, QUERY_TESTS_TRY, QUERY_BY_TAG, "red", true, true},
	    {"alpha tag:red", {.tag = 90000}, QUERY_TESTS_TRY, QUERY_BY_TEXT, "\"alpha\"", false, false},
	    {"-alpha tag:red", {.tag = 900}, QUERY_TESTS_TRY, QUERY_BY_TAG, "red", true, true},
	    {"-alpha tag:red", {.tag = 9}, QUERY_TESTS_NONE, QUERY_BY_TAG, "red", false, false},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sizes sizes = cases[i].sizes;
		struct query_stats stats = {.tag = size_tag, .state = &sizes};
		struct query_env env = {.now = WORLD_FIRST, .stats = &stats, .tests = cases[i].tests};
		struct query_plan *plan = plan_at(ctx, cases[i].text, &env);
		const bool has_test = plan->binds[plan->n_binds - 1].test;

		if (plan->driver != cases[i].driver ||
		    (cases[i].first && strcmp(plan->binds[0].text, cases[i].first)) ||
		    has_test != cases[i].has_test || plan->is_attempt != cases[i].is_attempt)
			fail_msg("case %zu '%s': driver %d, %s, %d %d", i, cases[i].text, (int)plan->driver,
				 plan->binds[0].text, has_test, plan->is_attempt);
		env.target = QUERY_BATCH; /* has no texts beside its index */
		plan = plan_at(ctx, cases[i].text, &env);
		assert_false(plan->is_attempt || plan->binds[plan->n_binds - 1].test);
	}
	talloc_free(ctx);
}

static int64_t size_lang(void *state, const char *lang, bool is_not, int64_t max)
{
	(void)is_not;
	(void)max;
	assert_string_equal(lang, "de-at"); /* as languages are kept */
	return *(int64_t *)state;
}

static int64_t size_span(void *state, enum query_span span, int64_t from, int64_t to)
{
	assert_int_equal(span, QUERY_SCORE);
	assert_true(from > 0 && to == INT64_MAX);
	return *(int64_t *)state;
}

/* What is rare is gathered; what is not is walked past as long as that is quick, then gathered up to a limit. */
static void test_large_sets(void **state)
{
	static const char set[] = "IN (SELECT id FROM article WHERE lang = ? UNION ALL", row[] = "+a.lang = ?";
	static const struct {
		const char *text;
		int64_t size;
		enum query_tests tests;
		const char *holds, *holds_not;
		bool is_set, is_attempt;
	} cases[] = {
	    {"lang:de-AT", 100, QUERY_TESTS_TRY, set, row, true, false},
	    {"lang:de-AT", 30000, QUERY_TESTS_TRY, row, set, false, true},
	    {"lang:de-AT", 30000, QUERY_TESTS_SURE, set, row, true, false},
	    {"lang:de-AT", 30000, QUERY_TESTS_NONE, row, set, false, false},
	    {"lang:de-AT", 50000, QUERY_TESTS_SURE, row, set, false, false}, /* or more: not counted further */
	    {"alpha lang:de-AT", 30000, QUERY_TESTS_TRY, row, set, false, true},
	    {"alpha lang:de-AT", 30000, QUERY_TESTS_SURE, set, row, false, false},
	    {"alpha lang:de-AT", 50000, QUERY_TESTS_TRY, row, set, false, false},
	    {"score:>4", 100, QUERY_TESTS_TRY, "WHERE score <> 0 AND score >= ?", "a.score", true, false},
	    {"score:<4", 100, QUERY_TESTS_TRY, "+a.score < ?", "score <> 0", false, false}, /* 0 is among them */
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t size = cases[i].size;
		const struct query_stats stats = {.lang = size_lang, .span = size_span, .state = &size};
		const struct query_env env = {.now = WORLD_FIRST, .stats = &stats, .tests = cases[i].tests};
		const struct query_plan *plan = plan_at(ctx, cases[i].text, &env);

		if (!strstr(plan->where, cases[i].holds) || strstr(plan->where, cases[i].holds_not) ||
		    plan->is_set != cases[i].is_set || plan->is_attempt != cases[i].is_attempt)
			fail_msg("case %zu '%s': %s, %d %d", i, cases[i].text, plan->where, plan->is_set,
				 plan->is_attempt);
	}
	talloc_free(ctx);
}

static size_t n_plans(const struct query_plan *plan)
{
	size_t n = 0;

	for (; plan; plan = plan->next)
		n++;
	return n;
}

/* An OR: a plan for each member of it, if all are quick; else each article is asked first. */
static void test_unions(void **state)
{
	struct sizes sizes = {.tag = 90000, .starred = 90000};
	const struct query_stats stats = {.tag = size_tag, .starred = size_starred, .state = &sizes};
	struct query_env env = {
	    .now = WORLD_FIRST, .stats = &stats, .tests = QUERY_TESTS_TRY, .has_unions = true};
	void *ctx = talloc_new(NULL);
	const struct query_plan *plan = plan_at(ctx, "alpha OR tag:red OR beta OR date:2026-11-02", &env);

	(void)state;
	assert_int_equal(n_plans(plan), 3);
	assert_int_equal(plan->driver, QUERY_BY_TEXT);
	assert_int_equal(plan->next->driver, QUERY_BY_TAG);
	assert_false(plan->is_attempt);
	plan = plan_at(ctx, "is:read OR alpha", &env); /* no index gives what is read */
	assert_int_equal(n_plans(plan), 1);
	assert_int_equal(plan->driver, QUERY_BY_ALL);
	assert_true(plan->is_attempt && plan->binds[plan->n_binds - 1].test);
	plan = plan_at(ctx, "is:starred (alpha OR tag:red)", &env);
	assert_int_equal(n_plans(plan), 1);
	assert_int_equal(plan->driver, QUERY_BY_STARRED);
	assert_int_equal(n_plans(plan_at(ctx, "alph* OR tag:red", &env)), 1); /* merges what begins so */
	assert_int_equal(n_plans(plan_at(ctx, "alpha OR beta", &env)), 1);    /* all is one match */
	assert_int_equal(n_plans(plan_at(ctx, "is:read OR NEAR(alpha beta)", &env)), 2);
	env.by_arrival = true;
	plan = plan_at(ctx, "alpha OR tag:red", &env);
	assert_int_equal(n_plans(plan), 1);
	assert_true(plan->is_attempt && plan->binds[plan->n_binds - 1].test);
	env.tests = QUERY_TESTS_SURE;
	plan = plan_at(ctx, "alpha OR tag:red", &env);
	assert_string_equal(plan->from, "article AS a INDEXED BY sqlite_autoindex_article_1");
	assert_non_null(strstr(plan->where, "+a.id IN (SELECT f.rowid FROM main.article_fts"));
	assert_true(plan->is_attempt);
	env.sorts_arrivals = true;
	plan = plan_at(ctx, "is:starred (alpha OR tag:red)", &env);
	assert_int_equal(n_plans(plan), 2);
	assert_string_equal(plan->next->order, "a.seq");
	assert_false(plan->is_attempt);
	sizes.tag = 9; /* so few are sorted at once */
	env.tests = QUERY_TESTS_TRY;
	env.sorts_arrivals = false;
	assert_int_equal(n_plans(plan_at(ctx, "tag:red OR tag:blue alpha", &env)), 2);
	env.has_unions = env.by_arrival = false;
	assert_int_equal(n_plans(plan_at(ctx, "is:read OR alpha", &env)), 1);
	talloc_free(ctx);
}

/* A part beside its own opposite. */
static void test_opposites(void **state)
{
	static const char *const none[] = {"tag:red -tag:red",
					   "alpha is:read -beta is:unread",
					   "tag:none tag:*",
					   "(alpha OR date:2026) -(alpha OR date:2026)",
					   "tag:red -(lang:en OR -lang:en)",
					   "-(is:read OR -is:read)"};
	static const char *const all[] = {"is:read OR is:unread", "alpha OR -alpha", "-(tag:red alpha -tag:red)",
					  "(alpha -alpha) OR -(beta tag:red -beta)"};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_string_equal(plan_of(ctx, none[i], NULL)->where, "0");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_string_equal(plan_of(ctx, all[i], NULL)->where, "1 AND a.is_muted = 0 AND a.is_hidden = 0");
	/* with letters in another case, or another column, it is not the same */
	assert_string_not_equal(plan_of(ctx, "tag:red -tag:Red", NULL)->where, "0");
	assert_string_not_equal(plan_of(ctx, "title:alpha -alpha", NULL)->where, "0");
	assert_string_equal(plan_of(ctx, "(alpha -alpha) OR tag:red", NULL)->where,
			    plan_of(ctx, "tag:red", NULL)->where);
	talloc_free(ctx);
}

/* What came last first: read in that order, unless there are few. */
static void test_by_arrival(void **state)
{
	struct sizes sizes = {.tag = 900};
	const struct query_stats stats = {.tag = size_tag, .state = &sizes};
	struct query_env env = {
	    .now = WORLD_FIRST, .stats = &stats, .tests = QUERY_TESTS_TRY, .by_arrival = true};
	void *ctx = talloc_new(NULL);
	const struct query_plan *plan = plan_at(ctx, "alpha is:unread", &env);

	(void)state;
	assert_string_equal(plan->order, "a.seq");
	assert_string_equal(plan->from, "article AS a INDEXED BY sqlite_autoindex_article_1");
	assert_true(plan->is_attempt && plan->binds[plan->n_binds - 1].test);
	plan = plan_at(ctx, "tag:red", &env);
	assert_string_equal(plan->order, "a.seq");
	assert_int_equal(plan->driver, QUERY_BY_TAG);
	assert_false(plan->is_attempt);
	plan = plan_at(ctx, "NEAR(alpha beta)", &env); /* no text answers that */
	assert_int_equal(plan->driver, QUERY_BY_TEXT);
	/* the second way, and the last */
	env.tests = QUERY_TESTS_SURE;
	plan = plan_at(ctx, "alpha is:unread", &env);
	assert_string_equal(plan->from, "article AS a INDEXED BY sqlite_autoindex_article_1");
	assert_non_null(strstr(plan->where, "+a.id IN (SELECT rowid FROM main.article_fts"));
	assert_true(plan->is_attempt);
	env.sorts_arrivals = true;
	plan = plan_at(ctx, "alpha is:unread", &env);
	assert_int_equal(plan->driver, QUERY_BY_TEXT);
	assert_false(plan->is_attempt);
	/* stretches without anything so old are left out */
	env.tests = QUERY_TESTS_TRY;
	plan = plan_at(ctx, "before:2026-11-02", &env);
	assert_string_equal(plan->order, "r.first_seq DESC, a.seq");
	assert_non_null(strstr(plan->where, "r.min_id < "));
	env.by_arrival = false;
	plan = plan_at(ctx, "alpha", &env);
	assert_string_equal(plan->order, plan->id);
	talloc_free(ctx);
}

/* What FTS5 is given. */
static void test_match(void **state)
{
	static const char *const cases[][2] = {
	    {"AT&T", "\"AT&T\""},
	    {"\"say \"\"hi\"\" now\"", "\"say \"\"hi\"\" now\""},
	    {"spec*", "\"spec\"*"},
	    {"title:a b", "(title : \"a\" AND \"b\")"},
	    {"a -b -c", "(\"a\" NOT (\"b\" OR \"c\"))"},
	    {"a b -c", "((\"a\" AND \"b\") NOT \"c\")"},
	    {"a (b OR c d)", "(\"a\" AND (\"b\" OR (\"c\" AND \"d\")))"},
	    {"author:NEAR", "author : \"NEAR\""},
	    {"body:(NEAR(a \"b c\"* ,4))", "body : NEAR(\"a\" \"b c\"*, 4)"},
	    {"NEAR(a \"!\")", "\"a\""},
	    {"a \"?\"", "\"a\""},
	    {"\350\217\257", "\"\350\217\257\"*"}, /* one Han character: the pairs that begin with it */
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(plan_of(ctx, cases[i][0], NULL)->binds[0].text, cases[i][1]);
	talloc_free(ctx);
}

static void test_warnings(void **state)
{
	struct sizes sizes = {0};
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_null(plan_of(ctx, "alpha tag:red", &sizes)->warning);
	assert_string_equal(plan_of(ctx, "alpha \"!!!\"", &sizes)->warning,
			    "'!!!' holds no letter and no digit and was left out");
	assert_string_equal(plan_of(ctx, "tag:no-such", &sizes)->warning, "there is no tag 'no-such'");
	assert_string_equal(plan_of(ctx, "feed:no-such", &sizes)->warning, "there is no feed 'no-such'");
	/* nothing but punctuation finds nothing, not everything: a mute or a mark may hang on it */
	assert_string_equal(plan_of(ctx, "-\"!!!\"", &sizes)->where, "0");
	talloc_free(ctx);
}

static void test_later(void **state)
{
	static const char *const cases[][2] = {
	    {"alpha updated:2020..today", "the range ends before it begins"},
	    {"alpha date:2020..today", "the range ends before it begins"},
	};
	const struct query_env env = {.now = 0};
	void *ctx = talloc_new(NULL);
	struct query_plan *plan;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};

		assert_false(query_compile(ctx, parse(ctx, cases[i][0]), &env, &plan, &err));
		assert_string_equal(err.msg, cases[i][1]);
		assert_int_equal(err.at, 6);
		assert_int_equal(err.at + err.len, strlen(cases[i][0]));
	}
	talloc_free(ctx);
}

static void test_as_you_type(void **state)
{
	static const char *const cases[][2] = {
	    {"hua", "\"hua\"*"},
	    {"hu", "\"hu\""},
	    {"hua ", "\"hua\""},
	    {"\"hua\"", "\"hua\""},
	    {"title:hua", "title : \"hua\"*"},
	    {"nokia hua", "(\"nokia\" AND \"hua\"*)"},
	    {"(nokia hua)", "(\"nokia\" AND \"hua\")"},
	    {"\344\270\255\345\233\275", "\"\344\270\255\345\233\275\"*"},
	};
	const struct query_env env = {.last_word_is_prefix = true};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(plan_at(ctx, cases[i][0], &env)->binds[0].text, cases[i][1]);
	talloc_free(ctx);
}

/* ---- dates ---- */

/* Two hours ahead of UTC, one in winter: until 25 October 2026, 01:00 UTC. */
static int64_t zone(const struct when_civil *local)
{
	const int64_t utc = when_zone_utc(local);

	return utc - (utc - 7200 < 1792890000 ? 7200 : 3600);
}

static void test_dates(void **state)
{
	/* 2026-10-31T22:30Z is 23:30 on the 31st there; binds: bound, date, limit, and the date itself */
	static const struct {
		const char *text;
		int64_t from, to;
	} cases[] = {
	    {"date:today", 1793401200, 1793487600},
	    {"date:yesterday", 1793314800, 1793401200},
	    {"date:2026-10-25", 1792879200, 1792969200}, /* a day of 25 hours */
	    {"date:2026-10", 1790805600, 1793487600},
	    {"date:2026", 1767218400, 1798758000},
	    {"date:2026-10-31T23:30", 1793485800, 1793485860},
	    {"date:2026-10-24..yesterday", 1792792800, 1793401200},
	    {"since:1d", 1793399400, INT64_MAX},
	    {"date:1d", 1793399400, INT64_MAX},
	    {"since:1mo", 1790803800, INT64_MAX}, /* 31 October less a month: 30 September, 23:30 */
	    {"since:1y", 1761946200, INT64_MAX},
	    {"before:2h", INT64_MIN, 1793478600},
	    {"date:>2026-10-30", 1793401200, INT64_MAX},
	    {"date:<=2026-10-30", INT64_MIN, 1793401200},
	    {"date:2d..1d", 1793313000, 1793399400},
	};
	const struct query_env env = {.now = 1793485800, .zone = zone};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query_plan *plan = plan_at(ctx, cases[i].text, &env);
		const int64_t last = plan->binds[plan->n_binds - 1].number;
		const bool is_open = cases[i].from == INT64_MIN || cases[i].to == INT64_MAX;
		const int64_t from = cases[i].from == INT64_MIN ? INT64_MIN
				     : is_open			? last
								: plan->binds[plan->n_binds - 2].number;
		const int64_t to = cases[i].to == INT64_MAX ? INT64_MAX : last;

		if (from != cases[i].from || to != cases[i].to)
			fail_msg("'%s': %lld, %lld", cases[i].text, (long long)from, (long long)to);
	}
	talloc_free(ctx);
}

/* Articles whose id does not tell their date are found by it all the same. */
static void test_astray(void **state)
{
	sqlite3 *db = world_open();
	void *ctx = talloc_new(NULL);

	(void)state;
	/* 1 was dated ahead when it came, 9 was dated back later */
	world_run(db, "UPDATE article SET published_at = 1893456000 WHERE seq = 1;"
		      "UPDATE article SET published_at = 1262304000 WHERE seq = 9;"
		      "UPDATE article SET published_at = NULL WHERE seq = 4;");
	assert_int_equal(world_find(db, plan_of(ctx, "since:2029", NULL)), 1 << 1);
	assert_int_equal(world_find(db, plan_of(ctx, "since:2026-11-15", NULL)), 0xc002);
	assert_int_equal(world_find(db, plan_of(ctx, "before:2011", NULL)), 1 << 9);
	assert_int_equal(world_find(db, plan_of(ctx, "beta before:2026-11-02 feed:one", NULL)),
			 1 << 0 | 1 << 9);
	assert_int_equal(world_find(db, plan_of(ctx, "date:2026-11-05", NULL)),
			 1 << 4); /* undated: when it came */
	sqlite3_close(db);
	talloc_free(ctx);
}

/* ---- muted ---- */

static void test_muted(void **state)
{
	static const struct {
		const char *text;
		bool wants;
	} cases[] = {
	    {"", false},
	    {"is:muted", true},
	    {"alpha OR is:muted", true},
	    {"-is:muted", false},
	    {"feed:one", true},
	    {"-feed:one", false},
	    {"feed:o*", false},
	    {"alpha -(tag:red feed:one)", false},
	    {"is:unread", false},
	    {"title:feed", false},
	    {"alpha (feed:one OR tag:red)", true},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (query_wants_muted(parse(ctx, cases[i].text)) != cases[i].wants)
			fail_msg("'%s'", cases[i].text);
	talloc_free(ctx);
}

/* ---- SQLite takes it ---- */

/* No list is sorted: SQLite would read all matches for the first page. */
static void test_streams(void **state)
{
	static const char *const queries[] = {
	    "",
	    "alpha",
	    "alpha since:7d",
	    "alpha -beta tag:red",
	    "tag:red",
	    "tag:red is:unread",
	    "feed:one",
	    "feed:t*",
	    "group:odd",
	    "is:unread",
	    "is:starred",
	    "is:unread -alpha",
	    "since:7d",
	    "date:2026-11-03",
	    "before:2026-11-09",
	    "site:h1.example",
	    "alpha OR tag:red",
	    "tag:red OR tag:blue",
	    "tag:none",
	    "-tag:red",
	    "id:1..100000",
	    "has:image",
	    "alpha site:example",
	    "is:muted",
	    "url:https://h1.example",
	    "lang:en",
	    "NEAR(alpha beta)",
	    "is:unread (alpha OR tag:red)",
	};
	static const int64_t sizes[] = {0, 40, 4000, 400000};
	sqlite3 *db = world_open();
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]) * 8; i++) {
		const char *text = queries[i / 8];
		const int64_t n = sizes[i % 4];
		struct sizes told = {n, n, n, n, n};
		const struct query_period ids = {INT64_MIN, world_id(9)};
		const struct query_stats stats = stats_of(&told);
		const struct query_env env = {.now = WORLD_FIRST + 20 * WORLD_DAY,
					      .stats = &stats,
					      .ids = &ids,
					      .has_unions = i % 8 > 3};
		struct query_plan *plan = plan_at(ctx, text, &env);
		sqlite3_stmt *stmt = world_prepare(
		    db, plan, talloc_asprintf(ctx, "EXPLAIN QUERY PLAN %s", world_select(ctx, plan)));

		while (sqlite3_step(stmt) == SQLITE_ROW)
			if (strstr((const char *)sqlite3_column_text(stmt, 3), "TEMP B-TREE"))
				fail_msg("'%s' sorts: %s", text, plan->where);
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
	talloc_free(ctx);
}

static void add(char *text, const char *more)
{
	memcpy(text + strlen(text), more, strlen(more) + 1);
}

static void check_taken(sqlite3 *db, const char *text)
{
	void *ctx = talloc_new(NULL);

	(void)world_find(db, plan_of(ctx, text, NULL));
	talloc_free(ctx);
}

/* `link` inside itself as deep as the parser lets it, then `leaf`. */
static void check_deep(sqlite3 *db, const char *link, const char *leaf)
{
	for (int depth = 1;; depth++) {
		void *ctx = talloc_new(NULL);
		char text[8000] = "";
		struct query *query;
		struct err err = {0};
		bool ok;

		for (int i = 0; i < depth; i++)
			add(text, link);
		add(text, leaf);
		for (const char *s = link; *s; s++)
			for (int i = 0; *s == '(' && i < depth; i++)
				add(text, ")");
		ok = query_parse(ctx, text, NULL, &query, &err);
		if (ok)
			check_taken(db, text);
		else
			assert_true(strstr(err.msg, "24 levels") && depth > 5);
		talloc_free(ctx);
		if (!ok)
			return;
	}
}

static void test_deep(void **state)
{
	static const char *const links[] = {
	    "(",
	    "a (",
	    "a OR (",
	    "a OR b (",
	    "a OR b -(",
	    "-(a ",
	    "a -(b OR (",
	    "is:read OR (",
	    "is:read (",
	    "is:read OR is:read (",
	    "is:read OR a (",
	    "is:read OR -(is:read ",
	    "is:read OR a -(is:read OR ",
	    "a is:read OR (a OR (",
	    "tag:red OR feed:one (a OR ",
	};
	static const char *const leaves[] = {"z", "is:read", "(tag:x OR z)", "-tag:x", "site:x"};
	sqlite3 *db = world_open();

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		for (size_t k = 0; k < sizeof(leaves) / sizeof(leaves[0]); k++)
			check_deep(db, links[i], leaves[k]);
	sqlite3_close(db);
}

static void test_wide(void **state)
{
	static const char *const links[] = {
	    "a ",	"a OR ",     "-a ",	  "id:1 ",  "-id:1 ",	      "id:1 OR ", "is:read OR ",
	    "is:read ", "-is:read ", "tag:x OR ", "tag:x ", "a OR tag:x OR ", "a -a ",	  "feed:x "};
	sqlite3 *db = world_open();

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		char text[QUERY_BYTES_MAX + 1] = "";

		for (int n = 0; n < 490 && strlen(text) + 32 < sizeof(text); n++)
			add(text, links[i]);
		add(text, "z");
		check_taken(db, text);
	}
	sqlite3_close(db);
}

/* Names within names: each entity is small, all of them written out are not. */
static void test_names_grow(void **state)
{
	void *ctx = talloc_new(NULL);
	struct query *query;
	struct err err = {0};

	(void)state;
	assert_true(query_parse(ctx, "@e", &names, &query, &err));
	assert_false(query_parse(ctx, "@a", &names, &query, &err));
	assert_non_null(strstr(err.msg, "more than"));
	assert_int_equal(err.at, 0);
	assert_int_equal(err.len, 2);
	talloc_free(ctx);
}

/* The table says of itself what is true. */
static void test_fields(void **state)
{
	size_t n;
	const struct query_field *fields = query_fields(&n);
	struct buf mdoc = BUF_INIT(KIB(64));
	void *ctx = talloc_new(NULL);

	(void)state;
	query_write_mdoc(&mdoc);
	for (size_t i = 0; i < n; i++) {
		char text[100];
		struct query *query;
		struct err err = {0};

		snprintf(text, sizeof(text), "%s:", fields[i].name);
		assert_non_null(strstr(fields[i].example, text));
		assert_non_null(strstr(buf_str(&mdoc), fields[i].example));
		if (strcmp(fields[i].name, "view"))
			assert_true(query_parse(ctx, fields[i].example, NULL, &query, &err));
	}
	buf_free(&mdoc);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_drivers),    cmocka_unit_test(test_match),
	    cmocka_unit_test(test_large_sets), cmocka_unit_test(test_unions), cmocka_unit_test(test_opposites),
	    cmocka_unit_test(test_by_arrival),
	    cmocka_unit_test(test_text_tests), cmocka_unit_test(test_warnings),
	    cmocka_unit_test(test_later),      cmocka_unit_test(test_as_you_type),
	    cmocka_unit_test(test_dates),      cmocka_unit_test(test_astray),
	    cmocka_unit_test(test_muted),      cmocka_unit_test(test_streams),
	    cmocka_unit_test(test_deep),       cmocka_unit_test(test_wide),
	    cmocka_unit_test(test_names_grow), cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
