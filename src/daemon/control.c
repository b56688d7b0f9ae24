/* control.c: the control socket: clients, their lines, and the events for subscribers. */
#include "control.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "telex/control.h"

#include "clock.h"
#include "folders.h"

enum {
	SLOW_MS = 5000,
	OUT_MAX = 4 * CONTROL_LINE_MAX, /* for a client that does not read */
	CHUNK = 4096,
	BACKLOG = 64,
};

struct client {
	int fd;
	bool is_subscriber, is_over;
	struct buf in, out;
	int64_t in_ms, out_ms; /* since when a line is not complete, or not taken */
};
struct control {
	int fd;
	const char *path;
	control_reply_fn *reply;
	void *state;
	struct client clients[CONTROL_CLIENTS_MAX];
	size_t n;
};

/* ---- listening ---- */

static bool somebody_listens(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool yes = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	yes |= fd >= 0 && errno == EAGAIN; /* its queue is full */
	if (fd >= 0)
		close(fd);
	return yes;
}

static bool listen_at(int fd, const char *path, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct stat info;
	mode_t mask;
	int result;

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(err, ERR_CONFIG, "the path of the socket is too long: %s", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	folders_make(path);
	errno = 0;
	if (somebody_listens(&address))
		return err_set(err, ERR_BUSY, "another telexd listens at %s", path);
	if (lstat(path, &info) == 0 && S_ISSOCK(info.st_mode))
		(void)unlink(path); /* bind says if it is still there */
	mask = umask(0177);
	result = bind(fd, (struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (result != 0 || listen(fd, BACKLOG) != 0)
		return err_set(err, ERR_IO, "cannot listen at %s: %s", path, strerror(errno));
	return true;
}

static void drop(struct control *c, size_t i)
{
	close(c->clients[i].fd);
	buf_free(&c->clients[i].in);
	buf_free(&c->clients[i].out);
	c->clients[i] = c->clients[--c->n];
}

static int control_close(struct control *c)
{
	while (c->n)
		drop(c, c->n - 1);
	close(c->fd);
	(void)unlink(c->path); /* best effort: the next daemon removes it */
	return 0;
}

bool control_open(void *ctx, const char *path, control_reply_fn *reply, void *state, struct control **ret,
		  struct err *err)
{
	struct control *c;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return err_set(err, ERR_IO, "cannot open a socket: %s", strerror(errno));
	if (!listen_at(fd, path, err)) {
		close(fd);
		return false;
	}
	c = mem_new(ctx, struct control);
	c->fd = fd;
	c->path = mem_strdup(c, path);
	c->reply = reply;
	c->state = state;
	talloc_set_destructor(c, control_close);
	*ret = c;
	return true;
}

/* ---- lines out ---- */

static void send_some(struct client *k)
{
	while (k->out.len && !k->is_over) {
		ssize_t n = send(k->fd, k->out.data, k->out.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			k->is_over = true;
			return;
		}
		memmove(k->out.data, k->out.data + n, k->out.len - (size_t)n);
		buf_truncate(&k->out, k->out.len - (size_t)n);
		k->out_ms = clock_ms();
	}
}

static void queue(struct client *k, const char *text, size_t len)
{
	if (!k->out.len)
		k->out_ms = clock_ms();
	buf_add(&k->out, text, len);
	k->is_over |= !buf_ok(&k->out);
	send_some(k);
}

static void answer(struct client *k, json_t *take_reply)
{
	char *text = json_dumps(take_reply, JSON_COMPACT);

	if (text) {
		queue(k, text, strlen(text));
		queue(k, "\n", 1);
	}
	free(text);
	json_decref(take_reply);
}

void control_broadcast(struct control *control, const struct buf *lines)
{
	for (size_t i = 0; i < control->n; i++)
		if (control->clients[i].is_subscriber)
			queue(&control->clients[i], buf_str(lines), lines->len);
}

/* ---- lines in ---- */

static json_t *fault(const char *message)
{
	return json_pack("{s:b, s:s}", "ok", 0, "error", message);
}

static void obey(struct control *c, struct client *k, const char *line, size_t len)
{
	json_t *request = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL), *reply;
	const char *cmd = json_string_value(json_object_get(request, "cmd"));

	if (!cmd) {
		answer(k, fault("a request is one JSON object with \"cmd\" on one line"));
		k->is_over = true;
	} else if (!strcmp(cmd, "subscribe")) {
		k->is_subscriber = true;
		answer(k, json_pack("{s:b}", "ok", 1));
	} else {
		reply = c->reply(c->state, cmd, request);
		answer(k, reply ? reply : fault("no such command: status, refresh, reload, subscribe"));
	}
	json_decref(request);
}

static void take_lines(struct control *c, struct client *k)
{
	size_t from = 0;
	const char *end;

	while (!k->is_over && (end = memchr(k->in.data + from, '\n', k->in.len - from))) {
		size_t len = (size_t)(end - k->in.data) - from;

		if (len)
			obey(c, k, k->in.data + from, len);
		from += len + 1;
	}
	if (from) {
		memmove(k->in.data, k->in.data + from, k->in.len - from);
		buf_truncate(&k->in, k->in.len - from);
		k->in_ms = clock_ms();
	}
}

static void receive_some(struct control *c, struct client *k)
{
	while (!k->is_over) {
		size_t room = CONTROL_LINE_MAX - k->in.len;
		char *to = room ? buf_reserve(&k->in, room < CHUNK ? room : CHUNK) : NULL;
		ssize_t n = to ? read(k->fd, to, room < CHUNK ? room : CHUNK) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) { /* the end, or a line that is too long */
			k->is_over = true;
			return;
		}
		if (!k->in.len)
			k->in_ms = clock_ms();
		k->in.len += (size_t)n;
		take_lines(c, k);
	}
}

/* ---- the loop's side ---- */

static bool is_ours(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid();
}

static void accept_some(struct control *c)
{
	int fd;

	while ((fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		if (c->n == CONTROL_CLIENTS_MAX || !is_ours(fd)) {
			close(fd);
			continue;
		}
		c->clients[c->n++] = (struct client){
		    .fd = fd, .in = BUF_INIT(CONTROL_LINE_MAX + CHUNK), .out = BUF_INIT(OUT_MAX)};
	}
}

static int64_t slow_at_ms(const struct client *k)
{
	int64_t at = INT64_MAX;

	if (k->in.len)
		at = k->in_ms + SLOW_MS;
	if (k->out.len && k->out_ms + SLOW_MS < at)
		at = k->out_ms + SLOW_MS;
	return at;
}

size_t control_fds(const struct control *control, struct fetch_fd *fds, size_t room)
{
	size_t n = 0;

	if (room)
		fds[n++] = (struct fetch_fd){.fd = control->fd, .events = POLLIN};
	for (size_t i = 0; i < control->n && n < room; i++)
		fds[n++] = (struct fetch_fd){
		    .fd = control->clients[i].fd,
		    .events = (short)(POLLIN | (control->clients[i].out.len ? POLLOUT : 0))};
	return n;
}

int control_wait_ms(const struct control *control, int64_t now_ms)
{
	int64_t at = INT64_MAX;

	for (size_t i = 0; i < control->n; i++)
		if (slow_at_ms(&control->clients[i]) < at)
			at = slow_at_ms(&control->clients[i]);
	if (at == INT64_MAX)
		return -1;
	return at > now_ms ? (int)(at - now_ms) : 0;
}

void control_turn(struct control *control, int64_t now_ms)
{
	accept_some(control);
	for (size_t i = control->n; i > 0; i--) {
		struct client *k = &control->clients[i - 1];

		send_some(k);
		receive_some(control, k);
		if (k->is_over || slow_at_ms(k) < now_ms)
			drop(control, i - 1);
	}
}

size_t control_n_clients(const struct control *control)
{
	return control->n;
}
