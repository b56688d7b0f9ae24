/* folders.c: the folders of a file that is about to be made. */
#include "folders.h"

#include <string.h>
#include <sys/stat.h>

#include "telex/mem.h"

void folders_make(const char *path)
{
	char *copy = mem_strdup(NULL, path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(copy, 0700);
		*slash = '/';
	}
	talloc_free(copy);
}
