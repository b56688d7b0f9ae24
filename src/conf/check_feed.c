/* check_feed.c: what of a feed's keys does not go together. */
#include "load.h"

#include <string.h>
#include <strings.h>

#include "telex/url.h"

static const struct conf_entry *given(const struct conf_section *section, const char *key)
{
	const struct conf_entry *entry = conf_section_entry(section, key);

	return entry && entry->text[0] ? entry : NULL;
}

/* The first of the keys that is given; false with a fault when there is another. */
static bool one_of(struct conf_faults *faults, const struct conf_section *section, const char *const keys[3],
		   const struct conf_entry **ret)
{
	*ret = NULL;
	for (int i = 0; i < 3; i++) {
		const struct conf_entry *entry = given(section, keys[i]);
		if (entry && *ret) {
			conf_fault(faults, &entry->place, section, keys[i], "%s is given already",
				   (*ret)->option->key);
			return false;
		}
		if (entry)
			*ret = entry;
	}
	return true;
}

static const char *address_of(void *ctx, const struct conf_section *section, enum conf_source_kind *ret_kind)
{
	const struct conf_entry *url = given(section, "url");
	struct conf_source source;

	if (!url || !conf_source_parse(ctx, url->text, &source, NULL))
		return NULL;
	*ret_kind = source.kind;
	return source.address ? source.address : "";
}

static bool has_userinfo(void *ctx, const char *address)
{
	return strcmp(url_redact(ctx, address), address) != 0;
}

static const char *authorization_header(const struct conf_section *section, const struct conf_entry **ret)
{
	const struct conf_entry *headers = *ret = given(section, "headers");

	for (const char *s = headers ? headers->text : ""; *s;
	     s += strcspn(s, "\n") + (strchr(s, '\n') != NULL))
		if (strncasecmp(s, "Authorization:", 14) == 0)
			return s;
	return NULL;
}

static void check_secrets(struct conf_faults *faults, void *ctx, const struct conf_section *section,
			  const char *address)
{
	static const char *const passwords[] = {"password", "password_command", "password_file"};
	static const char *const tokens[] = {"token", "token_command", "token_file"};
	const struct conf_entry *password, *token, *headers, *user = given(section, "username");

	if (!one_of(faults, section, passwords, &password) || !one_of(faults, section, tokens, &token))
		return;
	if (user && strchr(user->text, ':'))
		conf_fault(faults, &user->place, section, "username",
			   "holds a ':' (RFC 7617 has no place for it)");
	if (user && !password)
		conf_fault(
		    faults, &user->place, section, "username",
		    "needs a password (allowed: password, password_command or password_file beside it)");
	if (password && !user)
		conf_fault(faults, &password->place, section, password->option->key, "needs a username");
	if (token && user)
		conf_fault(faults, &token->place, section, token->option->key,
			   "username is given already (allowed: either)");
	if ((user || token) && has_userinfo(ctx, address))
		conf_fault(faults, &(user ? user : token)->place, section, (user ? user : token)->option->key,
			   "the url has a user name already (allowed: either)");
	if ((user || token) && authorization_header(section, &headers))
		conf_fault(faults, &headers->place, section, "headers",
			   "Authorization is what %s makes (allowed: either)",
			   (user ? user : token)->option->key);
}

/* Nothing is asked of a server. */
static void check_exec(struct conf_faults *faults, const struct conf_section *section)
{
	static const char *const of_requests[] = {
	    "private",	     "user_agent", "headers",	    "username",	  "password", "password_command",
	    "password_file", "token",	   "token_command", "token_file", "proxy",    "http_version",
	    "insecure"};

	for (size_t i = 0; i < sizeof(of_requests) / sizeof(of_requests[0]); i++) {
		const struct conf_entry *entry = given(section, of_requests[i]);
		if (entry)
			conf_fault(faults, &entry->place, section, of_requests[i],
				   "an exec: source has no use for it");
	}
}

void conf_check_feed(const struct conf_section *section, struct conf_faults *faults)
{
	void *tmp = mem_check(talloc_new(NULL));
	enum conf_source_kind kind = CONF_SOURCE_WEB;
	const char *address = address_of(tmp, section, &kind);

	if (address && kind == CONF_SOURCE_EXEC)
		check_exec(faults, section);
	else
		check_secrets(faults, tmp, section, address ? address : "");
	talloc_free(tmp);
}
