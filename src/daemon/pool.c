/* pool.c: documents wait for a parser process, answers are collected, and the dead are replaced.
 *
 * A worker is idle, or has one job; its socket carries the request out and answer frames in.  Whatever is
 * wrong with what comes back, the worker is killed, its job fails, and the spawner is asked for another:
 *
 *   STARTING -> IDLE <-> BUSY -> DYING (killed or seen dead; waits for the spawner to say how) -> STARTING */
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parser.h"
#include "wire.h"

enum {
	WALL_MS = 20000, /* a document, from the first byte sent to the last received */
	ANSWER_BYTES_MAX = 96 * 1024 * 1024,
	CHUNK = 256 * 1024, /* read at once */
};

struct job {
	struct job *next;
	uint32_t number;
	struct buf head, body;
	size_t sent; /* of both */
	struct pool_answer *answer;
	size_t room; /* of answer->items */
	pool_done_fn *done;
	void *state, *tag;
};

enum worker_is { STARTING, IDLE, BUSY, DYING };
struct worker {
	enum worker_is is;
	pid_t pid;
	int fd;
	struct job *job;
	int64_t deadline_ms;
	struct buf in;
	size_t taken;	    /* of in: frames that were read */
	const char *reason; /* why it was killed; NULL: it died of its own */
};

struct pool {
	int spawner;
	struct worker *workers;
	size_t n;
	struct job *first, **last; /* waiting */
	size_t n_pending, n_bytes;
	uint32_t next_number;
	bool is_spawner_gone;
};

/* ---- jobs ---- */

static int job_destroy(struct job *job)
{
	buf_free(&job->head);
	buf_free(&job->body);
	return 0;
}

void pool_add(struct pool *pool, const struct pool_job *from, pool_done_fn *done, void *state, void *tag)
{
	struct job *job = mem_new(pool, struct job);
	struct wire_request request;

	talloc_set_destructor(job, job_destroy);
	job->number = pool->next_number++;
	job->body = *from->take_body;
	*from->take_body = (struct buf)BUF_INIT(job->body.max);
	job->head = (struct buf)BUF_INIT(KIB(64));
	request = (struct wire_request){.job = job->number,
					.max_items = WIRE_ITEMS_MAX,
					.max_content = WIRE_CONTENT_MAX,
					.base_url = from->base_url,
					.content_type = from->content_type,
					.is_page = from->is_page,
					.extract = from->extract,
					.remove = from->remove,
					.next_page = from->next_page,
					.body = buf_bytes(&job->body)};
	wire_put_request(&request, &job->head);
	job->answer = mem_new(job, struct pool_answer);
	job->done = done;
	job->state = state;
	job->tag = tag;
	*pool->last = job;
	pool->last = &job->next;
	pool->n_pending++;
	pool->n_bytes += job->body.len;
}

static void job_end(struct pool *pool, struct job *job, const char *error)
{
	struct pool_answer *answer = job->answer;

	pool->n_pending--;
	pool->n_bytes -= job->body.len;
	if (error) {
		answer->error = mem_strdup(answer, error);
		answer->n_items = 0;
		answer->doc = NULL;
	}
	job->done(job->state, job->tag, answer);
	talloc_free(job); /* and the answer, if nobody took it */
}

size_t pool_pending(const struct pool *pool)
{
	return pool->n_pending;
}

size_t pool_pending_bytes(const struct pool *pool)
{
	return pool->n_bytes;
}

/* ---- the dead ---- */

static void close_worker(struct worker *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
	w->taken = 0;
	buf_reset(&w->in);
}

/* It is of no use any more.  reason NULL: its end says why. */
static void put_down(struct pool *pool, struct worker *w, const char *reason)
{
	close_worker(w);
	w->is = DYING;
	w->reason = reason;
	if (!spawner_send(pool->spawner, SPAWNER_KILL, w->pid))
		pool->is_spawner_gone = true;
}

static const char *death_words(void *ctx, const struct worker *w, int status)
{
	if (w->reason)
		return w->reason;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		return mem_printf(ctx, "the parser gave up on this document (%d s)", PARSER_CPU_S);
	return "the parser crashed on this document";
}

static void bury(struct pool *pool, struct worker *w, int status)
{
	struct job *job = w->job;

	close_worker(w);
	w->is = STARTING;
	w->job = NULL;
	w->pid = 0;
	if (!spawner_send(pool->spawner, SPAWNER_START, 0))
		pool->is_spawner_gone = true;
	if (job)
		job_end(pool, job, death_words(job, w, status));
	w->reason = NULL;
}

