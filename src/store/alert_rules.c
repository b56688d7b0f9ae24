/* alert_rules.c: the rules of the configuration as the store keeps them: how far they have judged, what they found. */
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>

#include "telex/alert.h"

static bool put_rule(struct store *store, const struct alert_rule_config *rule, int64_t now, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO rule (name, query, fault, since_at, since_seq)"
		       " SELECT ?1, ?2, ?3, ?4, seq FROM counter WHERE id = 1"
		       " ON CONFLICT (name) DO UPDATE SET fault = excluded.fault, query = excluded.query, is_gone = 0,"
		       "  since_at = iif(query = excluded.query AND is_gone = 0, since_at, excluded.since_at),"
		       "  since_seq = iif(query = excluded.query AND is_gone = 0, since_seq, excluded.since_seq)"
		       " WHERE query <> excluded.query OR is_gone <> 0 OR fault IS NOT excluded.fault",
		       "sssi", rule->name, rule->query, rule->fault, now);
}

static int by_name(const void *pa, const void *pb)
{
	return strcmp(((const struct alert_rule_config *)pa)->name, ((const struct alert_rule_config *)pb)->name);
}

static const struct alert_rule_config *named(const struct alert_rule_config *sorted, size_t n, const char *name)
{
	const struct alert_rule_config key = {.name = name};

	return n ? bsearch(&key, sorted, n, sizeof(key), by_name) : NULL;
}

static bool is_same(const struct alert_rule *have, const struct alert_rule_config *want)
{
	return !have->is_gone && !strcmp(have->query, want->query) &&
	       !strcmp(have->fault ? have->fault : "", want->fault ? want->fault : "");
}

/* A command that only reads need not take the lock. */
static bool is_settled(const struct alert_rules *have, const struct alert_rule_config *sorted, size_t n)
{
	size_t n_same = 0;

	for (size_t i = 0; i < have->n; i++) {
		const struct alert_rule_config *want = named(sorted, n, have->rules[i].name);

		if (want && is_same(&have->rules[i], want))
			n_same++;
		else if (want || !have->rules[i].is_gone)
			return false;
	}
	return n_same == n;
}

static bool settle(struct store *store, const struct alert_rules *have, const struct alert_rule_config *sorted, size_t n,
		   int64_t now, struct err *err)
{
	for (size_t i = 0; i < have->n; i++)
		if (!named(sorted, n, have->rules[i].name) &&
		    !sql_run(store, err, "UPDATE rule SET is_gone = 1, fault = NULL WHERE name = ?1", "s",
			     have->rules[i].name))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!put_rule(store, &sorted[i], now, err))
			return false;
	return true;
}

bool alert_rules_sync(struct store *store, const struct alert_rule_config *rules, size_t n, int64_t now, struct err *err)
{
	struct alert_rule_config *sorted = mem_array(NULL, struct alert_rule_config, n + 1);
	struct alert_rules *have;
	bool ok = alert_rules(store, sorted, &have, err);

	if (n)
		memcpy(sorted, rules, n * sizeof(*rules));
	qsort(sorted, n, sizeof(*sorted), by_name);
	if (ok && !is_settled(have, sorted, n)) {
		ok = sql_begin(store, err);
		if (ok && settle(store, have, sorted, n, now, err))
			ok = sql_commit(store, err);
		else if (ok) {
			sql_rollback(store);
			ok = false;
		}
	}
	talloc_free(sorted);
	return ok;
}

static void read_rule(void *ctx, sqlite3_stmt *stmt, struct alert_rule *ret)
{
	*ret = (struct alert_rule){.name = sql_dup_or_empty(ctx, stmt, 0),
				   .query = sql_dup_or_empty(ctx, stmt, 1),
				   .fault = sql_dup(ctx, stmt, 2),
				   .since = sqlite3_column_int64(stmt, 3),
				   .since_seq = sqlite3_column_int64(stmt, 4),
				   .n_matches = sqlite3_column_int64(stmt, 5),
				   .n_alerts = sqlite3_column_int64(stmt, 6),
				   .n_open = sqlite3_column_int64(stmt, 7),
				   .newest_at = sql_time(stmt, 8),
				   .is_gone = sqlite3_column_int(stmt, 9)};
}

