/* url.c: resolving addresses, and what may be done with one. */
#include "telex/url.h"

#include <string.h>
#include <strings.h>

#include "telex/buf.h"
#include "url_split.h"

static bool is_space(unsigned char c)
{
	return c <= ' ' || c == 0x7f;
}

static bool same_word(struct bytes a, const char *word)
{
	return a.len == strlen(word) && !strncasecmp(a.data, word, a.len);
}

/* A copy without white space around it, and without the line breaks and tabs that publishers leave inside
 * (WHATWG URL, section 4.4). */
static char *trimmed(void *ctx, const char *s)
{
	size_t n = 0, len;
	char *out;

	while (*s && is_space((unsigned char)*s))
		s++;
	len = strlen(s);
	while (len && is_space((unsigned char)s[len - 1]))
		len--;
	out = mem_strndup(ctx, s, len);
	for (size_t i = 0; i < len; i++)
		if (out[i] != '\n' && out[i] != '\r' && out[i] != '\t')
			out[n++] = out[i];
	out[n] = '\0';
	return out;
}

static void add(struct buf *out, struct bytes part)
{
	buf_add(out, part.data, part.len);
}

/* RFC 3986 section 5.2.4, over segments. */
static void add_path(struct buf *out, const char *path)
{
	size_t start = out->len;

	while (*path) {
		size_t len = strcspn(path + 1, "/") + 1; /* "/segment" */
		bool is_last = !path[len];

		if (!strncmp(path, "/..", len) && len == 3) {
			const char *slash =
			    out->len > start ? memrchr(out->data + start, '/', out->len - start) : NULL;

			buf_truncate(out, slash ? (size_t)(slash - out->data) : start);
			buf_adds(out, is_last ? "/" : "");
		} else if (!strncmp(path, "/.", len) && len == 2) {
			buf_adds(out, is_last ? "/" : "");
		} else {
			buf_add(out, path, len);
		}
		path += len;
	}
}

/* The reference's path put in place of the last segment of the base's (section 5.2.3). */
static void add_merged(struct buf *out, const struct url_parts *base, const struct url_parts *ref)
{
	const char *slash = memrchr(base->path.data, '/', base->path.len);
	AUTO_BUF path = BUF_INIT(2 * URL_MAX + 2);

	if (slash)
		buf_add(&path, base->path.data, (size_t)(slash + 1 - base->path.data));
	else
		buf_addc(&path, '/');
	add(&path, ref->path);
	add_path(out, buf_str(&path));
}

static void add_authority(struct buf *out, const struct url_parts *of)
{
	buf_adds(out, "//");
	if (of->userinfo.len) {
		add(out, of->userinfo);
		buf_addc(out, '@');
	}
	add(out, of->host);
	if (of->port.len) {
		buf_addc(out, ':');
		add(out, of->port);
	}
}

static void resolve(const struct url_parts *base, const struct url_parts *ref, struct buf *out)
{
	const struct url_parts *query = ref;

	add(out, base->scheme);
	buf_addc(out, ':');
	add_authority(out, ref->has_authority ? ref : base);
	if (ref->has_authority || ref->path.len) {
		if (ref->has_authority || ref->path.data[0] == '/') {
			AUTO_BUF path = BUF_INIT(URL_MAX);

			add(&path, ref->path);
			add_path(out, buf_str(&path));
		} else {
			add_merged(out, base, ref);
		}
	} else {
		add(out, base->path);
		query = ref->has_query ? ref : base;
	}
	if (query->has_query) {
		buf_addc(out, '?');
		add(out, query->query);
	}
	if (ref->has_fragment) {
		buf_addc(out, '#');
		add(out, ref->fragment);
	}
}

/* Blanks and control bytes would end the address early wherever it is printed. */
static char *escaped(void *ctx, struct bytes url)
{
	AUTO_BUF out = BUF_INIT(URL_MAX);

	for (size_t i = 0, n; i < url.len; i = n) {
		for (n = i; n < url.len && !is_space((unsigned char)url.data[n]);)
			n++;
		buf_add(&out, url.data + i, n - i);
		if (n < url.len)
			buf_addf(&out, "%%%02X", (unsigned char)url.data[n++]);
	}
	return buf_ok(&out) && out.len ? buf_steal(&out, ctx) : NULL;
}

/* "http:g" is an old spelling of "g" where the base is http as well (RFC 3986 section 5.2.2, browsers). */
static bool is_relative(const struct url_parts *base, const struct url_parts *ref)
{
	if (!ref->scheme.len)
		return true;
	return base->has_authority && !ref->has_authority && ref->scheme.len == base->scheme.len &&
	       !strncasecmp(ref->scheme.data, base->scheme.data, base->scheme.len);
}

