/* control.c: one line of JSON to telexd, one line back. */
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "telex/control.h"

enum { REPLY_MS = 5000 };

struct control {
	int fd;
	struct buf in; /* what was read and not yet given out */
};

static int hang_up(struct control *control)
{
	if (control->fd >= 0)
		close(control->fd);
	buf_free(&control->in);
	return 0;
}

/* -1 with errno; EAGAIN: somebody listens, but takes no calls. */
static int dial(const char *path)
{
	static const struct timeval patience = {.tv_sec = REPLY_MS / 1000};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, reason;

	errno = ENAMETOOLONG;
	if (strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* connect(2) waits as long as the queue is full: for ever, for one that was stopped. */
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0 &&
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	reason = errno;
	if (fd >= 0)
		close(fd);
	errno = reason;
	return -1;
}

static bool broken(struct err *err, const char *why)
{
	return err_set(err, ERR_UNAVAILABLE, "telexd does not answer: %s", why);
}

static bool send_line(struct control *control, json_t *request, struct err *err)
{
	char *text = json_dumps(request, JSON_COMPACT);
	struct buf line = BUF_INIT(CONTROL_LINE_MAX - 1);
	size_t sent = 0;
	bool ok;

	buf_adds(&line, text ? text : "");
	buf_addc(&line, '\n');
	free(text);
	ok = buf_ok(&line) || err_set(err, ERR_LIMIT, "too many feeds for one request");
	while (ok && sent < line.len) {
		const ssize_t n = send(control->fd, line.data + sent, line.len - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		ok = n > 0 || broken(err, strerror(errno));
		sent += n > 0 ? (size_t)n : 0;
	}
	buf_free(&line);
	return ok;
}

static bool read_more(struct control *control, int timeout_ms, struct err *err)
{
	char chunk[4096];
	struct pollfd ready = {.fd = control->fd, .events = POLLIN};
	const int n_ready = poll(&ready, 1, timeout_ms);
	ssize_t n;

	if (n_ready == 0)
		return broken(err, "it took too long");
	n = read(control->fd, chunk, sizeof(chunk));
	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return broken(err, n == 0 ? "it hung up" : strerror(errno));
	buf_add(&control->in, chunk, (size_t)n);
	return buf_ok(&control->in) || broken(err, "a line is too long");
}

/* The next whole line as an object. */
static json_t *read_line(struct control *control, int timeout_ms, struct err *err)
{
	const char *end;
	json_t *value;
	size_t len;

	while (!(end = control->in.len ? memchr(control->in.data, '\n', control->in.len) : NULL))
		if (!read_more(control, timeout_ms, err))
			return NULL;
	len = (size_t)(end - control->in.data);
	value = json_loadb(control->in.data, len, 0, NULL);
	memmove(control->in.data, end + 1, control->in.len - len - 1);
	buf_truncate(&control->in, control->in.len - len - 1);
	if (!json_is_object(value)) {
		json_decref(value);
		broken(err, "what it says is not understood");
		return NULL;
	}
	return value;
}

json_t *control_request(const char *name)
{
	return json_pack("{s:s}", "cmd", name);
}

json_t *control_ask(struct control *control, json_t *request, struct err *err)
{
	const bool sent = send_line(control, request, err);
	json_t *reply = NULL;

	json_decref(request);
	while (sent && (reply = read_line(control, REPLY_MS, err)) && json_object_get(reply, "event"))
		json_decref(reply); /* events may come in between */
	if (reply && !json_is_true(json_object_get(reply, "ok"))) {
		const char *why = json_string_value(json_object_get(reply, "error"));
		err_set(err, ERR_UNAVAILABLE, "telexd refuses: %s", why ? why : "it does not say why");
		json_decref(reply);
		return NULL;
	}
	return reply;
}

json_t *control_event(struct control *control, struct err *err)
{
	return read_line(control, -1, err);
}

int64_t control_lock_holder(struct cli *cli)
{
	const int fd = open(conf_lock_path(cli->ctx, cli->conf), O_RDONLY | O_CLOEXEC);
	char text[32] = "";
	int64_t pid = 0;

	if (fd < 0)
		return 0;
	if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK && read(fd, text, sizeof(text) - 1) > 0)
		pid = strtoll(text, NULL, 10);
	close(fd);
	return pid;
}

int64_t control_listener(struct cli *cli)
{
	const int64_t holder = control_lock_holder(cli);
	const int fd = holder ? dial(conf_socket_path(cli->ctx, cli->conf)) : -1;
	struct ucred peer = {0};
	socklen_t size = sizeof(peer);

	if (holder && fd < 0)
		return errno == EAGAIN ? holder : 0;
	if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		peer.pid = 0;
	if (fd >= 0)
		close(fd);
	return peer.pid == holder ? holder : 0;
}

/* The socket is one for a user; with --config the store may be another's than the daemon's. */
static bool serves_us(struct cli *cli, struct control *control)
{
	json_t *status = control_ask(control, control_request("status"), NULL);
	const int64_t pid = json_integer_value(json_object_get(status, "pid"));

	json_decref(status);
	return status && pid == control_lock_holder(cli);
}

struct control *control_open(struct cli *cli)
{
	const int fd = dial(conf_socket_path(cli->ctx, cli->conf));
	struct control *control;

	if (fd < 0)
		return NULL;
	control = mem_new(cli->ctx, struct control);
	*control = (struct control){.fd = fd, .in = BUF_INIT(2 * CONTROL_LINE_MAX)};
	talloc_set_destructor(control, hang_up);
	if (serves_us(cli, control))
		return control;
	talloc_free(control);
	return NULL;
}
