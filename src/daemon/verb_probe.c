/* verb_probe.c: telexd probe FILE|URL: what the daemon makes of a feed, as JSON Feed 1.1. */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "telex/feed.h"
#include "telex/url.h"

enum { FLUSH_BYTES = 64 << 10, OUT_BYTES = 512 << 20, FETCH_BYTES = 64 << 20 };

struct probe {
	struct feed_options options;
	struct buf out; /* not yet written */
	size_t n_items;
	int fd;
	int read_errno; /* of the input, 0 */
	bool is_write_failed;
};

static int usage(void)
{
	fputs("usage: telexd probe [--base-url URL] [--content-type TYPE] [--config FILE] FILE|URL\n",
	      stderr);
	return 64;
}

static void flush(struct probe *probe)
{
	if (!buf_ok(&probe->out) || fwrite(buf_str(&probe->out), 1, probe->out.len, stdout) != probe->out.len)
		probe->is_write_failed = true;
	buf_reset(&probe->out);
}

static bool on_item(void *state, const struct feed_item *item)
{
	struct probe *probe = state;

	if (probe->n_items == 0)
		feed_json_begin(&probe->out);
	feed_json_item(item, probe->n_items++, &probe->out);
	if (probe->out.len >= FLUSH_BYTES)
		flush(probe);
	return !probe->is_write_failed;
}

static long read_fd(void *state, char *buf, size_t size)
{
	struct probe *probe = state;
	ssize_t n;

	do
		n = read(probe->fd, buf, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		probe->read_errno = errno;
	return n;
}

static bool run(struct probe *probe, struct feed_input input, struct err *err)
{
	struct feed_doc *doc;

	if (!feed_parse(NULL, input, &probe->options, on_item, probe, &doc, err)) {
		if (probe->read_errno)
			err_set(err, ERR_IO, "%s", strerror(probe->read_errno));
		return false;
	}
	if (probe->n_items == 0)
		feed_json_begin(&probe->out);
	feed_json_end(doc, &probe->out);
	flush(probe);
	talloc_free(doc);
	if (probe->is_write_failed || fflush(stdout))
		return err_set(err, ERR_IO, "standard output cannot be written");
	return true;
}

static bool probe_file(struct probe *probe, const char *name, struct err *err)
{
	bool is_stdin = !strcmp(name, "-"), ok;

	probe->fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (probe->fd < 0)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	ok = run(probe, (struct feed_input){read_fd, probe}, err);
	if (!is_stdin)
		close(probe->fd);
	return ok;
}

static bool probe_url(struct probe *probe, const struct verb_source *source, struct err *err)
{
	AUTO_BUF body = BUF_INIT(FETCH_BYTES);
	char *final_url = NULL, *content_type = NULL;
	struct bytes cursor;
	bool ok;

	if (!verb_fetch_url(source, &body, &final_url, &content_type, err))
		return false;
	cursor = buf_bytes(&body);
	if (!probe->options.base_url)
		probe->options.base_url = final_url;
	if (!probe->options.content_type)
		probe->options.content_type = content_type;
	ok = run(probe, feed_input_memory(&cursor), err);
	talloc_free(final_url);
	talloc_free(content_type);
	return ok;
}

int verb_probe(int argc, char **argv, telexd_load *load)
{
	struct probe probe = {.out = BUF_INIT(OUT_BYTES), .fd = -1};
	struct verb_source source = {.load = load};
	const struct verb_option options[] = {
	    {"base-url", &probe.options.base_url}, {"content-type", &probe.options.content_type}, {"config", &source.config}, {0}};
	struct err err = {0};
	bool ok;

	if (!verb_options(argc, argv, options, &source.url))
		return usage();
	ok = url_is_web(source.url) ? probe_url(&probe, &source, &err) : probe_file(&probe, source.url, &err);
	buf_free(&probe.out);
	return ok ? 0 : verb_fail("probe", source.url, &err);
}
