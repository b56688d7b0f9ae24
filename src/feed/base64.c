/* base64.c: base64 as Atom has it. */
#include "base64.h"

#include <string.h>

static int sextet(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : c == '-' ? 62 : c == '_' ? 63 : -1;
}

void base64_decode(struct bytes text, struct buf *out)
{
	unsigned bits = 0;
	int n_bits = 0;

	for (size_t i = 0; i < text.len; i++) {
		int value = sextet(text.data[i]);

		if (value < 0) {
			if (strchr(" \t\r\n", text.data[i]))
				continue;
			return; /* padding, or no base64 */
		}
		bits = bits << 6 | (unsigned)value;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			buf_addc(out, (char)(bits >> n_bits & 0xff));
		}
	}
}
