/* sha256.c: SHA-256 (FIPS 180-4) and HMAC (RFC 2104): the one thing we would need a cryptographic library for. */
#include "telex/sha256.h"

#include <string.h>

enum { BLOCK = 64, DIGEST = 32 };

static const uint32_t k[BLOCK] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

struct sha256 {
	uint32_t h[8];
	uint64_t len;
	unsigned char block[BLOCK];
	size_t n; /* in block */
};

static uint32_t turn(uint32_t x, int by)
{
	return (x >> by) | (x << (32 - by));
}

static void mix(uint32_t h[8], const uint32_t w[BLOCK])
{
	uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], z = h[7];

	for (int i = 0; i < BLOCK; i++) {
		uint32_t t1 = z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
		uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));

		z = g;
		g = f;
		f = e;
		e = d + t1;
		d = c;
		c = b;
		b = a;
		a = t1 + t2;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
	h[5] += f;
	h[6] += g;
	h[7] += z;
}

static void take_block(struct sha256 *s)
{
	const unsigned char *p = s->block;
	uint32_t w[BLOCK];

	for (int i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (int i = 16; i < BLOCK; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >> 3)) + w[i - 7] +
		       (turn(b, 17) ^ turn(b, 19) ^ (b >> 10));
	}
	mix(s->h, w);
	s->n = 0;
}

static void add(struct sha256 *s, const void *data, size_t len)
{
	const unsigned char *p = data;

	s->len += len;
	while (len) {
		size_t part = BLOCK - s->n < len ? BLOCK - s->n : len;

		memcpy(s->block + s->n, p, part);
		s->n += part;
		p += part;
		len -= part;
		if (s->n == BLOCK)
			take_block(s);
	}
}

static void begin(struct sha256 *s)
{
	*s = (struct sha256){.h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
				   0x5be0cd19}};
}

static void end(struct sha256 *s, unsigned char ret[DIGEST])
{
	static const unsigned char one = 0x80, zero = 0;
	uint64_t bits = s->len * 8;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	add(s, &one, 1);
	while (s->n != BLOCK - sizeof(length))
		add(s, &zero, 1);
	add(s, length, sizeof(length));
	for (int i = 0; i < DIGEST; i++)
		ret[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

static void padded(struct sha256 *s, const unsigned char key[BLOCK], unsigned char pad)
{
	unsigned char block[BLOCK];

	for (int i = 0; i < BLOCK; i++)
		block[i] = key[i] ^ pad;
	begin(s);
	add(s, block, sizeof(block));
}

static void put_hex(const unsigned char digest[DIGEST], char ret[SHA256_HEX_SIZE])
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < DIGEST; i++) {
		ret[2 * i] = hex[digest[i] >> 4];
		ret[2 * i + 1] = hex[digest[i] & 15];
	}
	ret[2 * DIGEST] = '\0';
}

void sha256_hex(struct bytes data, char ret[SHA256_HEX_SIZE])
{
	unsigned char digest[DIGEST];
	struct sha256 s;

	begin(&s);
	add(&s, data.data, data.len);
	end(&s, digest);
	put_hex(digest, ret);
}

void sha256_hmac(struct bytes key, struct bytes data, char ret[SHA256_HEX_SIZE])
{
	unsigned char block[BLOCK] = {0}, digest[DIGEST];
	struct sha256 s;

	if (key.len > BLOCK) {
		begin(&s);
		add(&s, key.data, key.len);
		end(&s, block);
	} else if (key.len) {
		memcpy(block, key.data, key.len);
	}
	padded(&s, block, 0x36);
	add(&s, data.data, data.len);
	end(&s, digest);
	padded(&s, block, 0x5c);
	add(&s, digest, sizeof(digest));
	end(&s, digest);
	put_hex(digest, ret);
}
