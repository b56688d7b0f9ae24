/* alerts.c: alerts: raised once, read, acknowledged. */
#include "store_priv.h"

#include <string.h>

#include "telex/alert.h"

static const char *const priority_names[] = {
    [ALERT_LOW] = "low", [ALERT_NORMAL] = "normal", [ALERT_HIGH] = "high"};
static const char *const state_names[] = {
    [ALERT_NEW] = "new", [ALERT_ACKNOWLEDGED] = "acknowledged", [ALERT_SNOOZED] = "snoozed"};

const char *alert_priority_name(enum alert_priority priority)
{
	return priority_names[priority];
}

const char *alert_state_name(enum alert_state state)
{
	return state_names[state];
}

/* ---- raising ---- */

/* An article as the question whether it may alert sees it. */
struct subject {
	bool is_there, is_out;
	int64_t age_s; /* at first sight */
	int64_t version, story, outlets;
};

static bool read_subject(struct store *store, int64_t id, struct subject *ret, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT a.is_muted = 1 OR a.is_hidden = 1, max(a.arrived_at - a.id / 16, 0), a.version,"
		    " ifnull(a.story_id, a.id), " STORY_OUTLETS("a") " FROM article a WHERE a.id = ?1",
		    err);
	int got = -1;

	*ret = (struct subject){0};
	if (stmt) {
		sqlite3_bind_int64(stmt, 1, id);
		got = sql_step(store, stmt, err);
	}
	if (got > 0)
		*ret = (struct subject){.is_there = true,
					.is_out = sqlite3_column_int(stmt, 0),
					.age_s = sqlite3_column_int64(stmt, 1),
					.version = sqlite3_column_int64(stmt, 2),
					.story = sqlite3_column_int64(stmt, 3),
					.outlets = sqlite3_column_int64(stmt, 4)};
	sql_done(store, stmt);
	if (got == 0)
		return err_set(err, ERR_NO_MATCH, "there is no article %lld", (long long)id);
	return got > 0;
}

static int64_t step_of(const struct alert_manner *manner, int64_t outlets)
{
	size_t n = 0;

	while (n < manner->n_steps && outlets >= manner->steps[n])
		n++;
	return (int64_t)n;
}

/* What alert.version holds. */
static int64_t version_of(const struct alert_manner *manner, const struct subject *subject)
{
	switch (manner->once) {
	case ALERT_ONCE_UPDATE:
		return subject->version;
	case ALERT_ONCE_STORY:
		return step_of(manner, subject->outlets);
	default:
		return 0;
	}
}

static bool judge(struct store *store, const struct alert_manner *manner, int64_t article_id,
		  const struct subject *subject, enum alert_outcome *ret, int64_t *ret_id, struct err *err)
{
	int64_t same = 0, told = 0;

	if (!sql_int(store, err, &same,
		     "SELECT id FROM alert WHERE rule_id = (SELECT id FROM rule WHERE name = ?1) AND article_id = ?2"
		     " AND version = ?3",
		     "sii", manner->rule, article_id, version_of(manner, subject)))
		return false;
	if (!same && manner->once == ALERT_ONCE_STORY &&
	    !sql_int(store, err, &told,
		     "SELECT id FROM alert WHERE rule_id = (SELECT id FROM rule WHERE name = ?1) AND story_id = ?2"
		     " AND step >= ?3 LIMIT 1",
		     "sii", manner->rule, subject->story, step_of(manner, subject->outlets)))
		return false;
	*ret_id = same ? same : told;
	*ret = same							       ? ALERT_ALREADY
	       : told							       ? ALERT_STORY_KNOWN
	       : subject->is_out					       ? ALERT_IS_MUTED
	       : manner->max_age_s >= 0 && subject->age_s > manner->max_age_s ? ALERT_TOO_OLD
									       : ALERT_RAISED;
	return true;
}

bool alert_judge(struct store *store, const struct alert_manner *manner, int64_t article_id, enum alert_outcome *ret,
		 int64_t *ret_id, struct err *err)
{
	struct subject subject;

	return read_subject(store, article_id, &subject, err) &&
	       judge(store, manner, article_id, &subject, ret, ret_id, err);
}

static bool deliver(struct store *store, const struct alert_manner *manner, int64_t alert_id, int64_t now,
		    struct err *err)
{
	for (size_t i = 0; i < manner->n_channels; i++)
		if (!sql_run(store, err,
			     "INSERT INTO outbox (alert_id, channel, rule, kind, created_at, next_at)"
			     " VALUES (?1, ?2, ?3, 0, ?4, ?5) ON CONFLICT DO NOTHING",
			     "issii", alert_id, manner->channels[i], manner->rule, now, now + manner->batch_s))
			return false;
	return true;
}

