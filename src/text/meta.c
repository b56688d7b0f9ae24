#include "extract.h"
void meta_read(struct page *page) { (void)page; }
