/* charset.h: the character encodings that are read, by the names publishers give them; private to base. */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include "telex/err.h"

#include <iconv.h>

/* iconv's name of the encoding behind a label ("ISO-8859-1" is windows-1252, as browsers read it); NULL when
 * it is not one of those that are read.  "UTF-8" for the many names of UTF-8 and ASCII. */
const char *charset_find(struct bytes label);
/* A converter to UTF-8 in its initial state; (iconv_t)-1 when the system has none.  name is one of
 * charset_find's. Converters stay open and are shared: one document at a time. */
iconv_t charset_open(const char *name);
/* The encoding that bytes which are not UTF-8 and have no label are most likely in; "CP1252" when nothing
 * speaks for another. */
const char *charset_guess(struct bytes sample);
#endif
