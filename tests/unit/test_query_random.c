/* test_query_random.c: random queries find what set arithmetic says, whoever drives; canonical text is the
 * same query. */
#include "query_world.h"

/* A query being made, with the articles it should find. */
struct made {
	char text[4000];
	uint32_t mask;
};

static uint64_t seed = 7;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static const char *entity(void *state, const char *name)
{
	(void)state;
	return !strcmp(name, "pair") ? "alpha OR gamma" : NULL;
}

static const char *view(void *state, const char *name)
{
	(void)state;
	return !strcmp(name, "mixed") ? "tag:red OR -beta" : !strcmp(name, "all") ? " " : NULL;
}

static const struct query_names names = {entity, view, NULL};

static const struct world_atom atoms[] = {
    {"alpha", 0x5555},
    {"beta", 0x0f0f},
    {"gamma", 0x8001},
    {"delta", 0xfff0},
    {"\"alpha beta\"", 0x0505},
    {"body:gam*", 0x8001},
    {"title:alpha", 0},
    {"title:(title OR alpha)", 0xffff},
    {"NEAR(alpha delta, 2)", 0x5550},
    {"absent", 0},
    {"@pair", 0xd555},
    {"body:(@pair)", 0xd555},
    {"view:mixed", 0xf0ff},
    {"view:all", 0xffff},
    {"rule:press", 0x0842},
    {"rule:pr*", 0xf842},
    {"rule:no-such", 0},
    {"is:alerted", 0x1842},
    {"story:17", 0x0600},
    {"outlets:>=3", 0x0600},
    {"outlets:>=2", 0x06f1},
    {"outlets:1", 0xf90e},
    {"outlets:2", 0x00f1},
    {"outlets:2..4", 0x00f1},
    {"outlets:>5", 0},
    {"tag:red", 0x00ff},
    {"tag:green", 0x1248},
    {"tag:blue", 0x8000},
    {"tag:no-such", 0},
    {"tag:*e*", 0x92ff},
    {"tag:none", 0x6d00},
    {"feed:one", 0x3333},
    {"feed:three", 0x00f1},
    {"feed:t*", 0xccfd},
    {"group:ODD", 0x33f3},
    {"group:e*", 0xcccc},
    {"is:unread", 0xf00f},
    {"is:read", 0x0ff0},
    {"is:starred", 0x0101},
    {"is:muted", 0x2020},
    {"is:updated", WORLD_UPDATED},
    {"is:sponsored", WORLD_SPONSORED},
    {"tag:unread", 0xf00f},
    {"has:enclosure", 0xaaaa},
    {"has:text", 0xcccc},
    {"has:image", 0xf0f0},
    {"has:note", WORLD_NOTED},
    {"site:h1.example", 0x2222},
    {"site:example", 0xffff},
    {"url:h2.example/", 0x4444},
    {"lang:en", 0xffff & ~WORLD_GERMAN & ~WORLD_NO_LANG},
    {"-lang:EN", WORLD_GERMAN | WORLD_NO_LANG},
    {"lang:e", 0},
    {"lang:de", WORLD_GERMAN},
    {"-lang:de", 0xffff & ~WORLD_GERMAN},
    {"lang:de-at", WORLD_AUSTRIAN},
    {"-lang:DE-AT", 0xffff & ~WORLD_AUSTRIAN},
    {"-lang:a", 0xffff},
    {"-has:text", 0x3333},
    {"-has:image", 0x0f0f},
    {"-has:note", 0xffff & ~WORLD_NOTED},
    {"(has:image OR -has:text)", 0xf3f3},
    {"url:https://h2.exa", 0x4444},
    {"url:https://H2.exa", 0},
    {"url:https://h2.example/x", 0},
    {"url:h3.example", 0x8888},
    {"url:https://h3.example/7", 0x0080},
    {"url:http://h3.example/7", 0},
    {"url:www.h3.example", 0x8080},
    {"url:http://", 0x8080},
    {"url:https://", 0xffff},
    {"url:http", 0},
    {"url:elsewhere.example/", 0x0020},
    {"url:https://h1.example/5", 0x0020},
    {"url:ftp://h1.example", 0},
    {"updated:7d", 0},
    {"updated:<2026-11-05", WORLD_UPDATED},
    {"score:>3", 0xfff0},
    {"score:<1", 0x0001},
    {"score:>=8", 0xff00},
    {"date:2026-11-03..2026-11-05", 0x001c},
    {"-date:2026-11-03..2026-11-05", 0xffe3},
    {"-date:2026-11-03..", 0x0003},
    {"-date:..2026-11-05", 0xffe0},
    {"-date:2026-11-03", 0xfffb},
    {"-date:>=2026-11-03", 0x0003},
    {"-date:<2026-11-03T00:00", 0xfffc},
    {"-date:7d", 0x1fff},
    {"-since:2026-11-09", 0x00ff},
    {"-since:7d", 0x1fff},
    {"-before:2026-11-02", 0xfffe},
    {"-seen:2026-11-04", 0xfff7},
    {"-seen:>2026-11-04", 0x000f},
    {"-seen:<=6d", 0xc000},
    {"since:2026-11-09", 0xff00},
    {"before:2026-11-02", 0x0001},
    {"seen:<=2026-11-04", 0x000f},
    {"id:28695859215", 0x0001},
};

