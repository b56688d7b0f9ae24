/* outbox.c: what is to be delivered: which rows make a message, and how each of them fared.
 *
 * A row waits, is done, or is dead.  At its first try it gets the number of a message, and keeps it: a message that is
 * tried again, after a failure or a crash, holds the same rows under the same key. */
#include "store_priv.h"

#include <string.h>

#include "telex/alert.h"
#include "telex/json_out.h"

static const char *const state_names[] = {
    [OUTBOX_WAITING] = "waiting", [OUTBOX_DONE] = "done", [OUTBOX_DEAD] = "dead"};

const char *outbox_state_name(enum outbox_state state)
{
	return state_names[state];
}

/* ---- rows ---- */

static void read_row(void *ctx, sqlite3_stmt *stmt, struct outbox_row *ret)
{
	*ret = (struct outbox_row){.id = sqlite3_column_int64(stmt, 0),
				   .alert_id = sqlite3_column_int64(stmt, 1),
				   .message = sqlite3_column_int64(stmt, 2),
				   .kind = (enum outbox_kind)sqlite3_column_int(stmt, 3),
				   .state = (enum outbox_state)sqlite3_column_int(stmt, 4),
				   .channel = sql_dup_or_empty(ctx, stmt, 5),
				   .rule = sql_dup_or_empty(ctx, stmt, 6),
				   .title = sql_dup_or_empty(ctx, stmt, 7),
				   .last_error = sql_dup(ctx, stmt, 8),
				   .created_at = sqlite3_column_int64(stmt, 9),
				   .next_at = sqlite3_column_int64(stmt, 10),
				   .first_try_at = sql_time(stmt, 11),
				   .done_at = sql_time(stmt, 12),
				   .tries = sqlite3_column_int64(stmt, 13)};
}

bool outbox_list(struct store *store, void *ctx, const struct outbox_filter *filter, struct outbox_rows **ret,
		 struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT o.id, ifnull(o.alert_id, 0), ifnull(o.message_id, 0), o.kind, o.state, o.channel, o.rule,"
		    " ifnull(l.title, ''), o.last_error, o.created_at, o.next_at, o.first_try_at, o.done_at, o.tries"
		    " FROM outbox o LEFT JOIN alert l ON l.id = o.alert_id"
		    " WHERE ((?1 AND o.state = 0) OR (?2 AND o.state = 2) OR (?3 AND o.state = 1))"
		    " AND (?4 IS NULL OR o.channel = ?4) AND o.id < ?6 ORDER BY o.id DESC LIMIT ?5",
		    err);
	struct outbox_rows *list = mem_new(ctx, struct outbox_rows);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int(stmt, 1, filter->waiting);
		sqlite3_bind_int(stmt, 2, filter->dead);
		sqlite3_bind_int(stmt, 3, filter->done);
		sql_bind_text(stmt, 4, filter->channel);
		sqlite3_bind_int64(stmt, 5, filter->limit ? (int64_t)filter->limit : -1);
		sqlite3_bind_int64(stmt, 6, INT64_MAX);
	}
	while (stmt && (got = sql_step(store, stmt, err)) > 0) {
		if (list->n % 64 == 0)
			list->rows = mem_grow(list, list->rows, struct outbox_row, list->n + 64);
		read_row(list, stmt, &list->rows[list->n++]);
	}
	sql_done(store, stmt);
	if (got < 0) {
		talloc_free(list);
		return false;
	}
	*ret = list;
	return true;
}

bool outbox_put(struct store *store, const char *channel, const char *rule, enum outbox_kind kind, const char *payload,
		int64_t now, int64_t *ret_id, struct err *err)
{
	*ret_id = 0;
	return sql_int(store, err, ret_id,
		       "INSERT INTO outbox (channel, rule, kind, payload, created_at, next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)"
		       " RETURNING id",
		       "ssisi", channel, rule, (int64_t)kind, payload, now);
}

