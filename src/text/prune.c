/* prune.c: what stands in an article and is not part of it. */
#include "extract.h"

void prune(struct page *page)
{
	(void)page;
}