static bool write_alert(struct store *store, const struct alert_manner *manner, int64_t article_id,
			const struct subject *subject, const char *evidence, int64_t now, int64_t *ret_id,
			struct err *err)
{
	return sql_int(store, err, ret_id,
		       "INSERT INTO alert (rule_id, article_id, version, story_id, step, raised_at, priority, query,"
		       "  title, url, outlet, evidence)"
		       " SELECT r.id, a.id, ?3, ?4, iif(?5 < 0, NULL, ?5), ?6, ?7, ?8, t.title, a.url,"
		       "  ifnull(nullif(f.title, ''), f.name), ?9"
		       " FROM rule r CROSS JOIN article a ON a.id = ?2 CROSS JOIN article_text t ON t.id = a.id"
		       " CROSS JOIN feed f ON f.id = a.feed_id WHERE r.name = ?1"
		       " ON CONFLICT DO NOTHING RETURNING id",
		       "siiiiiiss", manner->rule, article_id, version_of(manner, subject), subject->story,
		       manner->once == ALERT_ONCE_STORY ? step_of(manner, subject->outlets) : -1, now,
		       (int64_t)manner->priority, manner->query, evidence);
}

bool alert_raise(struct store *store, const struct alert_manner *manner, int64_t article_id,
		 const char *(*evidence)(void *state, int64_t article_id), void *state, int64_t now,
		 enum alert_outcome *ret, struct err *err)
{
	struct subject subject;
	int64_t id = 0;

	if (!sql_run(store, err,
		     "INSERT INTO article_rule (rule_id, article_id, score) SELECT id, ?2, ?3 FROM rule WHERE name = ?1"
		     " ON CONFLICT DO NOTHING",
		     "sii", manner->rule, article_id, manner->score) ||
	    !read_subject(store, article_id, &subject, err) ||
	    !judge(store, manner, article_id, &subject, ret, &id, err))
		return false;
	if (*ret != ALERT_RAISED)
		return true;
	id = 0;
	if (!write_alert(store, manner, article_id, &subject, evidence(state, article_id), now, &id, err))
		return false;
	return !id || deliver(store, manner, id, now, err);
}

/* ---- reading ---- */

static void read_alert(void *ctx, sqlite3_stmt *stmt, int64_t now, struct alert *ret)
{
	*ret = (struct alert){.id = sqlite3_column_int64(stmt, 0),
			      .article_id = sqlite3_column_int64(stmt, 1),
			      .story_id = sqlite3_column_int64(stmt, 2),
			      .version = sqlite3_column_int64(stmt, 3),
			      .at = sqlite3_column_int64(stmt, 4),
			      .snoozed_until = sql_time(stmt, 5),
			      .priority = (enum alert_priority)sqlite3_column_int(stmt, 7),
			      .rule = sql_dup_or_empty(ctx, stmt, 8),
			      .query = sql_dup_or_empty(ctx, stmt, 9),
			      .title = sql_dup_or_empty(ctx, stmt, 10),
			      .url = sql_dup_or_empty(ctx, stmt, 11),
			      .outlet = sql_dup_or_empty(ctx, stmt, 12),
			      .evidence = sql_dup_or_empty(ctx, stmt, 13),
			      .n_waiting = sqlite3_column_int64(stmt, 14),
			      .n_dead = sqlite3_column_int64(stmt, 15)};
	if (ret->priority < ALERT_LOW || ret->priority > ALERT_HIGH)
		ret->priority = ALERT_NORMAL;
	ret->state = sqlite3_column_int(stmt, 6)					? ALERT_ACKNOWLEDGED
		     : ret->snoozed_until != WHEN_NONE && ret->snoozed_until > now ? ALERT_SNOOZED
										   : ALERT_NEW;
}

bool alert_read_rows(struct store *store, void *ctx, sqlite3_stmt *stmt, int64_t now, struct alerts *ret,
		     struct err *err)
{
	int got = -1;

	while (stmt && (got = sql_step(store, stmt, err)) > 0) {
		if (ret->n % 64 == 0)
			ret->alerts = mem_grow(ctx, ret->alerts, struct alert, ret->n + 64);
		read_alert(ctx, stmt, now, &ret->alerts[ret->n++]);
	}
	return got == 0;
}

