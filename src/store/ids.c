/* ids.c: lists of article ids: growing, read from the store, packed for the journal. */
#include "store_priv.h"

#include <stdarg.h>
#include <stdlib.h>

void ids_add(struct idlist *list, int64_t id)
{
	if (list->n == list->room) {
		list->room = list->room ? 2 * list->room : 64;
		list->ids = mem_grow(NULL, list->ids, int64_t, list->room);
	}
	list->ids[list->n++] = id;
}

void ids_free(struct idlist *list)
{
	talloc_free(list->ids);
	*list = (struct idlist){0};
}

void ids_json(const int64_t *ids, size_t n, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%lld", i ? "," : "", (long long)ids[i]);
	buf_addc(out, ']');
}

bool ids_step(struct store *store, sqlite3_stmt *stmt, struct idlist *ret, struct err *err)
{
	int got;

	while ((got = sql_step(store, stmt, err)) > 0)
		ids_add(ret, sqlite3_column_int64(stmt, 0));
	return got == 0;
}

bool ids_select(struct store *store, struct idlist *ret, struct err *err, const char *sql, const char *kinds,
		...)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	va_list args;
	bool ok;

	if (!stmt)
		return false;
	va_start(args, kinds);
	sql_bind_all(stmt, kinds, args);
	va_end(args);
	ok = ids_step(store, stmt, ret, err);
	sql_done(store, stmt);
	return ok;
}

static int ascending(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

void ids_sort(struct idlist *list)
{
	size_t kept = list->n ? 1 : 0;

	if (list->n > 1)
		qsort(list->ids, list->n, sizeof(int64_t), ascending);
	for (size_t i = 1; i < list->n; i++)
		if (list->ids[i] != list->ids[kept - 1])
			list->ids[kept++] = list->ids[i];
	list->n = kept;
}

const int64_t *ids_find(const int64_t *ids, size_t n, int64_t id)
{
	return n ? bsearch(&id, ids, n, sizeof(id), ascending) : NULL;
}

/* Packed: each id as its distance from the one before, seven bits a byte, low ones first, the top bit on all
 * but the last.  Ascending ids of a busy day take two or three bytes each. */
void ids_pack(const struct idlist *list, struct buf *out)
{
	int64_t last = 0;

	for (size_t i = 0; i < list->n; i++) {
		uint64_t step = (uint64_t)list->ids[i] - (uint64_t)last;

		for (; step >= 0x80; step >>= 7)
			buf_addc(out, (char)(step | 0x80));
		buf_addc(out, (char)step);
		last = list->ids[i];
	}
}

bool ids_unpack(struct bytes packed, struct idlist *ret)
{
	uint64_t last = 0, step = 0;
	unsigned shift = 0;

	for (size_t i = 0; i < packed.len; i++) {
		unsigned char byte = (unsigned char)packed.data[i];

		if (shift > 63)
			return false;
		step |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
		if (byte & 0x80)
			continue;
		last += step;
		ids_add(ret, (int64_t)last);
		step = shift = 0;
	}
	return shift == 0;
}
