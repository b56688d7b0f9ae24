/* refresh.c: a fetch asked of the daemon, or run beside the reader. */
#include "refresh.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "telex/buf.h"
#include "telex/control.h"
#include "telex/utf8.h"

#include "spawn.h"

enum { EXIT_SOME_FAILED = 2 };

/* One stream of lines. */
struct stream {
	int fd; /* -1: closed */
	struct buf line;
};
enum { N_REPLIES = 2 }; /* of the daemon: to subscribe, to refresh */
struct refresh {
	struct refresh_state state;
	struct stream events; /* the socket, or the child's standard output */
	struct stream faults; /* the child's standard error */
	pid_t pid;	      /* 0: the daemon does it */
	int n_replies;	      /* of the daemon */
	char feed[64], fault[256];
};

static void close_stream(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	buf_free(&stream->line);
}

static int close_all(struct refresh *refresh)
{
	close_stream(&refresh->events);
	close_stream(&refresh->faults);
	return 0;
}

static void open_stream(struct stream *stream, int fd)
{
	*stream = (struct stream){.fd = fd, .line = BUF_INIT(CONTROL_LINE_MAX)};
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

struct refresh *refresh_new(void *ctx)
{
	struct refresh *refresh = mem_new(ctx, struct refresh);

	refresh->events.fd = refresh->faults.fd = -1;
	talloc_set_destructor(refresh, close_all);
	return refresh;
}

static void set_text(char *out, size_t size, const char *s)
{
	AUTO_BUF safe = BUF_INIT(KIB(4));
	size_t len;

	utf8_safe((struct bytes){s, strnlen(s, KIB(1))}, SAFE_LINE, &safe);
	len = utf8_cut(buf_str(&safe), safe.len, size - 1);
	memcpy(out, buf_str(&safe), len);
	out[len] = '\0';
}

static void end(struct refresh *refresh)
{
	close_all(refresh);
	refresh->state.is_running = false;
	refresh->pid = 0;
}

static void take_count(const json_t *object, const char *key, int64_t *ret)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_integer(value) && json_integer_value(value) >= 0)
		*ret = json_integer_value(value);
}

static void take_event(struct refresh *refresh, const json_t *object, const char *event)
{
	struct refresh_state *state = &refresh->state;
	const char *feed = json_string_value(json_object_get(object, "feed"));

	take_count(object, "done", &state->done);
	take_count(object, "total", &state->total);
	take_count(object, "failed", &state->n_failed);
	/* "stored" counts one commit, the others the round. */
	if (strcmp(event, "stored") != 0)
		take_count(object, "new", &state->n_new);
	if (feed)
		set_text(refresh->feed, sizeof(refresh->feed), feed);
	/* The child says so before it ends; its end is what counts there. */
	if (strcmp(event, "idle") == 0 && refresh->pid == 0)
		end(refresh);
}

/* To subscribe, to refresh. */
static void take_reply(struct refresh *refresh, const json_t *object)
{
	const char *error = json_string_value(json_object_get(object, "error"));

	refresh->n_replies++;
	if (!json_is_true(json_object_get(object, "ok"))) {
		set_text(refresh->fault, sizeof(refresh->fault), error ? error : "the daemon refused");
		end(refresh);
		return;
	}
	take_count(object, "total", &refresh->state.total);
	if (refresh->n_replies < N_REPLIES || refresh->state.total > 0)
		return;
	refresh->state.is_joined = json_is_true(json_object_get(object, "busy"));
	if (!refresh->state.is_joined)
		end(refresh);
}

static void take_line(struct refresh *refresh, const char *line, size_t len)
{
	json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	const char *event = json_string_value(json_object_get(object, "event"));

	if (event)
		take_event(refresh, object, event);
	else if (json_is_object(object) && refresh->pid == 0)
		take_reply(refresh, object);
	json_decref(object);
}