/* The conditions of a filter, as far as it has any: an index is taken by what stands in the text. */
static void put_filter(const struct alert_filter *filter, struct buf *sql)
{
	buf_adds(sql, "SELECT " ALERT_COLUMNS " WHERE l.id < ?1");
	if (filter->rule)
		buf_adds(sql, " AND r.name = ?2");
	if (filter->article_id)
		buf_adds(sql, " AND l.article_id = ?3");
	if (!filter->with_acknowledged)
		buf_adds(sql, " AND l.is_acknowledged = 0");
	if (!filter->with_snoozed)
		buf_adds(sql, " AND ifnull(l.snoozed_until, 0) <= ?4");
	if (filter->since != WHEN_NONE)
		buf_adds(sql, " AND l.raised_at >= ?5");
	buf_adds(sql, " ORDER BY l.id DESC LIMIT ?6");
}

bool alert_list(struct store *store, void *ctx, const struct alert_filter *filter, int64_t now, struct alerts **ret,
		struct err *err)
{
	AUTO_BUF sql = BUF_INIT(KIB(4));
	struct alerts *list = mem_new(ctx, struct alerts);
	sqlite3_stmt *stmt;
	bool ok;

	put_filter(filter, &sql);
	stmt = sql_get(store, buf_str(&sql), err);
	if (stmt) {
		const int n = sqlite3_bind_parameter_count(stmt);

		sqlite3_bind_int64(stmt, 1, filter->below ? filter->below : INT64_MAX);
		if (n >= 2 && filter->rule)
			sql_bind_text(stmt, 2, filter->rule);
		sqlite3_bind_int64(stmt, 3, filter->article_id);
		sqlite3_bind_int64(stmt, 4, now);
		if (filter->since != WHEN_NONE)
			sqlite3_bind_int64(stmt, 5, filter->since);
		sqlite3_bind_int64(stmt, 6, filter->limit ? (int64_t)filter->limit : -1);
	}
	ok = alert_read_rows(store, list, stmt, now, list, err);
	sql_done(store, stmt);
	if (!ok) {
		talloc_free(list);
		return false;
	}
	*ret = list;
	return true;
}

bool alert_get(struct store *store, void *ctx, int64_t id, int64_t now, struct alert **ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, "SELECT " ALERT_COLUMNS " WHERE l.id = ?1", err);
	struct alerts *list = mem_new(ctx, struct alerts);
	bool ok;

	if (stmt)
		sqlite3_bind_int64(stmt, 1, id);
	ok = alert_read_rows(store, list, stmt, now, list, err);
	sql_done(store, stmt);
	if (ok && !list->n)
		ok = err_set(err, ERR_NO_MATCH, "there is no alert %lld", (long long)id);
	if (ok)
		*ret = list->alerts;
	else
		talloc_free(list);
	return ok;
}

bool alert_set_state(struct store *store, const int64_t *ids, size_t n, enum alert_state state, int64_t until,
		     int64_t now, int64_t *ret_changed, struct err *err)
{
	int64_t changed = 0;
	bool ok;

	if (state == ALERT_SNOOZED && until <= now)
		return err_set(err, ERR_USAGE, "a snooze ends later than now");
	if (!sql_begin(store, err))
		return false;
	ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		int64_t is_hit = 0;

		ok = sql_int(store, err, &is_hit,
			     "UPDATE alert SET is_acknowledged = ?2, snoozed_until = ?3 WHERE id = ?1"
			     " AND (is_acknowledged <> ?2 OR snoozed_until IS NOT ?3) RETURNING 1",
			     "iit", ids[i], (int64_t)(state == ALERT_ACKNOWLEDGED),
			     state == ALERT_SNOOZED ? until : WHEN_NONE);
		changed += is_hit;
	}
	if (ok)
		ok = sql_commit(store, err);
	else
		sql_rollback(store);
	if (ok && ret_changed)
		*ret_changed = changed;
	return ok;
}

bool alert_totals(struct store *store, int64_t now, int64_t *ret_new, int64_t *ret_newest, struct err *err)
{
	*ret_new = *ret_newest = 0;
	return sql_int(store, err, ret_new,
		       "SELECT count(*) FROM alert WHERE is_acknowledged = 0 AND ifnull(snoozed_until, 0) <= ?1", "i",
		       now) &&
	       sql_int(store, err, ret_newest, "SELECT ifnull(max(id), 0) FROM alert", "");
}
