/* alert_json.c: an alert with its article and its evidence (design section 8). */
#include "telex/report_json.h"

#include "telex/json_out.h"

static const struct store_row *row_of(const struct store_rows *rows, int64_t id)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].id == id)
			return &rows->rows[i];
	return NULL;
}

static void put_alert(const struct alert *alert, const struct store_row *row, struct buf *out)
{
	buf_addf(out, "\"alert\": %lld", (long long)alert->id);
	json_out_text(out, "rule", alert->rule);
	json_out_text(out, "priority", alert_priority_name(alert->priority));
	json_out_when(out, "raised", alert->at);
	buf_adds(out, ", \"article\": {");
	if (row) {
		report_article_members(row, out);
	} else { /* purged since: what the alert itself remembers */
		buf_addf(out, "\"v\": 1, \"id\": %lld", (long long)alert->article_id);
		json_out_text(out, "url", alert->url);
		json_out_text(out, "title", alert->title);
	}
	buf_addf(out, "}, \"evidence\": %s", alert->evidence && *alert->evidence ? alert->evidence : "[]");
}

void report_alert_json(const struct alert *alert, const struct store_rows *rows, struct buf *out)
{
	buf_adds(out, "{\"v\": 1, ");
	put_alert(alert, row_of(rows, alert->article_id), out);
	buf_addc(out, '}');
}
