/* url_split.h: the parts of an address (RFC 3986 appendix B), as slices of it; private to base. */
#ifndef BASE_URL_SPLIT_H
#define BASE_URL_SPLIT_H

#include "telex/err.h"

struct url_parts {
	struct bytes scheme, userinfo, host, port, path, query, fragment;
	bool has_authority, has_query, has_fragment;
};
/* Never fails: what is not there is empty. */
/* Of the scheme at the start, without its colon; 0: there is none. */
size_t url_scheme_len(const char *url);
void url_split(const char *url, struct url_parts *ret);

#endif