bool alert_rules(struct store *store, void *ctx, struct alert_rules **ret, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT r.name, r.query, r.fault, r.since_at, r.since_seq, r.n_matches,"
		    " (SELECT count(*) FROM alert a WHERE a.rule_id = r.id),"
		    " (SELECT count(*) FROM alert a WHERE a.rule_id = r.id AND a.is_acknowledged = 0),"
		    " (SELECT max(a.raised_at) FROM alert a WHERE a.rule_id = r.id), r.is_gone"
		    " FROM rule r WHERE r.is_gone = 0 OR EXISTS (SELECT 1 FROM alert a WHERE a.rule_id = r.id)"
		    " ORDER BY r.name",
		    err);
	struct alert_rules *list;
	int got;

	if (!stmt)
		return false;
	list = mem_new(ctx, struct alert_rules);
	while ((got = sql_step(store, stmt, err)) > 0) {
		if (list->n % 64 == 0)
			list->rules = mem_grow(list, list->rules, struct alert_rule, list->n + 64);
		read_rule(list, stmt, &list->rules[list->n++]);
	}
	sql_done(store, stmt);
	if (got < 0) {
		talloc_free(list);
		return false;
	}
	*ret = list;
	return true;
}

static bool rename_rule(struct store *store, const char *from, const char *to, struct err *err)
{
	int64_t from_id = 0, to_id = 0, is_used = 0;

	if (!sql_int(store, err, &from_id, "SELECT id FROM rule WHERE name = ?1", "s", from) ||
	    !sql_int(store, err, &to_id, "SELECT id FROM rule WHERE name = ?1", "s", to) ||
	    !sql_int(store, err, &is_used, "SELECT EXISTS (SELECT 1 FROM alert WHERE rule_id = ?1)", "i", to_id))
		return false;
	if (!from_id)
		return err_set(err, ERR_NO_MATCH, "there is no rule %s", from);
	if (is_used)
		return err_set(err, ERR_USAGE, "there are alerts of a rule %s already", to);
	return (!to_id || (sql_run(store, err, "DELETE FROM article_rule WHERE rule_id = ?1", "i", to_id) &&
			   sql_run(store, err, "DELETE FROM rule WHERE id = ?1", "i", to_id))) &&
	       sql_run(store, err, "UPDATE rule SET name = ?2 WHERE id = ?1", "is", from_id, to) &&
	       sql_run(store, err, "UPDATE outbox SET rule = ?2 WHERE rule = ?1 AND state = 0", "ss", from, to) &&
	       sql_run(store, err, "UPDATE outbox SET rule = ?2 WHERE rule = ?1 AND state = 1", "ss", from, to);
}

bool alert_rules_fault(struct store *store, void *ctx, const char **ret_name, const char **ret_fault, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT name, fault FROM rule WHERE fault IS NOT NULL AND is_gone = 0 ORDER BY name LIMIT 1", err);
	const int got = stmt ? sql_step(store, stmt, err) : -1;

	*ret_name = got > 0 ? sql_dup_or_empty(ctx, stmt, 0) : NULL;
	*ret_fault = got > 0 ? sql_dup_or_empty(ctx, stmt, 1) : NULL;
	sql_done(store, stmt);
	return got >= 0;
}

bool alert_rule_rename(struct store *store, const char *from, const char *to, struct err *err)
{
	if (!sql_begin(store, err))
		return false;
	if (rename_rule(store, from, to, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

bool alert_judged(struct store *store, struct err *err)
{
	return sql_run(store, err, "UPDATE counter SET judged_seq = seq WHERE id = 1 AND judged_seq < seq", "");
}

bool alert_rule_ensure(struct store *store, const struct alert_rule_config *rule, int64_t now, struct err *err)
{
	return put_rule(store, rule, now, err);
}
