/* key.c: 128-bit hashes that stand for guids, links and contents: SipHash (Aumasson and Bernstein, 2012) with
 * one compression round, three final ones, and the wide output.
 *
 * The secret is fixed, because keys are stored.  A publisher who makes two of his own items collide only
 * harms his own feed: keys are looked up within one feed, and across feeds the addresses themselves are
 * compared as well. */
#include "store_priv.h"

#include <string.h>

struct sip {
	uint64_t v0, v1, v2, v3;
	unsigned char tail[8];
	size_t n_tail;
	uint64_t total;
};

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v1;
	s->v0 += s->v3;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 = rotate(s->v2, 32);
}

/* Little-endian on every machine: the file may be carried to another. */
static uint64_t load(const unsigned char *p)
{
	uint64_t x = 0;

	for (int i = 7; i >= 0; i--)
		x = x << 8 | p[i];
	return x;
}

static void sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

static void sip_start(struct sip *s)
{
	const uint64_t k0 = 0x74656c65782d6b31u, k1 = 0x6964656e74697479u;

	*s = (struct sip){.v0 = k0 ^ 0x736f6d6570736575u,
			  .v1 = k1 ^ 0x646f72616e646f6du ^ 0xee, /* 0xee: the wide output */
			  .v2 = k0 ^ 0x6c7967656e657261u,
			  .v3 = k1 ^ 0x7465646279746573u};
}

static void sip_add(struct sip *s, const void *data, size_t len)
{
	const unsigned char *p = data;

	s->total += len;
	while (len && s->n_tail) {
		s->tail[s->n_tail++] = *p++;
		len--;
		if (s->n_tail == 8) {
			sip_word(s, load(s->tail));
			s->n_tail = 0;
		}
	}
	for (; len >= 8; p += 8, len -= 8)
		sip_word(s, load(p));
	if (len)
		memcpy(s->tail + s->n_tail, p, len);
	s->n_tail += len;
}

static uint64_t sip_final(struct sip *s)
{
	for (int i = 0; i < 3; i++)
		sip_round(s);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

static void store_word(unsigned char *out, uint64_t x)
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(x >> (8 * i));
}

static struct key sip_end(struct sip *s)
{
	struct key key;

	memset(s->tail + s->n_tail, 0, 8 - s->n_tail);
	sip_word(s, load(s->tail) | s->total << 56);
	s->v2 ^= 0xee;
	store_word(key.bytes, sip_final(s));
	s->v1 ^= 0xdd;
	store_word(key.bytes + 8, sip_final(s));
	return key;
}

struct key key_make(enum key_kind kind, const struct bytes *parts, size_t n_parts)
{
	struct sip sip;
	struct key key;
	unsigned char head[8];

	sip_start(&sip);
	store_word(head, kind);
	sip_add(&sip, head, sizeof(head));
	for (size_t i = 0; i < n_parts; i++) {
		/* The length keeps ("ab", "c") and ("a", "bc") apart; a part that is missing differs from an
		 * empty one. */
		store_word(head, parts[i].data ? parts[i].len : UINT64_MAX);
		sip_add(&sip, head, sizeof(head));
		if (parts[i].data)
			sip_add(&sip, parts[i].data, parts[i].len);
	}
	key = sip_end(&sip);
	if (key_is_none(&key))
		key.bytes[0] = 1;
	return key;
}

bool key_is_none(const struct key *key)
{
	static const struct key none;

	return !memcmp(key, &none, sizeof(none));
}

bool key_equal(const struct key *a, const struct key *b)
{
	return !memcmp(a, b, sizeof(*a));
}

int64_t key_short(const struct key *key)
{
	return (int64_t)load(key->bytes);
}
