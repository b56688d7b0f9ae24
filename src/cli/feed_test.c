/* feed_test.c: `telex feed test`: a feed fetched once, nothing stored; in plain words what is wrong and what
 * would help. */
#include "feed.h"

#include <string.h>

#include <jansson.h>

#include "feeds_file.h"
#include "telex/url.h"
#include "telex/utf8.h"
#include "telex/when.h"
#include "telexd.h"
#include "verdict.h"

enum { EXIT_FAULTY = 2 };

/* ---- the facts ---- */

static void read_names(void *ctx, const json_t *list, struct facts *facts)
{
	const size_t n = json_array_size(list);

	facts->names = mem_array(ctx, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		if (json_string_value(json_array_get(list, i)))
			facts->names[facts->n_names++] =
			    mem_strdup(ctx, json_string_value(json_array_get(list, i)));
}

static int64_t number(const json_t *from, const char *key)
{
	const json_t *value = json_object_get(from, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

static void read_facts(void *ctx, const json_t *from, struct facts *facts)
{
	const struct {
		const char *key;
		const char **at;
	} texts[] = {
	    {"url", &facts->url},
	    {"fault", &facts->fault},
	    {"error", &facts->error},
	    {"content_type", &facts->content_type},
	    {"not_a_feed", &facts->not_a_feed},
	    {"format", &facts->format},
	    {"title", &facts->title},
	    {"problem", &facts->problem},
	    {"newest", &facts->newest},
	};
	const struct {
		const char *key;
		int64_t *at;
	} numbers[] = {
	    {"status", &facts->status},
	    {"ms", &facts->ms},
	    {"bytes", &facts->bytes},
	    {"max_age_s", &facts->max_age_s},
	    {"retry_after_s", &facts->retry_after_s},
	    {"items", &facts->items},
	    {"undated", &facts->undated},
	    {"without_guid", &facts->without_guid},
	    {"repeated_guids", &facts->repeated_guids},
	    {"without_link", &facts->without_link},
	    {"mean_text", &facts->mean_text},
	};
	const struct {
		const char *key;
		bool *at;
	} claims[] = {
	    {"is_moved", &facts->is_moved},
	    {"is_feed", &facts->is_feed},
	    {"etag", &facts->has_etag},
	    {"last_modified", &facts->has_last_modified},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i].at = mem_strdup(ctx, json_string_value(json_object_get(from, texts[i].key)));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		*numbers[i].at = number(from, numbers[i].key);
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		*claims[i].at = json_is_true(json_object_get(from, claims[i].key));
	read_names(ctx, json_object_get(from, "names"), facts);
}

static bool inspect(struct cli *cli, const char *address, struct facts *facts, struct err *err)
{
	AUTO_BUF out = BUF_INIT(MIB(1)), faults = BUF_INIT(KIB(64));
	json_t *object;
	int status;

	if (!telexd_run(cli, (const char *const[]){"inspect", "--config", cli->config_file, address, NULL},
			&out, &faults, &status, err))
		return false;
	if (status != 0)
		return err_set(err, ERR_UNAVAILABLE, "%.*s", (int)strcspn(buf_str(&faults), "\n"),
			       faults.len ? buf_str(&faults) : "telexd failed");
	object = json_loadb(buf_str(&out), out.len, 0, NULL);
	if (!json_is_object(object)) {
		json_decref(object);
		return err_set(err, ERR_UNAVAILABLE, "telexd inspect printed something else than facts");
	}
	read_facts(cli->ctx, object, facts);
	facts->url = facts->url ? facts->url : facts->asked;
	json_decref(object);
	return true;
}

/* What the home page of the site names, for an address where nothing is. */
static void ask_home_page(struct cli *cli, struct facts *facts)
{
	AUTO_BUF out = BUF_INIT(MIB(1)), faults = BUF_INIT(KIB(64));
	const char *home = url_resolve(cli->ctx, facts->url, "/");
	int status;

	if (!home || facts->fault || facts->status != 404 ||
	    !telexd_run(cli, (const char *const[]){"discover", "--config", cli->config_file, home, NULL},
			&out, &faults, &status, NULL))
		return;
	for (const char *s = buf_str(&out); *s;) {
		const size_t len = strcspn(s, "\n");
		const char *url = mem_strndup(cli->ctx, s, len);

		if (url_is_web(url)) {
			facts->names = mem_grow(cli->ctx, facts->names, const char *, facts->n_names + 2);
			facts->names[facts->n_names++] = url;
		}
		s += len + (s[len] == '\n');
	}
}

/* ---- which feed ---- */

/* Its server asked to be left alone: not even for a test. */
static bool is_held(struct cli *cli, const char *name, struct err *err)
{
	struct store_feeds *rows;
	const struct store_feed *row;
	char span[WHEN_AGE_SIZE];

	if (!cli_has_store(cli) || !cli_open_store(cli, STORE_READ, NULL) ||
	    !store_feeds(cli->store, cli->ctx, false, &rows, NULL))
		return false;
	row = feed_find_row(rows, name);
	if (!row || row->state.hold_until <= cli->now)
		return false;
	err_set(err, ERR_PARTIAL, "%s: its server asks to be left alone for %s more, so it was not asked",
		name, when_span(row->state.hold_until - cli->now, span));
	return true;
}

static bool find(struct cli *cli, const char *word, struct facts *facts, const char **ret_address,
		 struct err *err)
{
	const struct conf_feed *feed = feeds_find(cli->conf, word);
	const char *typed = strstr(word, "://") ? word : mem_printf(cli->ctx, "https://%s", word);

	if (!feed && !strchr(word, '.') && !strchr(word, ':'))
		return feeds_unknown(cli, word, err);
	if (!feed)
		feed = feeds_find_url(cli->conf, word);
	facts->name = feed ? feed->name : NULL;
	facts->is_insecure = feed && feed->is_insecure;
	*ret_address = feed ? feed->url : typed;
	if (feed && !url_is_web(feed->url))
		return err_set(err, ERR_USAGE, "the source of %s is a program: telex refresh %s runs it",
			       feed->name, feed->name);
	if (!url_is_web(*ret_address))
		return err_set(err, ERR_USAGE, "'%s' is neither a feed's name nor a web address", word);
	facts->asked = url_redact(cli->ctx, *ret_address);
	return !feed || !is_held(cli, feed->name, err);
}

/* ---- said ---- */

static void add_safe(struct buf *out, const char *text)
{
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, out);
}

static void put_answer(const struct facts *f, struct buf *out)
{
	if (f->status > 0)
		buf_addf(out, "  HTTP %lld in %lld ms", (long long)f->status, (long long)f->ms);
	else
		buf_addf(out, "  no answer, after %lld ms", (long long)f->ms);
	if (f->bytes > 0)
		buf_addf(out, ", %lld.%lld kB", (long long)f->bytes / 1024,
			 (long long)f->bytes % 1024 * 10 / 1024);
	if (f->content_type) {
		buf_adds(out, ", ");
		add_safe(out, f->content_type);
	}
	buf_addc(out, '\n');
	if (!f->is_feed)
		return;
	buf_addf(out, "  %s, %lld item%s", f->format, (long long)f->items, f->items == 1 ? "" : "s");
	if (f->newest)
		buf_addf(out, ", the newest of %.10s", f->newest);
	if (f->title && *f->title) {
		buf_adds(out, ", ");
		add_safe(out, f->title);
	}
	buf_addc(out, '\n');
}

static void put_text(const struct facts *f, const struct verdict *v, struct buf *out)
{
	add_safe(out, f->asked);
	buf_addf(out, " %s\n",
		 v->works && v->n == 0 ? "works, and nothing is wrong with it"
		 : v->works	       ? "works"
				       : "does not work");
	put_answer(f, out);
	for (size_t i = 0; i < v->n; i++) {
		buf_addf(out, "%s: ", verdict_weight_name(v->remarks[i].weight));
		add_safe(out, v->remarks[i].words);
		buf_addc(out, '\n');
		if (!v->remarks[i].advice)
			continue;
		buf_adds(out, "  -> ");
		add_safe(out, v->remarks[i].advice);
		buf_addc(out, '\n');
	}
}

static void json_number(struct buf *out, const char *name, int64_t n)
{
	if (n < 0)
		buf_addf(out, ", \"%s\": null", name);
	else
		buf_addf(out, ", \"%s\": %lld", name, (long long)n);
}

static void json_remarks(const struct verdict *v, struct buf *out)
{
	buf_adds(out, ", \"remarks\": [");
	for (size_t i = 0; i < v->n; i++) {
		buf_addf(out, "%s{\"name\": \"%s\", \"weight\": \"%s\"", i ? ", " : "", v->remarks[i].name,
			 verdict_weight_name(v->remarks[i].weight));
		json_out_text(out, "words", v->remarks[i].words);
		json_out_text(out, "advice", v->remarks[i].advice);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void put_json(const struct facts *f, const struct verdict *v, struct buf *out)
{
	buf_adds(out, "{\"v\": 1");
	json_out_text(out, "name", f->name);
	json_out_text(out, "url", f->asked);
	json_out_text(out, "final_url", f->url);
	buf_addf(out, ", \"works\": %s", v->works ? "true" : "false");
	json_remarks(v, out);
	json_number(out, "http_status", f->status);
	json_out_text(out, "error", f->error);
	json_number(out, "ms", f->ms);
	json_number(out, "bytes", f->bytes);
	json_out_text(out, "content_type", f->content_type);
	json_number(out, "max_age_s", f->max_age_s);
	json_number(out, "retry_after_s", f->retry_after_s);
	buf_addf(out, ", \"has_validators\": %s", f->has_etag || f->has_last_modified ? "true" : "false");
	json_out_text(out, "format", f->format);
	json_out_text(out, "title", f->title);
	json_number(out, "items", f->items);
	json_out_text(out, "newest", f->newest);
	buf_adds(out, ", \"feeds\": [");
	for (size_t i = 0; i < f->n_names; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(f->names[i], out);
	}
	buf_adds(out, "]}\n");
}

static void put_tsv(const struct facts *f, const struct verdict *v, struct buf *out)
{
	(void)f;
	for (size_t i = 0; i < v->n; i++) {
		buf_addf(out, "%s\t%s\t", verdict_weight_name(v->remarks[i].weight), v->remarks[i].name);
		cli_tsv_cell(v->remarks[i].words, out);
		buf_addc(out, '\t');
		cli_tsv_cell(v->remarks[i].advice ? v->remarks[i].advice : "", out);
		buf_addc(out, '\n');
	}
}

int feed_test(struct cli *cli, int argc, char **argv)
{
	static void (*const put[])(const struct facts *f, const struct verdict *v, struct buf *out) = {
	    [CLI_TEXT] = put_text, [CLI_JSON] = put_json, [CLI_JSONL] = put_json, [CLI_TSV] = put_tsv};
	AUTO_BUF out = BUF_INIT(MIB(4));
	struct facts facts = {0};
	struct verdict verdict;
	const char *address = NULL;
	struct err err;

	if (argc != 1)
		return cli_usage(cli, "feed test takes one address, or the name of a feed");
	if (!find(cli, argv[0], &facts, &address, &err) || !inspect(cli, address, &facts, &err))
		return cli_fail(&err);
	ask_home_page(cli, &facts);
	verdict_make(cli->ctx, &facts, &verdict);
	put[cli->format](&facts, &verdict, &out);
	cli_put(&out);
	if (verdict.works)
		return 0;
	return verdict.is_reached ? EXIT_FAULTY : err_exit_status(ERR_UNAVAILABLE);
}
