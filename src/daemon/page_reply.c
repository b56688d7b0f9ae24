/* page_reply.c: what a server's answer to the request for an article's page means. */
#include "page_reply.h"

#include <string.h>

static bool is_html(const char *type)
{
	static const char *const types[] = {"text/html", "application/xhtml", "text/plain", "application/xml", "text/xml"};

	for (size_t i = 0; type && i < sizeof(types) / sizeof(types[0]); i++)
		if (!strncmp(type, types[i], strlen(types[i])))
			return true;
	return !type || !*type;
}

static bool is_final(long status)
{
	return status == 401 || status == 402 || status == 403 || status == 404 || status == 410 || status == 451;
}

const char *page_reply_fault(void *ctx, const struct fetch_reply *reply, bool *ret_is_final)
{
	*ret_is_final = reply->fault == FETCH_FAULT_SIZE; /* five times over it would be 80 MB */
	if (reply->error)
		return reply->error;
	*ret_is_final = is_final(reply->status);
	if (fetch_outcome(reply->status, false) != FETCH_DOCUMENT)
		return fetch_status_words(ctx, reply->status);
	*ret_is_final = true;
	if (!is_html(reply->headers.content_type))
		return mem_printf(ctx, "the page is no HTML (%.100s)", reply->headers.content_type);
	return NULL;
}
