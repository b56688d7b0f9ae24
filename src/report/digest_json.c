/* digest_json.c: a digest as one JSON object. */
#include "telex/json_out.h"
#include "telex/report.h"

static void put_names(const char *name, const char *const *values, size_t n, struct buf *out)
{
	buf_addf(out, ", \"%s\": [", name);
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(values[i], out);
	}
	buf_addc(out, ']');
}

static void put_story(const struct report_story *story, struct buf *out)
{
	buf_adds(out, "{\"title\": ");
	json_out_string(story->title, out);
	buf_adds(out, ", \"url\": ");
	json_out_string(story->url, out);
	buf_adds(out, ", \"at\": ");
	json_out_time(story->at, out);
	buf_adds(out, ", \"published\": ");
	json_out_time(story->published, out);
	put_names("feeds", story->feeds, story->n_feeds, out);
	put_names("outlets", story->outlets, story->n_feeds, out);
	put_names("tags", story->tags, story->n_tags, out);
	put_names("also_in", story->also, story->n_also, out);
	buf_adds(out, ", \"articles\": [");
	for (size_t i = 0; i < story->n_articles; i++)
		buf_addf(out, "%s%lld", i ? ", " : "", (long long)story->articles[i]);
	buf_adds(out, "]}");
}

static void put_section(const struct report_section *section, struct buf *out)
{
	buf_adds(out, "{\"name\": ");
	json_out_string(section->name, out);
	buf_adds(out, ", \"kind\": ");
	json_out_string(section->kind, out);
	buf_addf(out, ", \"listed_before\": %zu, \"stories\": [", section->n_before);
	for (size_t i = 0; i < section->n; i++) {
		buf_adds(out, i ? ",\n   " : "\n   ");
		put_story(&section->stories[i], out);
	}
	buf_adds(out, "]}");
}

void report_digest_json(const struct report_digest *digest, struct buf *out)
{
	buf_adds(out, "{\"v\": 1, \"digest\": ");
	json_out_string(digest->name, out);
	buf_adds(out, ", \"since\": ");
	json_out_time(digest->since, out);
	buf_adds(out, ", \"until\": ");
	json_out_time(digest->now, out);
	buf_addf(out, ", \"after_seq\": %lld, \"seq\": %lld, \"n_stories\": %zu,\n \"sections\": [",
		 (long long)digest->after, (long long)digest->upto, digest->n_stories);
	for (size_t i = 0; i < digest->n_sections; i++) {
		buf_adds(out, i ? ",\n  " : "\n  ");
		put_section(&digest->sections[i], out);
	}
	buf_adds(out, "]}\n");
}