static bool put_digest(struct store *store, const char *digest, int64_t seq, const char *const *channels, size_t n,
		       const char *payload, int64_t now, struct err *err)
{
	int64_t id;

	for (size_t i = 0; i < n; i++)
		if (!outbox_put(store, channels[i], digest, OUTBOX_DIGEST, payload, now, &id, err))
			return false;
	return store_digest_advance(store, digest, seq, now, err);
}

bool outbox_put_digest(struct store *store, const char *digest, int64_t seq, const char *const *channels, size_t n,
		       const char *payload, int64_t now, struct err *err)
{
	if (!sql_begin(store, err))
		return false;
	if (put_digest(store, digest, seq, channels, n, payload, now, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

/* ---- messages ---- */

struct due {
	struct outbox_message *heads;
	size_t n;
	bool (*is_batched)(void *state, const char *rule);
	void *state;
};

/* The head of the message that a row which was not tried yet belongs to, when there is one already. */
static struct outbox_message *head_of(const struct due *due, const char *rule, const char *channel, bool is_held)
{
	for (size_t i = 0; i < due->n; i++) {
		struct outbox_message *head = &due->heads[i];

		if (head->is_batch && !head->is_fixed && head->is_held == is_held && !strcmp(head->rule, rule) &&
		    !strcmp(head->channel, channel))
			return head;
	}
	return NULL;
}

static struct outbox_message *message_of(const struct due *due, int64_t id)
{
	for (size_t i = 0; i < due->n; i++)
		if (due->heads[i].id == id)
			return &due->heads[i];
	return NULL;
}

static void add_due(struct due *due, void *ctx, sqlite3_stmt *stmt)
{
	const int64_t id = sqlite3_column_int64(stmt, 0), message = sqlite3_column_int64(stmt, 1);
	const bool is_held = sqlite3_column_int(stmt, 5);
	struct outbox_message head = {.id = message ? message : id,
				      .kind = (enum outbox_kind)sqlite3_column_int(stmt, 2),
				      .channel = sql_dup_or_empty(ctx, stmt, 3),
				      .rule = sql_dup_or_empty(ctx, stmt, 4),
				      .tries = sqlite3_column_int64(stmt, 6),
				      .first_try_at = sql_time(stmt, 7),
				      .is_fixed = message,
				      .is_held = is_held};
	struct outbox_message *there;

	head.is_batch = head.kind == OUTBOX_ALERT &&
			(is_held || (due->is_batched && due->is_batched(due->state, head.rule)));
	there = message		? message_of(due, message)
		: head.is_batch ? head_of(due, head.rule, head.channel, is_held)
				: NULL;
	if (there) {
		there->id = !message && head.id < there->id ? head.id : there->id;
		return;
	}
	if (due->n % 64 == 0)
		due->heads = mem_grow(ctx, due->heads, struct outbox_message, due->n + 64);
	due->heads[due->n++] = head;
}

static void put_names(const char *const *names, size_t n, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(names[i], out);
	}
	buf_addc(out, ']');
}

bool outbox_due(struct store *store, void *ctx, const struct outbox_wish *wish, struct outbox_message **ret, size_t *ret_n,
		struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT id, ifnull(message_id, 0), kind, channel, rule, is_held, tries, first_try_at"
				     " FROM outbox WHERE state = 0 AND next_at <= ?1"
				     " AND channel NOT IN (SELECT value FROM json_each(?3)) ORDER BY next_at LIMIT ?2",
				     err);
	struct due due = {.is_batched = wish->is_batched, .state = wish->state};
	AUTO_BUF names = BUF_INIT(MIB(1));
	int got = -1;

	put_names(wish->without, wish->n_without, &names);
	if (stmt) {
		sqlite3_bind_int64(stmt, 1, wish->is_forced ? INT64_MAX : wish->now);
		sqlite3_bind_int(stmt, 2, OUTBOX_DUE_MAX);
		sql_bind_text(stmt, 3, buf_str(&names));
	}
	while (stmt && (got = sql_step(store, stmt, err)) > 0)
		add_due(&due, ctx, stmt);
	sql_done(store, stmt);
	*ret = due.heads;
	*ret_n = due.n;
	return got == 0;
}

/* Fix the rows of a message that was not tried yet. */
static bool bind_rows(struct store *store, const struct outbox_message *head, struct err *err)
{
	if (head->is_fixed)
		return true;
	if (!head->is_batch)
		return sql_run(store, err,
			       "UPDATE outbox SET message_id = id WHERE id = ?1 AND state = 0 AND message_id IS NULL", "i",
			       head->id);
	return sql_run(store, err,
		       "UPDATE outbox SET message_id = ?1 WHERE id IN (SELECT id FROM outbox WHERE state = 0 AND rule = ?2"
		       " AND channel = ?3 AND message_id IS NULL AND kind = 0 AND is_held = ?4 AND id >= ?1"
		       " ORDER BY rule, channel, id LIMIT ?5)",
		       "issii", head->id, head->rule, head->channel, (int64_t)head->is_held,
		       (int64_t)OUTBOX_MESSAGE_MAX);
}

static bool read_alerts(struct store *store, struct outbox_message *message, int64_t now, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT " ALERT_COLUMNS " CROSS JOIN outbox m ON m.alert_id = l.id"
				     " WHERE m.message_id = ?1 AND m.state = 0",
				     err);
	struct alerts *list = mem_new(message, struct alerts);
	bool ok;

	if (stmt)
		sqlite3_bind_int64(stmt, 1, message->id);
	ok = alert_read_rows(store, list, stmt, now, list, err);
	sql_done(store, stmt);
	message->alerts = mem_array(message, struct alert *, list->n + 1);
	message->n_alerts = list->n;
	message->is_batch |= list->n > 1;
	for (size_t i = 0; i < list->n; i++)
		message->alerts[i] = &list->alerts[i];
	return ok;
}

