/* faults.c: everything that is wrong with a configuration, to be said at once. */
#include "load.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "telex/utf8.h"

static void add_where(const struct conf_place *place, const struct conf_section *section, const char *key,
		      struct buf *out)
{
	buf_adds(out, place->file);
	if (place->line > 0)
		buf_addf(out, ":%d", place->line);
	buf_adds(out, ": ");
	if (section) {
		buf_addf(out, "[%s", section->kind->name);
		if (section->name[0])
			buf_addf(out, " %s", section->name);
		buf_addc(out, ']');
		if (key)
			buf_addf(out, " %s", key);
		buf_adds(out, ": ");
	}
}

void conf_fault(struct conf_faults *faults, const struct conf_place *place,
		const struct conf_section *section, const char *key, const char *fmt, ...)
{
	AUTO_BUF text = BUF_INIT(KIB(16));
	va_list args;

	if (faults->n == CONF_FAULTS_MAX) {
		faults->n_dropped++;
		return;
	}
	add_where(place, section, key, &text);
	va_start(args, fmt);
	buf_vaddf(&text, fmt, args);
	va_end(args);
	faults->list = mem_grow(faults->ctx, faults->list, struct conf_fault, faults->n + 1);
	faults->list[faults->n++] = 
	    (struct conf_fault){*place, mem_strdup(faults->ctx, buf_str(&text)), NULL};
}

static int compare(const void *a, const void *b)
{
	const struct conf_fault *x = a, *y = b;

	if (x->place.file_no != y->place.file_no)
		return x->place.file_no < y->place.file_no ? -1 : 1;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	return strcmp(x->text, y->text);
}

void conf_faults_write(struct conf_faults *faults, struct buf *out)
{
	if (faults->n > 0)
		qsort(faults->list, faults->n, sizeof(faults->list[0]), compare);
	for (size_t i = 0; i < faults->n; i++) {
		utf8_safe((struct bytes){faults->list[i].text, strlen(faults->list[i].text)}, SAFE_LINE, out);
		buf_addc(out, '\n');
		if (faults->list[i].carets)
			buf_adds(out, faults->list[i].carets);
	}
	if (faults->n_dropped > 0)
		buf_addf(out, "and %zu more\n", faults->n_dropped);
}
