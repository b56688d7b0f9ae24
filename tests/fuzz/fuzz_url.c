/* fuzz_url.c: any base and any reference give a clean address or none, and every form of it is stable. */
#include <string.h>

#include "fuzz.h"
#include "telex/url.h"

static bool is_clean(const char *url)
{
	for (; *url; url++) {
		if ((unsigned char)*url <= ' ' || *url == 0x7f)
			return false;
	}
	return true;
}

static void check_same(const char *a, const char *b)
{
	CHECK((!a && !b) || (a && b && !strcmp(a, b)));
}

static void check_forms(void *ctx, const char *url)
{
	char *canonical = url_canonical(ctx, url), *bare = url_untrack(ctx, url), *redacted = url_redact(ctx, url);

	check_same(url_canonical(ctx, canonical), canonical);
	check_same(url_untrack(ctx, bare), bare);
	check_same(url_redact(ctx, redacted), redacted);
	check_same(url_host(ctx, redacted), url_host(ctx, url));
	check_same(url_host(ctx, bare), url_host(ctx, url));
	CHECK(strlen(bare) <= strlen(url));
	CHECK(url_is_local(redacted) == url_is_local(url));
	if (url_is_web(url)) {
		CHECK(is_clean(url) && url_host(ctx, url));
		CHECK(!strncmp(canonical, "https://", 8));
		CHECK(strlen(canonical) > URL_MAX || url_is_web(canonical));
	}
	(void)url_is_root(url);
}

/* The base is what stands before the first line feed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	char *text = talloc_strndup(ctx, (const char *)data, size), *ref = strchr(text, '\n'), *url;

	if (ref)
		*ref++ = '\0';
	check_forms(ctx, text);
	url = url_resolve(ctx, ref ? text : NULL, ref ? ref : text);
	if (url) {
		CHECK(strlen(url) <= URL_MAX && is_clean(url));
		check_same(url_resolve(ctx, NULL, url), url);
		check_forms(ctx, url);
	}
	talloc_free(ctx);
	return 0;
}
