/* letter.c: a message of the outbox as channels get it: its alerts with their articles, or a text of its own. */
#include "letter.h"

#include <string.h>

#include <jansson.h>

#include "telex/json_out.h"
#include "telex/report_json.h"
#include "telex/utf8.h"

enum { VAR_BYTES = 2000 };
#define JSON_MAX MIB(1)

/* ---- alerts ---- */

/* The first sentence of the evidence that is not the title, which is said anyway. */
static const char *sentence_of(void *ctx, const char *evidence)
{
	json_t *list = evidence ? json_loads(evidence, 0, NULL) : NULL, *one;
	const char *found = "";
	size_t i;

	json_array_foreach(list, i, one)
	{
		const char *sentence = json_string_value(json_object_get(one, "sentence"));
		const char *field = json_string_value(json_object_get(one, "field"));

		if (sentence && *sentence && (!field || strcmp(field, "title") != 0)) {
			found = mem_strdup(ctx, sentence);
			break;
		}
	}
	json_decref(list);
	return found;
}

static bool read_rows(struct letter *l, struct store *store, const struct outbox_message *from, struct store_rows **ret,
		      struct err *err)
{
	int64_t *ids = mem_array(l, int64_t, from->n_alerts + 1);

	for (size_t i = 0; i < from->n_alerts; i++)
		ids[i] = from->alerts[i]->article_id;
	return store_rows_by_id(store, l, ids, from->n_alerts, STORE_FULL, ret, err);
}

static bool fill_item(struct letter *l, struct notify_item *item, const struct alert *alert,
		      const struct store_rows *rows, struct err *err)
{
	AUTO_BUF json = BUF_INIT(JSON_MAX);

	report_alert_json(alert, rows, &json);
	if (!buf_ok(&json))
		return err_set(err, ERR_LIMIT, "alert %lld is too large to be sent", (long long)alert->id);
	*item = (struct notify_item){.id = alert->id,
				     .title = mem_strdup(l, alert->title ? alert->title : ""),
				     .url = mem_strdup(l, alert->url ? alert->url : ""),
				     .outlet = mem_strdup(l, alert->outlet ? alert->outlet : ""),
				     .sentence = sentence_of(l, alert->evidence),
				     .at = WHEN_NONE,
				     .json = buf_steal(&json, l)};
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].id == alert->article_id)
			item->at = rows->rows[i].published;
	return true;
}

static bool fill_alerts(struct letter *l, struct store *store, const struct outbox_message *from, struct err *err)
{
	struct notify_item *items = mem_array(l, struct notify_item, from->n_alerts + 1);
	enum alert_priority most = ALERT_LOW;
	struct store_rows *rows;

	if (!read_rows(l, store, from, &rows, err))
		return false;
	for (size_t i = 0; i < from->n_alerts; i++) {
		if (!fill_item(l, &items[i], from->alerts[i], rows, err))
			return false;
		most = from->alerts[i]->priority > most ? from->alerts[i]->priority : most;
	}
	l->message.items = items;
	l->message.n_items = from->n_alerts;
	l->message.is_list = from->is_batch || from->n_alerts > 1;
	l->message.is_held = from->is_held;
	l->message.priority = alert_priority_name(most);
	return true;
}

/* ---- a text of its own ---- */

static const char *member(struct letter *l, const json_t *payload, const char *name)
{
	const json_t *value = json_object_get(payload, name);
	char *text, *copy;

	if (!value || json_is_null(value))
		return NULL;
	if (json_is_string(value))
		return mem_strdup(l, json_string_value(value));
	text = json_dumps(value, JSON_COMPACT);
	copy = mem_strdup(l, text ? text : "{}");
	free(text);
	return copy;
}

static bool fill_text(struct letter *l, const struct outbox_message *from, struct err *err)
{
	json_t *payload = from->payload ? json_loads(from->payload, 0, NULL) : NULL;
	AUTO_BUF json = BUF_INIT(JSON_MAX);
	struct notify_message *m = &l->message;

	if (!json_is_object(payload)) {
		json_decref(payload);
		return err_set(err, ERR_DATA, "what is to be sent is damaged");
	}
	m->subject = member(l, payload, "subject");
	m->text = member(l, payload, "text");
	m->html = member(l, payload, "html");
	m->json = member(l, payload, "json");
	json_decref(payload);
	m->subject = m->subject ? m->subject : l->message.rule;
	m->text = m->text ? m->text : "";
	m->priority = alert_priority_name(ALERT_NORMAL);
	if (m->json)
		return true;
	buf_adds(&json, "{\"v\": 1");
	json_out_text(&json, "subject", m->subject);
	json_out_text(&json, "text", m->text);
	buf_addc(&json, '}');
	m->json = buf_ok(&json) ? buf_steal(&json, l) : "{}";
	return true;
}

/* ---- for programs ---- */

/* One line, safe, bounded: an environment is read by scripts that were written in a hurry. */
static void add_var(struct letter *l, const char *name, const char *value)
{
	AUTO_BUF line = BUF_INIT(MIB(1));
	size_t len = strnlen(value, 4 * VAR_BYTES);

	utf8_safe((struct bytes){value, len}, SAFE_LINE, &line);
	buf_truncate(&line, utf8_cut(buf_str(&line), line.len, VAR_BYTES));
	l->vars[l->n_vars++] = (struct actions_var){name, mem_strdup(l, buf_str(&line))};
}

static void add_number(struct letter *l, const char *name, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	add_var(l, name, text);
}

static void fill_vars(struct letter *l, enum outbox_kind kind)
{
	static const char *const kinds[] = {[OUTBOX_ALERT] = "alert", [OUTBOX_DIGEST] = "digest", [OUTBOX_TEST] = "test"};
	const struct notify_message *m = &l->message;
	AUTO_BUF subject = BUF_INIT(KIB(4));

	notify_subject(m, &subject);
	add_var(l, "TELEX_KEY", m->key);
	add_var(l, "TELEX_KIND", kinds[kind]);
	add_var(l, "TELEX_RULE", m->rule);
	add_var(l, "TELEX_PRIORITY", m->priority);
	add_var(l, "TELEX_SUBJECT", buf_str(&subject));
	add_number(l, "TELEX_COUNT", (int64_t)m->n_items);
	if (!m->n_items)
		return;
	add_number(l, "TELEX_ALERT", m->items[0].id);
	add_var(l, "TELEX_TITLE", m->items[0].title);
	add_var(l, "TELEX_URL", m->items[0].url);
	add_var(l, "TELEX_OUTLET", m->items[0].outlet);
	add_var(l, "TELEX_SENTENCE", m->items[0].sentence);
}

bool letter_new(void *ctx, struct store *store, const struct outbox_message *from, int64_t now, struct letter **ret,
		struct err *err)
{
	struct letter *l = mem_new(ctx, struct letter);

	l->message.key = mem_strdup(l, from->key);
	l->message.rule = mem_strdup(l, from->rule);
	l->message.now = now;
	if (from->kind == OUTBOX_ALERT ? !fill_alerts(l, store, from, err) : !fill_text(l, from, err)) {
		talloc_free(l);
		return false;
	}
	fill_vars(l, from->kind);
	*ret = l;
	return true;
}
