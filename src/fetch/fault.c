/* fault.c: which kind of fault ended a request, for those who give advice. */
#include "engine.h"

#include <errno.h>

static const char *const names[] = {
    [FETCH_FAULT_NONE] = "none",       [FETCH_FAULT_NAME] = "name",
    [FETCH_FAULT_REFUSED] = "refused", [FETCH_FAULT_UNREACHABLE] = "unreachable",
    [FETCH_FAULT_TIMEOUT] = "timeout", [FETCH_FAULT_TLS] = "tls",
    [FETCH_FAULT_PROXY] = "proxy",     [FETCH_FAULT_SIZE] = "other",
    [FETCH_FAULT_OTHER] = "other",
};

static const struct {
	CURLcode code;
	enum fetch_fault fault;
} kinds[] = {
    {CURLE_COULDNT_RESOLVE_HOST, FETCH_FAULT_NAME},
    {CURLE_COULDNT_RESOLVE_PROXY, FETCH_FAULT_PROXY},
    {CURLE_PROXY, FETCH_FAULT_PROXY},
    {CURLE_COULDNT_CONNECT, FETCH_FAULT_UNREACHABLE},
    {CURLE_OPERATION_TIMEDOUT, FETCH_FAULT_TIMEOUT},
    {CURLE_PEER_FAILED_VERIFICATION, FETCH_FAULT_TLS},
    {CURLE_SSL_CONNECT_ERROR, FETCH_FAULT_TLS},
    {CURLE_SSL_CACERT_BADFILE, FETCH_FAULT_TLS},
    {CURLE_SSL_ISSUER_ERROR, FETCH_FAULT_TLS},
};

const char *fetch_fault_name(enum fetch_fault fault)
{
	return names[fault];
}

enum fetch_fault fault_of(struct transfer *t, CURLcode code)
{
	long number = 0;

	if (t->refusal)
		return t->is_too_large ? FETCH_FAULT_SIZE : FETCH_FAULT_OTHER;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].code != code)
			continue;
		curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
		if (code == CURLE_COULDNT_CONNECT && number == ECONNREFUSED)
			return FETCH_FAULT_REFUSED;
		return kinds[i].fault;
	}
	return FETCH_FAULT_OTHER;
}
