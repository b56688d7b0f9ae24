/* open.c: opening the file, or saying in one sentence why not.  A file that is refused was not written to. */
#include "store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	HEADER_SIZE = 100,
	PAGE_SIZE = 8192,
	QUICK_CHECK_MAX = 64 << 20, /* bytes of a file that is checked at start */
	BUSY_MS = 5000,
	TURN_MS = 5
};

/* What the first bytes of the file say (https://www.sqlite.org/fileformat2.html, section 1.3). */
struct header {
	int64_t file_bytes;
	int64_t page_bytes, n_pages;
	uint32_t application_id, user_version;
	bool is_sqlite;
	bool has_log; /* a write-ahead log holds what is newer */
};

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t log_bytes(const struct store *store)
{
	char *log = mem_printf(NULL, "%s-wal", store->path);
	struct stat st;
	int64_t bytes = stat(log, &st) ? 0 : (int64_t)st.st_size;

	talloc_free(log);
	return bytes;
}

/* Through SQLite's own handle: closing another one would drop every lock this process holds on the file. */
static bool read_header(struct store *store, struct header *ret, struct err *err)
{
	unsigned char raw[HEADER_SIZE];
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;

	*ret = (struct header){.has_log = log_bytes(store) > 0};
	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	if (!file || !file->pMethods || file->pMethods->xFileSize(file, &size))
		return err_set(err, ERR_IO, "%s cannot be read", store->path);
	ret->file_bytes = size;
	if (size < HEADER_SIZE)
		return true;
	if (file->pMethods->xRead(file, raw, HEADER_SIZE, 0))
		return err_set(err, ERR_IO, "%s cannot be read", store->path);
	ret->is_sqlite = !memcmp(raw, "SQLite format 3", 16);
	ret->page_bytes = raw[16] << 8 | raw[17];
	if (ret->page_bytes == 1)
		ret->page_bytes = 65536;
	ret->n_pages = big_endian(raw + 28);
	ret->user_version = big_endian(raw + 60);
	ret->application_id = big_endian(raw + 68);
	return true;
}

static bool refuse_newer(const struct store *store, int64_t version, struct err *err)
{
	return err_set(err, ERR_IO,
		       "%s was written by a newer telex (schema %lld, this one knows %d): use that one",
		       store->path, (long long)version, store_schema_version());
}

static bool refuse_foreign(const struct store *store, struct err *err)
{
	return err_set(err, ERR_IO, "%s is not a telex database: name another file as 'database'",
		       store->path);
}

static bool refuse_empty(const struct store *store, struct err *err)
{
	return err_set(err, ERR_IO, "%s is empty: run 'telexd --once' first", store->path);
}

/* Before SQLite has read anything, and so cannot have repaired anything. */
static bool check_header(struct store *store, bool *ret_is_new, struct err *err)
{
	struct header h;

	if (!read_header(store, &h, err))
		return false;
	*ret_is_new = h.file_bytes == 0;
	if (*ret_is_new && store->mode == STORE_READ)
		return refuse_empty(store, err);
	if (*ret_is_new)
		return true;
	if (!h.is_sqlite || (h.application_id != APPLICATION_ID && !h.has_log))
		return refuse_foreign(store, err);
	if (h.user_version > (uint32_t)store_schema_version() && !h.has_log)
		return refuse_newer(store, h.user_version, err);
	return true;
}

/* What the connection sees, log included; under its read lock, so that nobody moves the file's end meanwhile.
 */
static bool check_content(struct store *store, int64_t *ret_version, bool *ret_is_new, struct err *err)
{
	int64_t application = 0, tables = 0;
	struct header h;

	if (!sql_int(store, err, &application, "PRAGMA application_id", "") ||
	    !sql_int(store, err, ret_version, "PRAGMA user_version", "") ||
	    !sql_int(store, err, &tables, "SELECT COUNT(*) FROM sqlite_schema", ""))
		return false;
	*ret_is_new = !application && !tables; /* it was never finished, and SQLite has just rolled it back */
	if (*ret_is_new)
		return store->mode != STORE_READ || refuse_empty(store, err);
	if (application != APPLICATION_ID)
		return refuse_foreign(store, err);
	if (*ret_version > store_schema_version())
		return refuse_newer(store, *ret_version, err);
	if (!read_header(store, &h, err))
		return false;
	if (!h.has_log && h.n_pages * h.page_bytes > h.file_bytes)
		return err_set(err, ERR_IO,
			       "%s is damaged: %lld bytes long where it should be %lld: restore a copy of it",
			       store->path, (long long)h.file_bytes, (long long)(h.n_pages * h.page_bytes));
	return true;
}

