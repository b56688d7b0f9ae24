/* files.h: whole files in, whole files out; private to conf. */
#ifndef CONF_FILES_H
#define CONF_FILES_H

#include "telex/buf.h"

enum { CONF_FILE_MAX = 16 << 20 };

/* errno of the failure, 0 when the whole file stands in out (whose maximum is CONF_FILE_MAX; EFBIG beyond).
 */
int conf_file_read(const char *file, struct buf *out);
/* Put text in the place of file, all or nothing: a temporary file beside it, fsynced, renamed.  A symbolic
 * link stays one and its target changes; the mode stays, a new file gets 0600. */
MUST_USE bool conf_file_replace(const char *file, struct bytes text, struct err *err);

#endif
