/* sha256.h: SHA-256 (FIPS 180-4) and HMAC (RFC 2104) over it, in lower-case hexadecimal. */
#ifndef TELEX_SHA256_H
#define TELEX_SHA256_H

#include "telex/buf.h"

enum { SHA256_HEX_SIZE = 65 };
void sha256_hex(struct bytes data, char ret[SHA256_HEX_SIZE]);
void sha256_hmac(struct bytes key, struct bytes data, char ret[SHA256_HEX_SIZE]);

#endif