/* Of its rows the first tells what they have in common. */
static bool read_head(struct store *store, struct outbox_message *message, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT o.channel, o.rule, o.kind, o.payload, o.tries, o.first_try_at, o.is_held, c.uid"
				     " FROM outbox o CROSS JOIN counter c ON c.id = 1"
				     " WHERE o.message_id = ?1 AND o.state = 0 LIMIT 1",
				     err);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, message->id);
		got = sql_step(store, stmt, err);
	}
	if (got > 0) {
		message->channel = sql_dup_or_empty(message, stmt, 0);
		message->rule = sql_dup_or_empty(message, stmt, 1);
		message->kind = (enum outbox_kind)sqlite3_column_int(stmt, 2);
		message->payload = sql_dup(message, stmt, 3);
		message->tries = sqlite3_column_int64(stmt, 4);
		message->first_try_at = sql_time(stmt, 5);
		message->is_held = sqlite3_column_int(stmt, 6);
		message->key = mem_printf(message, "telex-%s-%lld", sql_dup_or_empty(message, stmt, 7),
					  (long long)message->id);
	}
	sql_done(store, stmt);
	if (got == 0)
		return err_set(err, ERR_NO_MATCH, "nothing of this message waits any more");
	return got > 0;
}

static bool take(struct store *store, const struct outbox_message *head, struct outbox_message *message, int64_t now,
		 struct err *err)
{
	return bind_rows(store, head, err) && read_head(store, message, err) &&
	       (message->kind != OUTBOX_ALERT || read_alerts(store, message, now, err)) &&
	       sql_run(store, err,
		       "UPDATE outbox SET tries = tries + 1, first_try_at = ifnull(first_try_at, ?2)"
		       " WHERE message_id = ?1 AND state = 0",
		       "ii", message->id, now);
}

bool outbox_take(struct store *store, void *ctx, const struct outbox_message *head, int64_t now,
		 struct outbox_message **ret, struct err *err)
{
	struct outbox_message *message = mem_new(ctx, struct outbox_message);
	bool ok = sql_begin(store, err);

	message->id = head->id;
	message->is_batch = head->is_batch;
	if (ok && !take(store, head, message, now, err)) {
		sql_rollback(store);
		ok = false;
	}
	if (ok)
		ok = sql_commit(store, err);
	if (ok)
		*ret = message;
	else
		talloc_free(message);
	return ok;
}

/* ---- how it fared ---- */

