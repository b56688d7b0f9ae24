/* browser.c: $BROWSER and an address become the arguments of a program. */
#include "telex/browser.h"

#include <string.h>

#include "telex/utf8.h"

/* What a program might send to a terminal or show as something else (UAX #9: the bidi controls). */
static bool is_harmful(int32_t cp)
{
	static const struct {
		int32_t first, last;
	} ranges[] = {
	    {-1, ' '},	      {0x7f, 0x9f},	{0xad, 0xad},	  {0x61c, 0x61c},     {0x200b, 0x200f},
	    {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xe0000, 0xe0fff},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	}
	return false;
}

/* RFC 3986, section 2.1: browsers do the same to what is not ASCII, so it stays the same address. */
static char *encoded(void *ctx, const char *url)
{
	size_t len = strlen(url), n = 0;
	char *out = mem_array(ctx, char, 3 * len + 1);

	for (size_t at = 0, used; at < len; at += used) {
		int32_t cp;

		used = utf8_next(url + at, len - at, &cp);
		for (size_t i = at; i < at + used; i++) {
			static const char digits[] = "0123456789ABCDEF";
			unsigned char byte = (unsigned char)url[i];

			out[n++] = is_harmful(cp) ? '%' : url[i];
			if (!is_harmful(cp))
				continue;
			out[n++] = digits[byte >> 4];
			out[n++] = digits[byte & 15];
		}
	}
	return out;
}

/* *ret_has_url is set when the address is in it. */
static char *make_word(void *ctx, const char *word, size_t len, const char *url, bool *ret_has_url)
{
	char *out = mem_strdup(ctx, "");
	const char *end = word + len;

	while (word < end) {
		const char *place = memmem(word, (size_t)(end - word), "%s", 2);

		out = mem_check(talloc_strndup_append(out, word, (size_t)((place ? place : end) - word)));
		if (!place)
			break;
		out = mem_check(talloc_strdup_append(out, url));
		*ret_has_url = true;
		word = place + 2;
	}
	return out;
}

/* NULL when there is no word in it. */
static char **make_argv(void *ctx, const char *command, size_t len, const char *url)
{
	/* A word takes two bytes with its blank; then the address and the end. */
	char **argv = mem_array(ctx, char *, len / 2 + 3), *address = encoded(argv, url);
	const char *end = command + len;
	bool has_url = false;
	size_t n = 0;

	while ((command += strspn(command, " \t")) < end) {
		size_t word = strcspn(command, " \t:");

		argv[n++] = make_word(argv, command, word, address, &has_url);
		command += word;
	}
	if (n == 0) {
		talloc_free(argv);
		return NULL;
	}
	if (!has_url)
		argv[n] = address;
	return argv;
}

char **browser_argv(void *ctx, const char **browser, const char *url)
{
	char **argv = NULL;

	while (!argv && **browser) {
		size_t len = strcspn(*browser, ":");

		argv = make_argv(ctx, *browser, len, url);
		*browser += len + ((*browser)[len] == ':');
	}
	return argv;
}