static char *resolve_any(void *ctx, const char *base, const char *ref)
{
	void *tmp = talloc_new(ctx);
	char *clean = trimmed(tmp, ref ? ref : ""), *result = NULL;
	struct url_parts ref_parts, base_parts;
	AUTO_BUF out = BUF_INIT(URL_MAX);

	url_split(clean, &ref_parts);
	url_split(base ? trimmed(tmp, base) : "", &base_parts);
	if (!is_relative(&base_parts, &ref_parts)) {
		result = escaped(ctx, (struct bytes){clean, strlen(clean)});
	} else if (base_parts.scheme.len && (base_parts.has_authority || ref_parts.has_authority)) {
		resolve(&base_parts, &ref_parts, &out);
		if (buf_ok(&out))
			result = escaped(ctx, buf_bytes(&out));
	}
	talloc_free(tmp);
	return result;
}

/* Scheme and authority are there and nothing is to be cleaned: most references in feeds are such. */
static bool is_complete(const char *ref, size_t *ret_len)
{
	size_t n = url_scheme_len(ref);

	if (!n || strncmp(ref + n, "://", 3))
		return false;
	while (!is_space((unsigned char)ref[n])) /* its NUL, too */
		n++;
	*ret_len = n;
	return !ref[n] && n <= URL_MAX;
}

char *url_resolve(void *ctx, const char *base, const char *ref)
{
	size_t len;

	if (ref && is_complete(ref, &len))
		return mem_strndup(ctx, ref, len);
	return resolve_any(ctx, base, ref);
}

static bool is_http(const struct url_parts *parts)
{
	return same_word(parts->scheme, "http") || same_word(parts->scheme, "https");
}

/* Bytes that no host has (WHATWG URL, section 3.2); a v6 literal stands in brackets. */
static bool is_host(struct bytes host)
{
	static const char v6[] = "0123456789abcdefABCDEF:.";
	static const bool never[256] = {['"'] = true, ['<'] = true, ['>'] = true, ['['] = true, [']'] = true,
					['\\'] = true, ['^'] = true, ['`'] = true, ['{'] = true, ['|'] = true,
					['}'] = true, [':'] = true, ['\0'] = true};
	bool is_v6 = host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']';

	for (size_t i = is_v6; i + is_v6 < host.len; i++) {
		if (is_v6 ? !strchr(v6, host.data[i]) : never[(unsigned char)host.data[i]])
			return false;
	}
	return host.len > 0;
}

static bool is_port(struct bytes port)
{
	enum { DIGITS_MAX = 5 };

	for (size_t i = 0; i < port.len; i++) {
		if (port.data[i] < '0' || port.data[i] > '9')
			return false;
	}
	return port.len <= DIGITS_MAX;
}

bool url_is_web(const char *url)
{
	struct url_parts parts;
	size_t len = url ? strlen(url) : 0;

	if (!len || len > URL_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (is_space((unsigned char)url[i]))
			return false;
	}
	url_split(url, &parts);
	/* Browsers take '\\' for '/', others do not: in front of the path it leaves open which host is meant.
	 */
	return is_http(&parts) && parts.has_authority && is_host(parts.host) && is_port(parts.port) &&
	       !memchr(url, '\\', (size_t)(parts.path.data - url));
}

bool url_is_root(const char *url)
{
	struct url_parts parts;

	url_split(url ? url : "", &parts);
	return parts.has_authority && !parts.query.len && !parts.fragment.len &&
	       (!parts.path.len || (parts.path.len == 1 && parts.path.data[0] == '/'));
}

char *url_host(void *ctx, const char *url)
{
	struct url_parts parts;
	char *host;

	url_split(url ? url : "", &parts);
	if (!parts.has_authority || !parts.host.len)
		return NULL;
	host = mem_strndup(ctx, parts.host.data, parts.host.len);
	for (char *p = host; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return host;
}

/* "filter:PROGRAM ARGUMENTS:ADDRESS": which of the addresses in it is meant is not ours to know, so none keeps its
 * userinfo. */
static char *redact_all(void *ctx, const char *text)
{
	AUTO_BUF out = BUF_INIT(MIB(1));
	const char *mark;

	while ((mark = strstr(text, "://"))) {
		const char *authority = mark + 3, *behind = authority;
		size_t len = strcspn(authority, "/?#\" \t");

		for (size_t i = 0; i < len; i++)
			if (authority[i] == '@')
				behind = authority + i + 1;
		buf_add(&out, text, (size_t)(authority - text));
		text = behind;
	}
	buf_adds(&out, text);
	return buf_ok(&out) ? buf_steal(&out, ctx) : mem_strdup(ctx, "(address too long)");
}

char *url_redact(void *ctx, const char *url)
{
	struct url_parts parts;
	AUTO_BUF out = BUF_INIT(2 * URL_MAX);

	if (!url)
		return NULL;
	if (strncasecmp(url, "filter:", 7) == 0)
		return redact_all(ctx, url);
	url_split(url, &parts);
	if (!parts.has_authority || parts.host.data == parts.userinfo.data)
		return mem_strdup(ctx, url); /* no '@' */
	buf_add(&out, url, (size_t)(parts.userinfo.data - url));
	buf_adds(&out, parts.host.data);
	return buf_ok(&out) ? buf_steal(&out, ctx) : mem_strdup(ctx, "(address too long)");
}