static void add(char *text, size_t size, const char *more)
{
	size_t used = strlen(text);

	assert_true(used + strlen(more) < size);
	memcpy(text + used, more, strlen(more) + 1);
}

static void make(struct made *made, int depth);

static void make_list(struct made *made, int depth, bool is_or)
{
	static const char *const ands[] = {" ", " AND ", "  "};
	const unsigned n = 2 + dice(3);

	add(made->text, sizeof(made->text), "(");
	made->mask = is_or ? 0 : 0xffff;
	for (unsigned i = 0; i < n; i++) {
		struct made kid = {"", 0};

		make(&kid, depth - 1);
		add(made->text, sizeof(made->text), !i ? "" : is_or ? " OR " : ands[dice(3)]);
		add(made->text, sizeof(made->text), kid.text);
		made->mask = is_or ? made->mask | kid.mask : made->mask & kid.mask;
		if (dice(8))
			continue;
		/* beside its opposite */
		add(made->text, sizeof(made->text), is_or ? " OR NOT " : " NOT ");
		add(made->text, sizeof(made->text), kid.text);
		made->mask = is_or ? 0xffff : 0;
	}
	add(made->text, sizeof(made->text), ")");
}

static void make(struct made *made, int depth)
{
	const unsigned kind = depth ? dice(10) : 0;
	struct made kid = {"", 0};

	*made = (struct made){"", 0};
	if (kind < 4) {
		const struct world_atom *atom = &atoms[dice(sizeof(atoms) / sizeof(atoms[0]))];

		add(made->text, sizeof(made->text), atom->query);
		made->mask = atom->mask;
	} else if (kind < 6) {
		make(&kid, depth - 1);
		add(made->text, sizeof(made->text), dice(2) ? "NOT " : "-");
		add(made->text, sizeof(made->text), kid.text);
		made->mask = ~kid.mask & 0xffff;
	} else {
		make_list(made, depth, kind < 8);
	}
}

/* Statistics may be anything: they choose the way, never the answer. */
static int64_t told;
static int n_unions, n_lookups, n_walks; /* plans */

static int64_t named(void *state, const char *name)
{
	(void)state;
	return told < 0 ? (int64_t)strlen(name) * 9000 : told;
}

static int64_t total(void *state)
{
	(void)state;
	return told < 0 ? 30000 : told;
}

static int64_t invisible(void *state)
{
	(void)state;
	return WORLD_N_OUT;
}

static int64_t span(void *state, enum query_span span, int64_t from, int64_t to)
{
	(void)span;
	(void)from;
	(void)to;
	return total(state);
}

static int64_t url(void *state, bool is_alias, const char *from, const char *to)
{
	(void)is_alias;
	assert_true(strcmp(from, to) < 0);
	return total(state);
}

static int64_t has(void *state, unsigned sums, int64_t max)
{
	assert_true(max >= 20000);
	assert_true(sums > 0 && sums <= 0xffff);
	return total(state);
}

static int64_t lang(void *state, const char *name, bool is_not, int64_t max)
{
	(void)is_not;
	assert_true(max >= 20000);
	return named(state, name);
}

/* The counters; these are exact. */
static bool is_all_the_same;

static bool all(void *state)
{
	(void)state;
	return is_all_the_same;
}

static const struct query_stats stats = {.tag = named,
					 .feed = named,
					 .group = named,
					 .site = named,
					 .rule = named,
					 .url = url,
					 .has = has,
					 .lang = lang,
					 .words = named,
					 .span = span,
					 .unread = total,
					 .starred = total,
					 .notes = total,
					 .all = total,
					 .invisible = invisible,
					 .all_unread = all,
					 .all_tagged = all};

