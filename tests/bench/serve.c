/* serve.c: a small HTTP server for benches: one folder, held in memory, on a free loopback port.
 *
 *   serve FOLDER PORT_FILE [SECONDS]     answers GET /NAME with an ETag, If-None-Match with 304; ends by itself.
 *
 * One epoll loop, so that the server costs as little of the two cores as it can. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 20000, FDS_MAX = 8192, REQUEST_MAX = 8192 };

struct file {
	char name[64];
	char *answer; /* head and body of a 200 */
	size_t len;
};
struct conn {
	char in[REQUEST_MAX];
	size_t in_len;
	const char *out;
	size_t out_len;
};
static struct file files[FILES_MAX];
static size_t n_files;
static struct conn *conns[FDS_MAX];

static const char not_modified[] = "HTTP/1.1 304 Not Modified\r\nETag: \"bench\"\r\n\r\n";
static const char not_found[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void load(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) && n_files < FILES_MAX) {
		struct file *file = &files[n_files];
		char path[4096];
		struct stat st;
		FILE *f;
		int head;

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (stat(path, &st) || !S_ISREG(st.st_mode) || !(f = fopen(path, "rb")))
			continue;
		snprintf(file->name, sizeof(file->name), "%.63s", entry->d_name);
		file->answer = malloc((size_t)st.st_size + 256);
		head = sprintf(file->answer,
			       "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nETag: \"bench\"\r\nContent-Length: %lld\r\n\r\n",
			       (long long)st.st_size);
		file->len = (size_t)head + fread(file->answer + head, 1, (size_t)st.st_size, f);
		fclose(f);
		n_files++;
	}
	if (dir)
		closedir(dir);
	qsort(files, n_files, sizeof(files[0]), by_name);
}

static void answer(struct conn *c)
{
	struct file key = {.name = ""}, *file;
	const char *path = strchr(c->in, ' ');
	size_t len;

	if (!path || path[1] != '/')
		path = " /";
	len = strcspn(path + 2, " ?");
	snprintf(key.name, sizeof(key.name), "%.*s", (int)(len < 63 ? len : 63), path + 2);
	file = bsearch(&key, files, n_files, sizeof(files[0]), by_name);
	c->out = file ? file->answer : not_found;
	c->out_len = file ? file->len : sizeof(not_found) - 1;
	if (file && strstr(c->in, "\"bench\"")) {
		c->out = not_modified;
		c->out_len = sizeof(not_modified) - 1;
	}
	c->in_len = 0;
}

static int step(int fd, struct conn *c)
{
	for (;;) {
		ssize_t n;

		while (c->out_len) {
			n = send(fd, c->out, c->out_len, MSG_NOSIGNAL);
			if (n < 0)
				return errno == EAGAIN ? 0 : -1;
			c->out += n;
			c->out_len -= (size_t)n;
		}
		n = recv(fd, c->in + c->in_len, REQUEST_MAX - 1 - c->in_len, 0);
		if (n <= 0)
			return n < 0 && errno == EAGAIN ? 0 : -1;
		c->in_len += (size_t)n;
		c->in[c->in_len] = '\0';
		if (strstr(c->in, "\r\n\r\n"))
			answer(c);
		else if (c->in_len == REQUEST_MAX - 1)
			return -1;
	}
}

static void add(int epoll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};

	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void accept_all(int epoll, int listener)
{
	int fd, one = 1;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		if (fd >= FDS_MAX) {
			close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		conns[fd] = calloc(1, sizeof(*conns[fd]));
		add(epoll, fd);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
	FILE *f;

	if (argc < 3)
		return 64;
	alarm(argc > 3 ? (unsigned)atoi(argv[3]) : 600);
	load(argv[1]);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 1024) ||
	    getsockname(listener, (struct sockaddr *)&address, &len) || !(f = fopen(argv[2], "w")))
		return 74;
	fprintf(f, "%d\n", ntohs(address.sin_port));
	fclose(f);
	add(epoll, listener);
	for (;;) {
		struct epoll_event events[256];
		int n = epoll_wait(epoll, events, 256, -1);

		for (int i = 0; i < n; i++) {
			int fd = events[i].data.fd;

			if (fd == listener) {
				accept_all(epoll, listener);
			} else if (step(fd, conns[fd])) {
				free(conns[fd]);
				close(fd);
			}
		}
	}
}