/* The last line it says; who says it is clear. */
static void take_fault(struct refresh *refresh, const char *line)
{
	static const char name[] = "telexd: ";
	bool has_name = strncmp(line, name, sizeof(name) - 1) == 0;
	char text[sizeof(refresh->fault)];
	size_t len = strcspn(line += has_name ? sizeof(name) - 1 : 0, "\n");

	len = len < sizeof(text) ? len : sizeof(text) - 1;
	memcpy(text, line, len);
	text[len] = '\0';
	set_text(refresh->fault, sizeof(refresh->fault), text);
}

static void take_lines(struct refresh *refresh, struct stream *stream)
{
	const char *data = buf_str(&stream->line);
	size_t from = 0;
	const char *end_of_line;

	while (stream->fd >= 0 && (end_of_line = memchr(data + from, '\n', stream->line.len - from))) {
		size_t len = (size_t)(end_of_line - data) - from;

		if (stream == &refresh->faults)
			take_fault(refresh, data + from);
		else
			take_line(refresh, data + from, len);
		from += len + 1;
	}
	if (stream->fd < 0)
		return;
	/* What is left is the start of a line; one that never ends is thrown away. */
	memmove(stream->line.data ? stream->line.data : NULL, data + from, stream->line.len - from);
	buf_truncate(&stream->line, stream->line.len - from);
	if (stream->line.len >= CONTROL_LINE_MAX - 1)
		buf_reset(&stream->line);
}

/* Some of what has come; false when there is nothing (now or ever again). */
static bool read_stream(struct refresh *refresh, struct stream *stream)
{
	enum { CHUNK = 4096 };
	size_t room = CONTROL_LINE_MAX - stream->line.len;
	char *to;
	ssize_t n;

	if (stream->fd < 0)
		return false;
	to = buf_reserve(&stream->line, room < CHUNK ? room : CHUNK);
	n = to ? read(stream->fd, to, room < CHUNK ? room : CHUNK) : 0;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		close_stream(stream);
		return false;
	}
	stream->line.len += (size_t)n;
	stream->line.data[stream->line.len] = '\0';
	take_lines(refresh, stream);
	return true;
}

/* Once it has closed its streams it may still take a moment to end. */
static void reap(struct refresh *refresh)
{
	int status;

	if (waitpid(refresh->pid, &status, WNOHANG) != refresh->pid)
		return;
	if (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == EXIT_SOME_FAILED))
		refresh->fault[0] = '\0';
	else if (!refresh->fault[0])
		set_text(refresh->fault, sizeof(refresh->fault), "telexd ended without saying why");
	end(refresh);
}

bool refresh_ready(struct refresh *refresh)
{
	bool did = false;

	if (!refresh->state.is_running)
		return false;
	while (read_stream(refresh, &refresh->events))
		did = true;
	while (read_stream(refresh, &refresh->faults))
		did = true;
	if (!refresh->state.is_running)
		return true;
	if (refresh->events.fd >= 0 || refresh->faults.fd >= 0)
		return did;
	if (refresh->pid > 0) {
		reap(refresh);
		return did || !refresh->state.is_running;
	}
	set_text(refresh->fault, sizeof(refresh->fault), "the daemon ended");
	end(refresh);
	return true;
}

size_t refresh_poll(const struct refresh *refresh, struct pollfd *fds, size_t max)
{
	const struct stream *streams[] = {&refresh->events, &refresh->faults};
	size_t n = 0;

	for (size_t i = 0; i < 2 && n < max; i++) {
		if (streams[i]->fd >= 0)
			fds[n++] = (struct pollfd){.fd = streams[i]->fd, .events = POLLIN};
	}
	return n;
}

struct refresh_state refresh_state(const struct refresh *refresh)
{
	struct refresh_state state = refresh->state;

	state.feed = refresh->feed;
	state.fault = refresh->fault;
	return state;
}

