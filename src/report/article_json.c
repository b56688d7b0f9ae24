/* article_json.c: an article as the JSON that scripts and receivers get (design section 10). */
#include "telex/report_json.h"

#include "telex/json_out.h"

static void json_array(struct buf *out, const char *name, const char *const *values, size_t n)
{
	buf_addf(out, ", \"%s\": [", name);
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(values[i], out);
	}
	buf_addc(out, ']');
}

static void json_has(const struct store_row *row, struct buf *out)
{
	const char *has[3];
	size_t n = 0;

	if (row->has_enclosure)
		has[n++] = "enclosure";
	if (row->has_text)
		has[n++] = "text";
	if (row->has_image)
		has[n++] = "image";
	json_array(out, "has", has, n);
}

void report_article_members(const struct store_row *row, struct buf *out)
{
	buf_addf(out, "\"v\": 1, \"id\": %lld", (long long)row->id);
	json_out_text(out, "url", row->url);
	json_out_text(out, "canonical_url", row->canonical_url);
	json_out_text(out, "title", row->title);
	json_out_text(out, "author", row->author);
	json_out_text(out, "feed", row->feed);
	json_array(out, "feeds", row->feeds, row->n_feeds);
	json_out_when(out, "published", row->published);
	json_out_when(out, "arrived", row->arrived);
	json_array(out, "tags", row->tags, row->n_tags);
	json_out_bool(out, "is_read", row->is_read);
	json_out_bool(out, "is_starred", row->is_starred);
	json_has(row, out);
	json_out_text(out, "summary", row->summary);
	buf_addf(out, ", \"story_id\": %lld", (long long)row->story_id);
}