static uint32_t find(sqlite3 *db, void *ctx, const struct query *query, enum query_target target,
		     bool with_stats)
{
	const struct query_env env = {
	    .now = WORLD_FIRST + 20 * WORLD_DAY, .target = target, .stats = with_stats ? &stats : NULL};
	struct query_plan *plan;
	struct err err = {0};

	if (!query_compile(ctx, query, &env, &plan, &err))
		fail_msg("%s", err.msg);
	return world_find(db, plan);
}

/* A page whose ORs are planned member by member, of some of the articles: as they are dated, and as they came, looked up
 * and sorted. */
static void check_unions(sqlite3 *db, void *ctx, const struct query *query, uint32_t expected, const char *text)
{
	const int from = (int)dice(WORLD_N), to = from + 1 + (int)dice((unsigned)(WORLD_N - from));
	const struct query_period ids = {from ? world_id(from) : INT64_MIN, to == WORLD_N ? INT64_MAX : world_id(to)};

	expected &= (1U << to) - (1U << from);
	for (int way = 0; way < 3; way++) {
		const struct query_env env = {.now = WORLD_FIRST + 20 * WORLD_DAY,
					      .stats = dice(4) ? &stats : NULL,
					      .has_unions = true,
					      .ids = &ids,
					      .by_arrival = way > 0,
					      .sorts_arrivals = way > 1};
		struct query_plan *plan;
		struct err err = {0};
		uint32_t found;

		if (!query_compile(ctx, query, &env, &plan, &err))
			fail_msg("%s", err.msg);
		n_unions += plan->next != NULL;
		n_lookups += plan->is_attempt;
		n_walks += strstr(plan->where, " CASE WHEN ") != NULL;
		found = world_find(db, plan);
		if (found != expected)
			fail_msg("'%s' (way %d, %d to %d, sizes %lld) found %04x, not %04x", text, way, from, to,
				 (long long)told, found, expected);
	}
}

static struct query *parse(void *ctx, const char *text)
{
	struct query *query;
	struct err err = {0};

	if (!query_parse(ctx, text, &names, &query, &err))
		fail_msg("'%s': %s at %u", text, err.msg, err.at);
	return query;
}

static void check_ways(sqlite3 *db, void *ctx, const struct query *query, uint32_t expected, const char *text)
{
	static const int64_t sizes[] = {0, 3, 150, 5000, 30000, 1000000, -1};
	uint32_t found = find(db, ctx, query, QUERY_ARCHIVE, false);

	if (found != expected)
		fail_msg("'%s' found %04x, not %04x", text, found, expected);
	found = find(db, ctx, query, QUERY_BATCH, false);
	if (found != expected)
		fail_msg("'%s' found %04x in a batch, not %04x", text, found, expected);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		told = sizes[i];
		found = find(db, ctx, query, QUERY_ARCHIVE, true);
		if (found != expected)
			fail_msg("'%s' with sizes %lld found %04x, not %04x", text, (long long)told, found,
				 expected);
		check_unions(db, ctx, query, expected, text);
	}
}

static void test_arithmetic(void **state)
{
	sqlite3 *db = world_open();

	(void)state;
	for (int i = 0; i < 800; i++) {
		void *ctx = talloc_new(NULL);
		struct buf out = BUF_INIT(KIB(64));
		struct made made;
		struct query *query;
		const char *canonical;
		uint32_t expected;

		make(&made, 4);
		query = parse(ctx, made.text);
		expected =
		    made.mask & (query_wants_muted(query) ? 0xffff : ~(uint32_t)(WORLD_MUTED | WORLD_HIDDEN));
		check_ways(db, ctx, query, expected & 0xffff, made.text);
		query_format(query, &out);
		canonical = buf_steal(&out, ctx);
		query = parse(ctx, canonical);
		query_format(query, &out);
		assert_string_equal(buf_str(&out), canonical);
		assert_int_equal(find(db, ctx, query, QUERY_ARCHIVE, false), expected & 0xffff);
		buf_free(&out);
		talloc_free(ctx);
	}
	assert_true(n_unions > 1000 && n_walks > 500);
	sqlite3_close(db);
}

/* One of those that an index answers whatever the sizes are, or a word. */
static const struct world_atom *indexed_atom(void)
{
	static const char *const fields[] = {"alpha", "beta", "gamma", "delta", "absent", "tag:", "feed:", "group:", "rule:", "is:starred", "site:"};

	for (;;) {
		const struct world_atom *atom = &atoms[dice(sizeof(atoms) / sizeof(atoms[0]))];

		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			if (!strncmp(atom->query, fields[i], strlen(fields[i])) && strcmp(atom->query, "tag:none") != 0)
				return atom;
	}
}