static bool connect_daemon(const char *path, int *ret_fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

static const char reload_line[] = "{\"cmd\":\"reload\"}\n";

void refresh_tell(const struct conf *conf)
{
	void *ctx = talloc_new(NULL);
	int fd;

	if (connect_daemon(conf_socket_path(ctx, conf), &fd)) {
		(void)!send(fd, reload_line, sizeof(reload_line) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
		close(fd);
	}
	talloc_free(ctx);
}

/* It goes on by itself, and what comes of it is seen in the store. */
static bool poke_daemon(int fd)
{
	static const char line[] = "{\"cmd\":\"deliver\"}\n";

	(void)!send(fd, line, sizeof(line) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
	return true;
}

static char *request_text(void *ctx, const struct refresh_wish *wish)
{
	json_t *request = json_pack("{s:s}", "cmd", "refresh"), *feeds;
	AUTO_BUF text = BUF_INIT(CONTROL_LINE_MAX);
	char *dumped;

	if (wish->is_forced)
		json_object_set_new(request, "force", json_true());
	if (wish->is_reread)
		json_object_set_new(request, "reread", json_true());
	if (wish->n_feeds > 0) {
		feeds = json_array();
		for (size_t i = 0; i < wish->n_feeds; i++)
			json_array_append_new(feeds, json_string(wish->feeds[i]));
		json_object_set_new(request, "feeds", feeds);
	}
	dumped = json_dumps(request, JSON_COMPACT);
	buf_addf(&text, "{\"cmd\":\"subscribe\"}\n%s\n", dumped ? dumped : "{}");
	free(dumped);
	json_decref(request);
	return buf_steal(&text, ctx);
}

static bool ask_daemon(struct refresh *refresh, int fd, const struct refresh_wish *wish, struct err *err)
{
	char *text = request_text(refresh, wish);
	size_t len = text ? strlen(text) : 0;
	ssize_t sent = text ? send(fd, text, len, MSG_NOSIGNAL) : -1;

	talloc_free(text);
	if (sent < 0 || (size_t)sent != len) {
		close(fd);
		return err_set(err, ERR_UNAVAILABLE, "the daemon does not listen");
	}
	open_stream(&refresh->events, fd);
	return true;
}

static bool run_once(struct refresh *refresh, const struct refresh_wish *wish, struct err *err)
{
	const char **argv;
	size_t n = 0;
	int out, faults;

	if (!wish->telexd)
		return err_set(err, ERR_UNAVAILABLE, "telexd was not found beside telex nor on PATH");
	argv = mem_array(refresh, const char *, wish->n_feeds + 8);
	argv[n++] = wish->telexd;
	if (wish->config_file) {
		argv[n++] = "--config";
		argv[n++] = wish->config_file;
	}
	argv[n++] = "--once";
	argv[n++] = wish->is_pages ? "--deliver" : "--progress-json";
	if (wish->is_forced)
		argv[n++] = "--force";
	for (size_t i = 0; i < wish->n_feeds; i++)
		argv[n++] = wish->feeds[i];
	refresh->pid = spawn_piped((char *const *)argv, &out, &faults);
	talloc_free(argv);
	if (refresh->pid <= 0) {
		refresh->pid = 0;
		return err_set(err, ERR_UNAVAILABLE, "%s cannot be run: %s", wish->telexd, strerror(errno));
	}
	open_stream(&refresh->events, out);
	open_stream(&refresh->faults, faults);
	return true;
}

bool refresh_start(struct refresh *refresh, const struct refresh_wish *wish, struct err *err)
{
	void *ctx = talloc_new(refresh);
	bool is_started;
	int fd;

	refresh->state = (struct refresh_state){.is_pages = wish->is_pages};
	refresh->feed[0] = refresh->fault[0] = '\0';
	refresh->n_replies = 0;
	refresh->pid = 0;
	if (!connect_daemon(conf_socket_path(ctx, wish->conf), &fd))
		refresh->state.is_running = is_started = run_once(refresh, wish, err);
	else if (wish->is_pages)
		is_started = poke_daemon(fd);
	else
		refresh->state.is_running = is_started = ask_daemon(refresh, fd, wish, err);
	talloc_free(ctx);
	return is_started;
}