/* A look at every page is bought where it is cheap; `telex doctor` does it for any size. */
static bool quick_check(struct store *store, struct err *err)
{
	sqlite3_stmt *stmt;
	struct header h;
	bool ok = true;

	if (store->mode != STORE_DAEMON || !read_header(store, &h, err))
		return store->mode != STORE_DAEMON;
	if (h.file_bytes >= QUICK_CHECK_MAX)
		return true;
	stmt = sql_get(store, "PRAGMA quick_check(1)", err);
	if (!stmt)
		return false;
	if (sql_step(store, stmt, err) < 0)
		ok = false;
	else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "ok"))
		ok = err_set(err, ERR_IO, "%s is damaged (%s): restore a copy of it", store->path,
			     (const char *)sqlite3_column_text(stmt, 0));
	sql_done(store, stmt);
	return ok;
}

static bool check_existing(struct store *store, int64_t *ret_version, bool *ret_is_new, struct err *err)
{
	bool ok;

	if (!sql_exec(store, "BEGIN", err))
		return false;
	ok = check_content(store, ret_version, ret_is_new, err) && (*ret_is_new || quick_check(store, err));
	sql_rollback(store);
	return ok;
}

static bool make_directories(const char *path, struct err *err)
{
	char *dir = mem_strdup(NULL, path);
	bool ok = true;

	for (char *slash = strchr(dir + 1, '/'); slash && ok; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(dir, 0700) && errno != EEXIST && errno != EISDIR)
			ok = err_set(err, ERR_IO, "cannot make the directory %s: %s", dir, strerror(errno));
		*slash = '/';
	}
	talloc_free(dir);
	return ok;
}