bool outbox_done(struct store *store, int64_t message, int64_t now, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE outbox SET state = 1, done_at = ?2, last_error = NULL WHERE message_id = ?1 AND state = 0",
		       "ii", message, now);
}

bool outbox_failed(struct store *store, int64_t message, const char *error, int64_t next_at, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE outbox SET last_error = ?2, state = iif(?3 IS NULL, 2, 0), next_at = ifnull(?3, next_at)"
		       " WHERE message_id = ?1 AND state = 0",
		       "ist", message, error, next_at);
}

bool outbox_postpone(struct store *store, const struct outbox_message *head, int64_t next_at, bool is_held,
		     struct err *err)
{
	if (head->is_fixed)
		return sql_run(store, err, "UPDATE outbox SET next_at = ?2 WHERE message_id = ?1 AND state = 0", "ii",
			       head->id, next_at);
	if (!head->is_batch)
		return sql_run(store, err,
			       "UPDATE outbox SET next_at = ?2, is_held = ?3 WHERE id = ?1 AND state = 0", "iii",
			       head->id, next_at, (int64_t)is_held);
	return sql_run(store, err,
		       "UPDATE outbox SET next_at = max(?4, next_at), is_held = max(is_held, ?5) WHERE state = 0"
		       " AND rule = ?1 AND channel = ?2 AND message_id IS NULL AND kind = 0 AND is_held = ?3",
		       "ssiii", head->rule, head->channel, (int64_t)head->is_held, next_at, (int64_t)is_held);
}

bool outbox_next(struct store *store, int64_t *ret, struct err *err)
{
	*ret = WHEN_NONE;
	return sql_int(store, err, ret, "SELECT next_at FROM outbox WHERE state = 0 ORDER BY next_at LIMIT 1", "");
}

bool outbox_sent_since(struct store *store, const char *rule, const char *channel, int64_t since, int64_t *ret,
		       struct err *err)
{
	*ret = 0;
	return sql_int(store, err, ret,
		       "SELECT count(DISTINCT message_id) FROM outbox WHERE state = 1 AND rule = ?1 AND channel = ?2"
		       " AND done_at >= ?3",
		       "ssi", rule, channel, since);
}

static bool resend_all(struct store *store, int64_t now, int64_t *ret_n, struct err *err)
{
	return sql_int(store, err, ret_n, "SELECT count(*) FROM outbox WHERE state = 2", "") &&
	       sql_run(store, err,
		       "UPDATE outbox SET state = 0, next_at = ?1, first_try_at = NULL, tries = 0 WHERE state = 2", "i", now);
}

/* The rows of one message are sent again together, as it was. */
static bool resend_some(struct store *store, const int64_t *ids, size_t n, int64_t now, int64_t *ret_n, struct err *err)
{
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t is_hit = 0;

		if (!sql_int(store, err, &is_hit,
			     "UPDATE outbox SET state = 0, next_at = ?2, first_try_at = NULL, tries = 0"
			     " WHERE state <> 1 AND (id = ?1 OR message_id = (SELECT message_id FROM outbox WHERE id = ?1))"
			     " RETURNING 1",
			     "ii", ids[i], now))
			return false;
		*ret_n += is_hit;
	}
	return true;
}

bool outbox_resend(struct store *store, const int64_t *ids, size_t n, int64_t now, int64_t *ret_n, struct err *err)
{
	*ret_n = 0;
	if (!sql_begin(store, err))
		return false;
	if (n ? resend_some(store, ids, n, now, ret_n, err) : resend_all(store, now, ret_n, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

bool outbox_totals(struct store *store, struct outbox_totals *ret, struct err *err)
{
	*ret = (struct outbox_totals){.oldest_at = WHEN_NONE};
	return sql_int(store, err, &ret->waiting, "SELECT count(*) FROM outbox WHERE state = 0", "") &&
	       sql_int(store, err, &ret->dead, "SELECT count(*) FROM outbox WHERE state = 2", "") &&
	       (!ret->waiting ||
		sql_int(store, err, &ret->oldest_at, "SELECT min(created_at) FROM outbox WHERE state = 0", ""));
}