/* ORs of such are looked up among what came last. */
static void test_lookups(void **state)
{
	sqlite3 *db = world_open();

	(void)state;
	n_lookups = 0;
	for (int i = 0; i < 600; i++) {
		void *ctx = talloc_new(NULL);
		struct made made = {"", 0};
		const unsigned n = 2 + dice(3);
		struct query *query;

		for (unsigned k = 0; k < n; k++) {
			const struct world_atom *one = indexed_atom(), *other = indexed_atom();

			add(made.text, sizeof(made.text), mem_printf(ctx, "%s%s %s", k ? " OR " : "", one->query, other->query));
			made.mask |= one->mask & other->mask;
		}
		query = parse(ctx, made.text);
		if (!query_wants_muted(query))
			made.mask &= ~(uint32_t)(WORLD_MUTED | WORLD_HIDDEN);
		check_ways(db, ctx, query, made.mask, made.text);
		talloc_free(ctx);
	}
	assert_true(n_lookups > 500);
	sqlite3_close(db);
}

/* Where nothing that is seen is read, or without a tag, the plain way finds what the one finds that goes by the counters. */
static void test_all_the_same(void **state)
{
	sqlite3 *db = world_open();

	(void)state;
	world_run(db, "UPDATE article SET is_read = 0 WHERE is_muted = 0 AND is_hidden = 0;"
		      "INSERT OR IGNORE INTO article_tag SELECT 1, id FROM article WHERE is_muted = 0 AND is_hidden = 0");
	for (int i = 0; i < 400; i++) {
		static const char *const more[] = {"is:read", "-is:read", "tag:none OR ", "-tag:none", "-is:unread OR ", "-tag:* OR "};
		void *ctx = talloc_new(NULL);
		struct made made;
		const char *text;
		struct query *query;

		make(&made, 3);
		text = mem_printf(ctx, "%s %s", more[dice(sizeof(more) / sizeof(more[0]))], made.text);
		query = parse(ctx, text);
		made.mask = find(db, ctx, query, QUERY_ARCHIVE, false);
		is_all_the_same = true;
		check_ways(db, ctx, query, made.mask, text);
		talloc_free(ctx);
	}
	is_all_the_same = false;
	sqlite3_close(db);
}

/* The conjunction of two queries finds what both find, and belongs to nobody else. */
static void test_conjunction(void **state)
{
	sqlite3 *db = world_open();

	(void)state;
	for (int i = 0; i < 300; i++) {
		void *ctx = talloc_new(NULL), *other = talloc_new(NULL);
		struct made a, b;
		struct query *both, *left, *right;
		uint32_t expected;

		make(&a, 2);
		make(&b, 2);
		left = parse(other, a.text);
		right = parse(other, b.text);
		both = query_and(ctx, left, right);
		expected = a.mask & b.mask &
			   (query_wants_muted(left) || query_wants_muted(right)
				? 0xffff
				: ~(uint32_t)(WORLD_MUTED | WORLD_HIDDEN));
		assert_int_equal(talloc_free(other), 0);
		assert_int_equal(find(db, ctx, both, QUERY_ARCHIVE, false), expected & 0xffff);
		talloc_free(ctx);
	}
	sqlite3_close(db);
}

/* Bytes in any order: a fault with its place, or a query whose canonical text stays as it is. */
static void test_bytes(void **state)
{
	static const char letters[] =
	    "ab:-*\"() \tORANDTNE@,.<>=0129title:is:unread\303\251\344\270\255\001\377";
	int taken = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		void *ctx = talloc_new(NULL);
		char text[41];
		struct query *query;
		struct err err = {0};
		size_t n = 1 + dice(40);

		for (size_t k = 0; k < n; k++)
			text[k] = letters[dice(sizeof(letters) - 1)];
		text[n] = '\0';
		if (query_parse(ctx, text, &names, &query, &err)) {
			struct buf once = BUF_INIT(KIB(64)), twice = BUF_INIT(KIB(64));

			query_format(query, &once);
			query_format(parse(ctx, buf_str(&once)), &twice);
			assert_string_equal(buf_str(&twice), buf_str(&once));
			buf_free(&once);
			buf_free(&twice);
			taken++;
		} else if (!err.msg[0] || !err.len || err.at + err.len > n + 1) {
			fail_msg("'%s': '%s' at %u, %u", text, err.msg, err.at, err.len);
		}
		talloc_free(ctx);
	}
	assert_true(taken > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_arithmetic),
	    cmocka_unit_test(test_lookups),
	    cmocka_unit_test(test_all_the_same),
	    cmocka_unit_test(test_conjunction),
	    cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
