/* url_canonical.c: when two addresses are the same article: tracking parameters, AMP and mobile forms, host case. */
#include "telex/url.h"

#include <string.h>
#include <strings.h>

#include "telex/buf.h"
#include "url_split.h"

/* Parameters that say where a reader came from, never what is read.  A trailing '*' stands for any rest. */
static const char *const tracking[] = {
	"utm_*",     "fbclid",	 "gclid",     "gclsrc",	 "dclid",    "gbraid",	   "wbraid",	"msclkid",
	"yclid",     "twclid",	 "ttclid",    "igshid",	 "igsh",     "li_fat_id",  "mc_cid",	"mc_eid",
	"mkt_tok",   "_hsenc",	 "_hsmi",     "hsctatracking", "__hstc", "__hssc", "__hsfp",	"vero_id",
	"vero_conv", "oly_enc_id", "oly_anon_id", "wickedid", "_openstat", "xtor",  "wt_mc",	"wt.mc_id",
	"itm_*",     "pk_*",	 "mtm_*",     "piwik_*", "matomo_*", "at_medium",  "at_campaign", "at_custom*",
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "icid", "cmpid",	"ftag",
	"guccounter", "guce_referrer", "guce_referrer_sig", "sc_cid", "s_cid", "rb_clickid", "_ga", "_gl",
	"ref_src",   "ref_url",	 "sr_share",  "ocid",	 "cvid",     "epik",	   "srsltid",	"mibextid",
};
/* The reader's device, never another article. */
static const char *const amp_params[] = {"amp", "outputtype=amp", "output=amp", "amp_js_v*", "amp_gsa"};
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
	for (size_t i = 0; i < n; i++)
		if (matches(word, table[i]))
			return true;
	return false;
}
#define IS_ONE_OF(word, table) is_one_of((word), (table), sizeof(table) / sizeof((table)[0]))

static bool is_dropped(struct bytes param, bool with_amp)
{
	const char *equals = memchr(param.data, '=', param.len);
	struct bytes name = {param.data, equals ? (size_t)(equals - param.data) : param.len};

	if (IS_ONE_OF(name, tracking))
		return true;
	return with_amp && (IS_ONE_OF(param, amp_params) || (equals && matches(name, "amp") && param.len <= 6));
}

/* Parameters stand between '&' or ';'; kept ones stay as they are, in their order. */
static void add_query(struct buf *out, struct bytes query, bool with_amp)
{
	char separator = '?';

	for (size_t at = 0; at < query.len;) {
		size_t len = 0;

		while (at + len < query.len && query.data[at + len] != '&')
			len++;
		if (len && !is_dropped((struct bytes){query.data + at, len}, with_amp)) {
			buf_addc(out, separator);
			buf_add(out, query.data + at, len);
			separator = '&';
		}
		at += len + 1;
	}
}

static bool has_tracking(struct bytes query)
{
	AUTO_BUF out = BUF_INIT(2 * URL_MAX);

	add_query(&out, query, false);
	return out.len != query.len + 1;
}

/* Fragments like #utm_source=rss. */
static bool is_tracking_fragment(struct bytes fragment)
{
	return is_dropped(fragment, false);
}

char *url_untrack(void *ctx, const char *url)
{
	struct url_parts parts;
	bool drop_fragment;
	AUTO_BUF out = BUF_INIT(2 * URL_MAX);

	url_split(url, &parts);
	drop_fragment = parts.has_fragment && is_tracking_fragment(parts.fragment);
	if (!drop_fragment && !(parts.query.len && has_tracking(parts.query)))
		return mem_strdup(ctx, url);
	buf_add(&out, url, (size_t)(parts.path.data + parts.path.len - url));
	add_query(&out, parts.query, false);
	if (parts.has_fragment && !drop_fragment) {
		buf_addc(&out, '#');
		buf_add(&out, parts.fragment.data, parts.fragment.len);
	}
	return buf_ok(&out) ? buf_steal(&out, ctx) : mem_strdup(ctx, url);
}

static bool ends_with(struct bytes s, const char *end)
{
	size_t len = strlen(end);

	return s.len >= len && !strncasecmp(s.data + s.len - len, end, len);
}

/* /amp/ in front, /amp or .amp behind; a slash at the end says nothing. */
static struct bytes article_path(struct bytes path)
{
	if (path.len > 5 && !strncasecmp(path.data, "/amp/", 5)) {
		path.data += 4;
		path.len -= 4;
	}
	if (path.len && path.data[path.len - 1] == '/')
		path.len--;
	if (path.len > 4 && (ends_with(path, "/amp") || ends_with(path, ".amp")))
		path.len -= 4;
	return path;
}

static void add_host(struct buf *out, struct bytes host)
{
	for (size_t i = 0; i < sizeof(host_prefixes) / sizeof(host_prefixes[0]); i++) {
		size_t len = strlen(host_prefixes[i]);

		/* at least two labels must stay: m.com is a site */
		if (host.len > len && !strncasecmp(host.data, host_prefixes[i], len) &&
		    memchr(host.data + len, '.', host.len - len)) {
			host.data += len;
			host.len -= len;
			break;
		}
	}
	while (host.len && host.data[host.len - 1] == '.')
		host.len--;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.data[i];

		buf_addc(out, c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c);
	}
}

char *url_canonical(void *ctx, const char *url)
{
	struct url_parts parts;
	struct bytes path;
	AUTO_BUF out = BUF_INIT(2 * URL_MAX);

	if (!url_is_web(url))
		return mem_strdup(ctx, url ? url : "");
	url_split(url, &parts);
	path = article_path(parts.path);
	buf_adds(&out, "https://");
	add_host(&out, parts.host);
	if (parts.port.len && !matches(parts.port, "80") && !matches(parts.port, "443")) {
		buf_addc(&out, ':');
		buf_add(&out, parts.port.data, parts.port.len);
	}
	if (path.len)
		buf_add(&out, path.data, path.len);
	else
		buf_addc(&out, '/');
	add_query(&out, parts.query, true);
	if (parts.fragment.len && !is_tracking_fragment(parts.fragment)) {
		buf_addc(&out, '#');
		buf_add(&out, parts.fragment.data, parts.fragment.len);
	}
	return buf_ok(&out) ? buf_steal(&out, ctx) : mem_strdup(ctx, url);
}
