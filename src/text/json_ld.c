#include "extract.h"
void json_ld_read(struct page *page) { (void)page; }
