/* settings.c: how a feed is asked for: what its section says, and its secret. */
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct settings *settings_new(void *ctx)
{
	return mem_new(ctx, struct settings);
}

static enum fetch_http http_version(enum conf_http from)
{
	static const enum fetch_http versions[] = {[CONF_HTTP_AUTO] = FETCH_HTTP_AUTO,
						   [CONF_HTTP_1_1] = FETCH_HTTP_1_1,
						   [CONF_HTTP_2] = FETCH_HTTP_2};

	return versions[from];
}

static const char *const *copy_headers(void *ctx, const struct conf_feed *from)
{
	const char **headers = mem_array(ctx, const char *, from->n_headers + 1);

	for (size_t i = 0; i < from->n_headers; i++)
		headers[i] = mem_strdup(headers, from->headers[i]);
	return headers;
}

static void fill_secret(struct settings *s, const struct conf_feed *from)
{
	bool is_token = from->token || from->token_command || from->token_file;

	s->secret_kind = is_token ? ACTIONS_TOKEN : ACTIONS_PASSWORD;
	s->secret = mem_strdup(s->texts, is_token ? from->token : from->password);
	s->secret_file = mem_strdup(s->texts, is_token ? from->token_file : from->password_file);
	s->has_command = (is_token ? from->token_command : from->password_command) != NULL;
}

void settings_fill(struct settings *settings, const struct conf_feed *from)
{
	void *old = settings->texts, *texts = talloc_new(settings);
	struct conf_source source = {0};
	/* the configuration was checked, so it parses */
	bool ok = conf_source_parse(texts, from->url, &source, NULL);

	*settings = (struct settings){.texts = texts, .name = mem_strdup(texts, from->name)};
	settings->kind = ok ? source.kind : CONF_SOURCE_EXEC;
	settings->address = source.address;
	settings->request = (struct fetch_request){
	    .headers = copy_headers(texts, from),
	    .n_headers = from->n_headers,
	    .username = mem_strdup(texts, from->username),
	    .user_agent = mem_strdup(texts, from->user_agent),
	    .proxy = mem_strdup(texts, from->proxy),
	    .timeout_s = from->timeout_s,
	    .max_size = from->max_size < SETTINGS_DOCUMENT_MAX ? from->max_size : SETTINGS_DOCUMENT_MAX,
	    .http_version = http_version(from->http_version),
	    .is_insecure = from->is_insecure,
	    .is_private = from->is_private,
	};
	fill_secret(settings, from);
	talloc_free(old);
}

/* ---- the secret ---- */

static const char *key_of(const struct settings *s)
{
	return s->secret_kind == ACTIONS_TOKEN ? "token" : "password";
}

/* It goes into a header: no line break, nothing that no keyboard makes.  It is never said. */
static bool check_secret(struct bytes secret, struct err *err)
{
	if (!secret.len)
		return err_set(err, ERR_CONFIG, "there is nothing in it");
	for (size_t i = 0; i < secret.len; i++) {
		const unsigned char c = (unsigned char)secret.data[i];

		if (c == '\n' || c == '\r')
			return err_set(err, ERR_CONFIG, "there is more than one line in it");
		if (c < ' ' || c == 0x7f)
			return err_set(err, ERR_CONFIG, "there are control bytes in it");
	}
	return true;
}

static struct bytes without_line_end(struct bytes s)
{
	if (s.len && s.data[s.len - 1] == '\n')
		s.len--;
	if (s.len && s.data[s.len - 1] == '\r')
		s.len--;
	return s;
}

bool settings_needs_program(const struct settings *settings)
{
	return settings->has_command && !settings->command_secret;
}

bool settings_take_secret(struct settings *settings, struct bytes line, struct err *err)
{
	line = without_line_end(line);
	if (!check_secret(line, err))
		return err_wrap(err, "%s_command", key_of(settings));
	settings->command_secret = mem_strndup(settings->texts, line.data, line.len);
	return true;
}

void settings_forget_secret(struct settings *settings)
{
	talloc_free(settings->command_secret);
	settings->command_secret = NULL;
}

/* Not a pipe nor a device: telexd waits for nobody here. */
static bool read_regular(int fd, struct buf *text, struct err *err)
{
	struct stat st;
	char *room = buf_reserve(text, text->max);
	ssize_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "not a file");
	do
		n = room ? read(fd, room, text->max) : -1;
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	text->len = (size_t)n;
	return text->len < text->max || err_set(err, ERR_LIMIT, "larger than %d bytes", ACTIONS_SECRET_MAX);
}

static bool read_secret_file(void *ctx, const char *path, const char **ret, struct err *err)
{
	AUTO_BUF text = BUF_INIT(ACTIONS_SECRET_MAX + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool ok = fd >= 0 ? read_regular(fd, &text, err) : err_set(err, ERR_IO, "%s", strerror(errno));
	struct bytes line = without_line_end(buf_bytes(&text));

	if (fd >= 0)
		close(fd);
	if (ok && (ok = check_secret(line, err)))
		*ret = mem_strndup(ctx, line.data, line.len);
	return ok;
}

/* *ret NULL: there is none. */
static bool find_secret(void *ctx, const struct settings *s, const char **ret, struct err *err)
{
	*ret = s->has_command ? s->command_secret : s->secret;
	return !s->secret_file || read_secret_file(ctx, s->secret_file, ret, err) ||
	       err_wrap(err, "%s_file %s", key_of(s), s->secret_file);
}

bool settings_apply(void *ctx, const struct settings *settings, struct fetch_request *request,
		    struct err *err)
{
	struct fetch_request whole = settings->request;
	const char *secret = NULL;

	if (!find_secret(ctx, settings, &secret, err))
		return false;
	whole.url = request->url;
	whole.home_url = request->home_url;
	whole.etag = request->etag;
	whole.last_modified = request->last_modified;
	if (settings->secret_kind == ACTIONS_TOKEN)
		whole.token = secret;
	else
		whole.password = secret;
	*request = whole;
	return true;
}
