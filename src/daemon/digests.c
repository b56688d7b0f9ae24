/* digests.c: digests at their time of day. */
#include "digests.h"

#include "telex/alert.h"
#include "telex/report.h"

#include "judge.h"

enum { LATE_MAX_S = 600 }; /* a digest that never was sent is sent so long after its time */

static int two_digits(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* The last time that it was HH:MM, as the configuration has checked it. */
static int64_t last_time(const char *at, int64_t now)
{
	struct when_civil civil;
	int64_t t;

	when_to_local(now, &civil);
	civil.hour = two_digits(at);
	civil.minute = two_digits(at + 3);
	civil.second = 0;
	t = when_zone_local(&civil);
	if (t <= now)
		return t;
	civil.day--;
	return when_zone_local(&civil);
}

static bool make_sections(void *ctx, const struct conf *conf, const struct conf_digest *digest,
			  struct report_digest_spec *spec, struct err *err)
{
	const struct query_names names = judge_names(conf);
	struct report_section_spec *sections = mem_array(ctx, struct report_section_spec, digest->n_sections + 1);

	for (size_t i = 0; i < digest->n_sections; i++) {
		const char *text;
		struct query *query;

		sections[i].name = digest->sections[i];
		text = conf_section_query(conf, digest->sections[i], &sections[i].kind);
		if (!text || !query_parse(ctx, text, &names, &query, err))
			return err_wrap(err, "digest %s, section %s", digest->name, digest->sections[i]);
		sections[i].query = query;
	}
	spec->sections = sections;
	spec->n_sections = digest->n_sections;
	return true;
}

static bool send_digest(void *ctx, const struct conf *conf, const struct conf_digest *digest, struct store *store,
			int64_t now, struct err *err)
{
	struct report_digest_spec spec = {.name = digest->name, .now = now};
	AUTO_BUF payload = BUF_INIT(MIB(256));
	struct report_digest *made;
	bool is_first;

	if (!make_sections(ctx, conf, digest, &spec, err) || !report_digest_bounds(store, &spec, NULL, &is_first, err) ||
	    !report_digest_make(ctx, store, &spec, &made, err))
		return false;
	if (!made->n_stories) /* nothing to tell: the day is noted, and nobody is written to */
		return report_digest_done(store, made, err);
	report_digest_payload(made, &payload);
	if (!buf_ok(&payload))
		return err_set(err, ERR_LIMIT, "digest %s is too long to be sent", digest->name);
	return outbox_put_digest(store, digest->name, made->upto, digest->channels, digest->n_channels, buf_str(&payload),
				 now, err);
}

static bool is_due(struct store *store, const struct conf_digest *digest, int64_t now, bool *ret, struct err *err)
{
	const int64_t due = last_time(digest->at, now);
	int64_t seq, at;

	*ret = false;
	if (!store_digest_mark(store, digest->name, &seq, &at, err))
		return false;
	if (at != WHEN_NONE) {
		*ret = at < due;
		return true;
	}
	if (now - due <= LATE_MAX_S) {
		*ret = true;
		return true;
	}
	return store_seq_before(store, now - 24 * 3600, &seq, err) && store_digest_advance(store, digest->name, seq, now, err);
}

bool digests_send(const struct conf *conf, struct store *store, int64_t now, size_t *ret_n, struct err *err)
{
	void *ctx = talloc_new(NULL);
	bool ok = true, due;

	*ret_n = 0;
	for (size_t i = 0; ok && i < conf->n_digests; i++) {
		const struct conf_digest *digest = &conf->digests[i];

		if (!digest->at || !digest->n_channels)
			continue;
		ok = is_due(store, digest, now, &due, err) &&
		     (!due || send_digest(ctx, conf, digest, store, now, err));
		*ret_n += ok && due;
	}
	talloc_free(ctx);
	return ok;
}
