/* fuzz_query.c: any text as a query: a fault with its place, or a tree whose canonical text is the same query, that SQLite
 * takes, whoever drives and in a batch too. */
#include "../unit/query_world.h"
#include "fuzz.h"

static const char *entity(void *state, const char *name)
{
	(void)state;
	return !strcmp(name, "a") ? "alpha OR @b" : !strcmp(name, "b") ? "beta -gamma" : !strcmp(name, "c") ? "@c" : NULL;
}

static const char *view(void *state, const char *name)
{
	(void)state;
	return !strcmp(name, "a") ? "@a is:unread" : !strcmp(name, "b") ? "" : NULL;
}

static const struct query_names names = {entity, view, NULL};

static int64_t named(void *state, const char *name)
{
	(void)name;
	return *(int64_t *)state;
}

static int64_t total(void *state)
{
	return *(int64_t *)state;
}

static int64_t span(void *state, enum query_span which, int64_t from, int64_t to)
{
	(void)which;
	CHECK(from < to);
	return *(int64_t *)state;
}

static int64_t url(void *state, bool is_alias, const char *from, const char *to)
{
	(void)is_alias;
	(void)from;
	(void)to;
	return *(int64_t *)state;
}

static int64_t has(void *state, enum query_has what)
{
	CHECK(what != QUERY_HAS_NONE);
	return *(int64_t *)state;
}

static uint32_t find(sqlite3 *db, void *ctx, const struct query *query, const struct query_env *env, struct err *err)
{
	struct query_plan *plan;

	return query_compile(ctx, query, env, &plan, err) ? world_find(db, plan) : UINT32_MAX;
}

static void check_ways(sqlite3 *db, void *ctx, const struct query *query)
{
	int64_t size = 0;
	const struct query_stats stats = {.tag = named,
					  .feed = named,
					  .group = named,
					  .site = named,
					  .url = url,
					  .has = has,
					  .lang = named,
					  .span = span,
					  .unread = total,
					  .starred = total,
					  .notes = total,
					  .all = total,
					  .state = &size};
	struct query_env env = {.now = WORLD_FIRST + 20 * WORLD_DAY};
	struct err err = {0};
	const uint32_t found = find(db, ctx, query, &env, &err);

	if (found == UINT32_MAX) {
		CHECK(err.msg[0]);
		return;
	}
	env.target = QUERY_BATCH;
	CHECK(find(db, ctx, query, &env, &err) == found);
	env.target = QUERY_ARCHIVE;
	env.stats = &stats;
	for (size = 1; size < 1000000; size *= 60)
		for (int way = 0; way < 4; way++) {
			env.has_unions = way > 0;
			env.by_arrival = way > 1;
			env.sorts_arrivals = way > 2;
			CHECK(find(db, ctx, query, &env, &err) == found);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static sqlite3 *db; /* one for all inputs: it is only read */
	void *ctx = talloc_new(NULL);
	char *text = talloc_strndup(ctx, (const char *)data, size);
	struct query *query, *again;
	struct err err = {0};
	AUTO_BUF once = BUF_INIT(MIB(1));
	AUTO_BUF twice = BUF_INIT(MIB(1));

	if (!db)
		db = world_open();
	if (!query_parse(ctx, text, &names, &query, &err)) {
		CHECK(err.msg[0] && err.len > 0 && err.at + err.len <= strlen(text) + 1);
	} else {
		query_format(query, &once);
		CHECK(buf_ok(&once));
		if (once.len <= QUERY_BYTES_MAX) {
			CHECK(query_parse(ctx, buf_str(&once), &names, &again, &err));
			query_format(again, &twice);
			CHECK(!strcmp(buf_str(&once), buf_str(&twice)));
		}
		if (size < 400)
			check_ways(db, ctx, query);
	}
	talloc_free(ctx);
	return 0;
}