static void welcome(struct pool *pool, pid_t pid, int fd)
{
	for (size_t i = 0; i < pool->n; i++) {
		struct worker *w = &pool->workers[i];

		if (w->is != STARTING)
			continue;
		if (fd < 0)
			break; /* out of processes or descriptors */
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		w->is = IDLE;
		w->pid = pid;
		w->fd = fd;
		return;
	}
	if (fd >= 0)
		close(fd);
	else
		pool->is_spawner_gone = true;
}

static void hear(struct pool *pool, const struct spawner_message *m, int fd)
{
	if (m->word == SPAWNER_START) {
		welcome(pool, m->pid, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	for (size_t i = 0; m->word == SPAWNER_DEAD && i < pool->n; i++)
		if (pool->workers[i].pid == m->pid)
			bury(pool, &pool->workers[i], m->status);
}

static void hear_all(struct pool *pool)
{
	struct spawner_message m;
	int fd;

	while (spawner_receive(pool->spawner, &m, &fd))
		hear(pool, &m, fd);
	if (errno != EAGAIN && errno != EWOULDBLOCK)
		pool->is_spawner_gone = true;
}

/* ---- bytes out ---- */

static size_t left_to_send(const struct job *job)
{
	return job->head.len + job->body.len - job->sent;
}

static void send_some(struct pool *pool, struct worker *w)
{
	struct job *job = w->job;

	while (left_to_send(job)) {
		size_t of_body = job->sent > job->head.len ? job->sent - job->head.len : 0;
		size_t of_head = job->sent < job->head.len ? job->sent : job->head.len;
		struct iovec iov[2] = {
		    {job->head.data + of_head, job->head.len - of_head},
		    {job->body.len ? job->body.data + of_body : NULL, job->body.len - of_body}};
		struct msghdr h = {.msg_iov = iov, .msg_iovlen = 2};
		ssize_t n = sendmsg(w->fd, &h, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			put_down(pool, w, NULL);
			return;
		}
		job->sent += (size_t)n;
	}
}

static void give_work(struct pool *pool, int64_t now_ms)
{
	for (size_t i = 0; i < pool->n && pool->first; i++) {
		struct worker *w = &pool->workers[i];

		if (w->is != IDLE)
			continue;
		w->job = pool->first;
		pool->first = w->job->next;
		if (!pool->first)
			pool->last = &pool->first;
		w->job->next = NULL;
		w->is = BUSY;
		w->deadline_ms = now_ms + WALL_MS;
		send_some(pool, w);
	}
}

/* ---- bytes in ---- */

static void keep_item(struct job *job, const struct feed_item *item)
{
	struct pool_answer *a = job->answer;

	if (a->n_items == job->room) {
		job->room = job->room ? 2 * job->room : 32;
		a->items = mem_grow(a, a->items, struct feed_item, job->room);
	}
	a->items[a->n_items++] = *item;
}

/* One frame; false: it is not what a parser may say. */
static bool take_frame(struct pool *pool, struct worker *w, struct bytes frame)
{
	struct job *job = w->job;
	struct pool_answer *a;
	struct wire_answer answer;
	char *copy;

	if (!job || left_to_send(job))
		return false;
	a = job->answer;
	a->n_bytes += frame.len + sizeof(struct feed_item);
	if (a->n_bytes > ANSWER_BYTES_MAX)
		return false;
	copy = mem_check(talloc_memdup(a, frame.data, frame.len));
	if (!wire_get_answer(copy, (struct bytes){copy, frame.len}, &answer) || answer.job != job->number)
		return false;
	if (answer.kind == WIRE_ITEM) {
		if (a->n_items == WIRE_ITEMS_MAX)
			return false;
		keep_item(job, &answer.item);
		return true;
	}
	if (answer.kind == WIRE_DOC) {
		a->doc = mem_new(a, struct feed_doc);
		*a->doc = answer.doc;
		a->n_cut = (size_t)answer.n_cut;
	}
	w->job = NULL;
	w->is = IDLE;
	job_end(pool, job, answer.kind == WIRE_ERROR ? answer.error : NULL);
	return true;
}

/* Every whole frame in w->in. */
static bool take_frames(struct pool *pool, struct worker *w)
{
	uint32_t len;

	while (w->in.len - w->taken >= sizeof(len)) {
		const char *at = w->in.data + w->taken;

		memcpy(&len, at, sizeof(len));
		if (len > WIRE_ANSWER_MAX)
			return false;
		if (w->in.len - w->taken - sizeof(len) < len)
			break;
		w->taken += sizeof(len) + len;
		if (!take_frame(pool, w, (struct bytes){at + sizeof(len), len}))
			return false;
	}
	if (w->taken && w->in.len > w->taken)
		memmove(w->in.data, w->in.data + w->taken, w->in.len - w->taken);
	buf_truncate(&w->in, w->in.len - w->taken);
	w->taken = 0;
	return true;
}

static void receive_some(struct pool *pool, struct worker *w)
{
	static const char broken[] = "the parser gave a broken answer on this document";

	while (w->fd >= 0) {
		char *room = buf_reserve(&w->in, CHUNK);
		ssize_t n = room ? read(w->fd, room, CHUNK) : -1;

		if (n < 0 && room && errno == EINTR)
			continue;
		if (n < 0 && room && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			put_down(pool, w, room ? NULL : broken);
			return;
		}
		w->in.len += (size_t)n;
		if (!take_frames(pool, w))
			put_down(pool, w, broken);
	}
}

/* ---- the loop's side ---- */

size_t pool_fds(const struct pool *pool, struct fetch_fd *fds, size_t room)
{
	size_t n = 0;

	if (room)
		fds[n++] = (struct fetch_fd){.fd = pool->spawner, .events = POLLIN};
	for (size_t i = 0; i < pool->n && n < room; i++) {
		const struct worker *w = &pool->workers[i];
		short out = w->is == BUSY && left_to_send(w->job) ? POLLOUT : 0;

		if (w->fd >= 0)
			fds[n++] = (struct fetch_fd){.fd = w->fd, .events = (short)(POLLIN | out)};
	}
	return n;
}

int pool_wait_ms(const struct pool *pool, int64_t now_ms)
{
	int64_t wait = INT64_MAX;

	for (size_t i = 0; i < pool->n; i++)
		if (pool->workers[i].is == BUSY && pool->workers[i].deadline_ms - now_ms < wait)
			wait = pool->workers[i].deadline_ms - now_ms;
	if (wait == INT64_MAX)
		return -1;
	return wait < 0 ? 0 : (int)wait;
}

bool pool_turn(struct pool *pool, int64_t now_ms, struct err *err)
{
	for (size_t i = 0; i < pool->n; i++) {
		struct worker *w = &pool->workers[i];

		if (w->is == BUSY && left_to_send(w->job))
			send_some(pool, w);
		if (w->fd >= 0)
			receive_some(pool, w);
		if (w->is == BUSY && now_ms > w->deadline_ms)
			put_down(pool, w, "the parser gave up on this document (20 s)");
	}
	hear_all(pool);
	give_work(pool, now_ms);
	return !pool->is_spawner_gone || err_set(err, ERR_UNAVAILABLE, "the parser processes are gone");
}

void pool_excuse(struct pool *pool, int64_t ms)
{
	for (size_t i = 0; i < pool->n; i++)
		pool->workers[i].deadline_ms += ms;
}

/* ---- birth and death ---- */

static int pool_destroy(struct pool *pool)
{
	for (size_t i = 0; i < pool->n; i++) {
		close_worker(&pool->workers[i]);
		buf_free(&pool->workers[i].in);
	}
	close(pool->spawner); /* which ends, and its children with it */
	return 0;
}

bool pool_new(void *ctx, size_t n, struct pool **ret, struct err *err)
{
	struct pool *pool = mem_new(ctx, struct pool);
	struct spawner_message m;
	int fd;

	pool->last = &pool->first;
	pool->workers = mem_array(pool, struct worker, n);
	if (!spawner_start(&pool->spawner, err)) {
		talloc_free(pool);
		return false;
	}
	for (; pool->n < n; pool->n++)
		pool->workers[pool->n] = (struct worker){
		    .is = STARTING, .fd = -1, .in = BUF_INIT(2 * WIRE_ANSWER_MAX + 2 * CHUNK)};
	talloc_set_destructor(pool, pool_destroy);
	for (size_t i = 0; i < n; i++)
		if (!spawner_send(pool->spawner, SPAWNER_START, 0) ||
		    !spawner_receive(pool->spawner, &m, &fd) || fd < 0) {
			talloc_free(pool);
			return err_set(err, ERR_IO,
				       "cannot start the parsers: too many processes or open files");
		} else {
			hear(pool, &m, fd);
		}
	fcntl(pool->spawner, F_SETFL, fcntl(pool->spawner, F_GETFL) | O_NONBLOCK);
	*ret = pool;
	return true;
}
