/* url_canonical.c: when two addresses are the same article: tracking parameters, AMP and mobile forms, host
 * case. */
#include "telex/url.h"

#include <string.h>
#include <strings.h>

#include "telex/buf.h"
#include "url_split.h"

/* Parameters that say where a reader came from, never what is read.  A trailing '*' stands for any rest. */
static const char *const tracking[] = {
    /* analytics of the site */
    "utm_*",
    "itm_*",
    "pk_*",
    "mtm_*",
    "piwik_*",
    "matomo_*",
    "hsa_*",
    "at_medium",
    "at_campaign",
    "at_custom*",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "wt_mc",
    "wt.mc_id",
    "wt_zmc",
    "xtor",
    "icid",
    "cmpid",
    "s_cid",
    "sc_cid",
    "s_kwcid",
    "ef_id",
    "_openstat",
    "_ga",
    "_gl",
    "ftag",
    "ocid",
    "cvid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "rb_clickid",
    "srsltid",
    "spm",
    "trk",
    "trkcampaign",
    /* advertisers and social networks */
    "fbclid",
    "fb_action_*",
    "fb_ref",
    "fb_source",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mibextid",
    "li_fat_id",
    "epik",
    "ref_src",
    "ref_url",
    "sr_share",
    /* newsletters */
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "wickedid",
    "sfmc_*",
    "dm_i",
    "_ke",
    "ml_subscriber*",
};
/* Names and pairs that choose the AMP form, never another article. */
static const char *const amp_names[] = {"amp", "amp_js_v*", "amp_gsa"};
static const char *const amp_pairs[] = {"outputtype=amp", "output=amp"};
static const char *const host_prefixes[] = {"www.", "m.", "mobile.", "amp."};

static bool matches(struct bytes word, const char *pattern)
{
	size_t len = strlen(pattern);

	if (pattern[len - 1] == '*')
		return word.len >= len - 1 && !strncasecmp(word.data, pattern, len - 1);
	return word.len == len && !strncasecmp(word.data, pattern, len);
}

static bool is_one_of(struct bytes word, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (matches(word, table[i]))
			return true;
	}
	return false;
}
#define IS_ONE_OF(word, table) is_one_of((word), (table), sizeof(table) / sizeof((table)[0]))

static struct bytes name_of(struct bytes param)
{
	const char *equals = memchr(param.data, '=', param.len);

	return (struct bytes){param.data, equals ? (size_t)(equals - param.data) : param.len};
}

typedef bool drop_fn(struct bytes param);

static bool is_tracking(struct bytes param)
{
	return IS_ONE_OF(name_of(param), tracking);
}

/* What says nothing about the article: also an empty parameter. */
static bool is_noise(struct bytes param)
{
	return !param.len || is_tracking(param) || IS_ONE_OF(name_of(param), amp_names) ||
	       IS_ONE_OF(param, amp_pairs);
}

/* "?" and what is kept, as it stands and in its order; nothing at all when nothing is kept. */
static void add_query(struct buf *out, const struct url_parts *parts, drop_fn *drop)
{
	const struct bytes query = parts->query;
	char separator = '?';

	if (!parts->has_query)
		return;
	for (size_t at = 0; at <= query.len;) {
		const char *end = memchr(query.data + at, '&', query.len - at);
		struct bytes param = {query.data + at,
				      end ? (size_t)(end - query.data) - at : query.len - at};

		if (!drop(param)) {
			buf_addc(out, separator);
			buf_add(out, param.data, param.len);
			separator = '&';
		}
		at += param.len + 1;
	}
}

/* "#utm_source=rss" marks a link without asking the server; any other fragment may name the article. */
static void add_fragment(struct buf *out, const struct url_parts *parts)
{
	if (!parts->has_fragment || is_tracking(parts->fragment))
		return;
	buf_addc(out, '#');
	buf_add(out, parts->fragment.data, parts->fragment.len);
}

char *url_untrack(void *ctx, const char *url)
{
	struct url_parts parts;
	size_t len = url ? strlen(url) : 0;
	AUTO_BUF out = BUF_INIT(len);

	if (!url)
		return NULL;
	url_split(url, &parts);
	buf_add(&out, url, (size_t)(parts.path.data + parts.path.len - url));
	add_query(&out, &parts, is_tracking);
	add_fragment(&out, &parts);
	return mem_check(buf_steal(&out, ctx));
}

/* The length of s without this end; the whole length when it has another. */
static size_t without_end(struct bytes s, const char *end)
{
	size_t len = strlen(end);

	return s.len > len && !strncasecmp(s.data + s.len - len, end, len) ? s.len - len : s.len;
}

/* /amp/ in front, /amp or .amp behind; a slash at the end says nothing.  What comes out has none of these
 * left. */
static struct bytes article_path(struct bytes path)
{
	static const char *const ends[] = {"/", "/amp", ".amp"};
	size_t before;

	do {
		before = path.len;
		if (path.len > 5 && !strncasecmp(path.data, "/amp/", 5)) {
			path.data += 4;
			path.len -= 4;
		}
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
			path.len = without_end(path, ends[i]);
	} while (path.len != before);
	return path;
}

/* Bytes of a host's prefix that name a form of the site, not the site.  At least two labels stay: m.com is a
 * site. */
static size_t form_prefix(struct bytes host)
{
	for (size_t i = 0; i < sizeof(host_prefixes) / sizeof(host_prefixes[0]); i++) {
		size_t len = strlen(host_prefixes[i]);

		if (host.len > len && !strncasecmp(host.data, host_prefixes[i], len) &&
		    memchr(host.data + len, '.', host.len - len))
			return len;
	}
	return 0;
}

static void add_host(struct buf *out, struct bytes host)
{
	size_t n;

	while (host.len > 1 && host.data[host.len - 1] == '.')
		host.len--;
	while ((n = form_prefix(host)) > 0) {
		host.data += n;
		host.len -= n;
	}
	for (size_t i = 0; i < host.len; i++) {
		char c = host.data[i];

		buf_addc(out, c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c);
	}
}

char *url_canonical(void *ctx, const char *url)
{
	struct url_parts parts;
	struct bytes path;
	AUTO_BUF out = BUF_INIT(URL_MAX + sizeof("https://"));

	if (!url_is_web(url))
		return mem_strdup(ctx, url);
	url_split(url, &parts);
	path = article_path(parts.path);
	buf_adds(&out, "https://");
	add_host(&out, parts.host);
	/* Both, because http and https become one. */
	if (parts.port.len && !matches(parts.port, "80") && !matches(parts.port, "443")) {
		buf_addc(&out, ':');
		buf_add(&out, parts.port.data, parts.port.len);
	}
	buf_add(&out, path.len ? path.data : "/", path.len ? path.len : 1);
	add_query(&out, &parts, is_noise);
	add_fragment(&out, &parts);
	return mem_check(buf_steal(&out, ctx));
}
