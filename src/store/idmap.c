/* idmap.c: numbers to numbers, hashed, in one piece of memory. */
#include "idmap.h"

#include <string.h>

static size_t place(const struct idmap *map, int64_t key)
{
	size_t at = (size_t)(((uint64_t)key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (map->room - 1);

	while (map->keys[at] && map->keys[at] != key)
		at = (at + 1) & (map->room - 1);
	return at;
}

int64_t *idmap_find(const struct idmap *map, int64_t key)
{
	size_t at = map->room ? place(map, key) : 0;

	return map->room && map->keys[at] ? &map->values[at] : NULL;
}

static void grow(void *ctx, struct idmap *map)
{
	struct idmap old = *map;

	map->room = old.room ? 2 * old.room : 64;
	map->keys = mem_array(ctx, int64_t, map->room);
	map->values = mem_array(ctx, int64_t, map->room);
	for (size_t i = 0; i < old.room; i++)
		if (old.keys[i]) {
			size_t at = place(map, old.keys[i]);

			map->keys[at] = old.keys[i];
			map->values[at] = old.values[i];
		}
	talloc_free(old.keys);
	talloc_free(old.values);
}

int64_t *idmap_at(void *ctx, struct idmap *map, int64_t key)
{
	size_t at;

	if (4 * map->n >= 3 * map->room)
		grow(ctx, map);
	at = place(map, key);
	if (!map->keys[at]) {
		map->keys[at] = key;
		map->n++;
	}
	return &map->values[at];
}

void idmap_clear(struct idmap *map)
{
	if (map->n) {
		memset(map->keys, 0, map->room * sizeof(*map->keys));
		memset(map->values, 0, map->room * sizeof(*map->values));
	}
	map->n = 0;
}
