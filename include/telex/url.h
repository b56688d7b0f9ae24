/* url.h: addresses.  Results are talloc strings of ctx; pure, no look-ups. */
#ifndef TELEX_URL_H
#define TELEX_URL_H

#include "telex/mem.h"

enum { URL_MAX = 8192 }; /* bytes; a longer address is treated as none */

/* ref against base (RFC 3986 section 5, as lenient as browsers: white space trimmed, blanks and non-ASCII bytes
 * percent-encoded only where they break the syntax).  An absolute ref comes back byte for byte.  base may be NULL.  NULL when the result is
 * not absolute or too long. */
char *url_resolve(void *ctx, const char *base, const char *ref);
/* http or https with a host, no control bytes, no blanks, not starting with '-': may be given to a browser. */
bool url_is_web(const char *url);
/* scheme://host[:port]/ with nothing behind: identifies a site, never an article. */
bool url_is_root(const char *url);
/* Lower-case host without port and userinfo; NULL when there is none. */
char *url_host(void *ctx, const char *url);
/* The form under which two addresses are the same article: host in lower case, default port gone, tracking parameters
 * (utm_*, fbclid, gclid, mc_cid ... one table) gone, AMP and mobile forms folded (amp.host, m.host, www.host, /amp, ?amp), no
 * slash at the end, http as https, query and fragment kept.  For comparing, not for following.  What is not http or https
 * comes back as it is; NULL stays NULL, also below. */
char *url_canonical(void *ctx, const char *url);
/* url without tracking parameters, otherwise byte for byte. */
char *url_untrack(void *ctx, const char *url);
/* Without userinfo, safe for a log or a screen; the address of "filter:PROGRAM:ADDRESS" too. */
char *url_redact(void *ctx, const char *url);
/* The host is localhost, *.localhost, a loopback, private, link-local or otherwise non-public literal address. */
bool url_is_local(const char *url);

#endif