/* The file exists and is one; made here with its mode, because SQLite would ask the umask. */
static bool prepare_file(const struct store *store, struct err *err)
{
	struct stat st;
	int fd;

	if (!stat(store->path, &st)) {
		if (S_ISDIR(st.st_mode))
			return err_set(err, ERR_IO, "%s is a directory, not a database", store->path);
		if (!S_ISREG(st.st_mode))
			return err_set(err, ERR_IO, "%s is not a file", store->path);
		if (access(store->path, store->mode == STORE_READ ? R_OK : R_OK | W_OK))
			return err_set(err, ERR_IO, "%s: %s", store->path, strerror(errno));
		return true;
	}
	if (errno != ENOENT)
		return err_set(err, ERR_IO, "%s: %s", store->path, strerror(errno));
	if (store->mode == STORE_READ)
		return err_set(err, ERR_IO, "there is no database %s yet: run 'telexd --once' first",
			       store->path);
	if (!make_directories(store->path, err))
		return false;
	fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return err_set(err, ERR_IO, "cannot make %s: %s", store->path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return true;
}

/* Wide enough for whatever query_compile makes. */
static void set_limits(struct store *store)
{
	static const int limits[][2] = {
	    {SQLITE_LIMIT_LENGTH, 128 << 20},	       {SQLITE_LIMIT_SQL_LENGTH, 1200000},
	    {SQLITE_LIMIT_COMPOUND_SELECT, 200},       {SQLITE_LIMIT_ATTACHED, 0},
	    {SQLITE_LIMIT_TRIGGER_DEPTH, 10},	       {SQLITE_LIMIT_VARIABLE_NUMBER, 32766},
	    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10000},
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(store->db, limits[i][0], limits[i][1]);
}

void store_set_busy_ms(struct store *store, int ms)
{
	store->busy_ms = ms;
	sqlite3_busy_timeout(store->db, ms);
}

/* Nothing here reads the file. */
static void configure_handle(struct store *store)
{
	store_set_busy_ms(store, BUSY_MS);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	set_limits(store);
}

static bool configure(struct store *store, struct err *err)
{
	static const char pragmas[] =
	    "PRAGMA mmap_size = 0;" /* a file that is cut then gives an error and no SIGBUS */
	    "PRAGMA cell_size_check = ON;"
	    "PRAGMA foreign_keys = ON;"
	    "PRAGMA secure_delete = OFF;"
	    "PRAGMA temp_store = MEMORY;"
	    "PRAGMA journal_size_limit = 67108864;"
	    "PRAGMA cache_size = -16384";

	return sql_exec(store, pragmas, err) && fts_register(store, err) && verify_register(store, err);
}

/* The application's id is in the file before the log is, so that a file is known at any moment. */
static bool build(struct store *store, bool is_new, struct err *err)
{
	char pragma[64];

	if (is_new) {
		snprintf(pragma, sizeof(pragma), "PRAGMA page_size = %d", PAGE_SIZE);
		if (!sql_exec(store, pragma, err) || !sql_exec(store, "PRAGMA auto_vacuum = NONE", err))
			return false;
	}
	return migrate(store, err) && sql_exec(store, "PRAGMA journal_mode = WAL", err);
}

/* A reading command right after an update of the program: let a writing connection bring the file up to date.
 */
static bool update_for_reader(const struct store *store, struct err *err)
{
	struct store *writer;

	if (!store_open(store->path, STORE_CLIENT, &writer, err))
		return false;
	store_close(writer);
	return true;
}

static bool set_up(struct store *store, struct err *err)
{
	static const char *const last_pragma[] = {
	    [STORE_READ] = "PRAGMA query_only = ON",
	    [STORE_CLIENT] = "PRAGMA synchronous = NORMAL",
	    [STORE_DAEMON] = "PRAGMA synchronous = FULL",
	};
	int64_t version = 0;
	bool is_new = false;

	configure_handle(store);
	if (!check_header(store, &is_new, err) || !configure(store, err))
		return false;
	if (!is_new && !check_existing(store, &version, &is_new, err))
		return false;
	if (store->mode == STORE_READ) {
		if (version < store_schema_version() && !update_for_reader(store, err))
			return false;
	} else if (!build(store, is_new, err)) {
		return false;
	}
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	return sql_exec(store, last_pragma[store->mode], err);
}

static bool connect(struct store *store, struct err *err)
{
	bool may_write = !access(store->path, W_OK);
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc = sqlite3_open_v2(store->path, &store->db,
				 flags | (may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY), NULL);

	if (!rc)
		return true;
	return err_set(err, ERR_IO, "%s cannot be opened: %s", store->path, sqlite3_errstr(rc));
}

/* Before a file has its log SQLite takes turns by a journal, and several that make it at once can meet in states in which
 * one of them fails.  So they take turns by their folder until it has one.  -1: no turn is needed, or none is to be had. */
static int take_turn(struct store *store)
{
	const char *slash = strrchr(store->path, '/');
	char *folder = mem_strndup(NULL, store->path, (size_t)(slash - store->path) + 1);
	struct header h;
	int fd = -1;

	if (read_header(store, &h, NULL) && !h.has_log)
		fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int waited_ms = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) && waited_ms < BUSY_MS; waited_ms += TURN_MS)
		nanosleep(&(struct timespec){.tv_nsec = TURN_MS * 1000000L}, NULL);
	talloc_free(folder);
	return fd;
}

bool store_open(const char *path, enum store_mode mode, struct store **ret, struct err *err)
{
	struct store *store = mem_new(NULL, struct store);
	bool ok;
	int turn;

	/* a relative name could otherwise be an URI or ":memory:" to SQLite */
	store->path = path[0] == '/' ? mem_strdup(store, path) : mem_printf(store, "./%s", path);
	store->mode = mode;
	if (!prepare_file(store, err) || !connect(store, err)) {
		store_close(store);
		return false;
	}
	turn = take_turn(store);
	ok = set_up(store, err);
	if (turn >= 0)
		close(turn);
	if (ok)
		*ret = store;
	else
		store_close(store);
	return ok;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	if (store->db) /* not when the file could not even be opened */
		sqlite3_progress_handler(store->db, 0, NULL, NULL);
	for (size_t i = 0; i < store->n_cached; i++)
		sqlite3_finalize(store->cache[i].stmt);
	sqlite3_close(store->db);
	talloc_free(store);
}

void store_set_interrupt(struct store *store, bool (*give_way)(void *state), void *state)
{
	store->give_way = give_way;
	store->give_way_state = state;
}

int64_t store_version(struct store *store)
{
	int64_t version = 0;

	return sql_int(store, NULL, &version, "PRAGMA data_version", "") ? version : 0;
}

const char *store_path(const struct store *store)
{
	return store->path;
}
