/* fields.c: the table of query fields, its look-ups, and its list for telex-query(7). */
#include "ast.h"

#include <string.h>
#include <strings.h>

#include "telex/nearest.h"

static const struct query_field fields[] = {
#define FIELD(id, name, kind, values, help, example) [FIELD_##id] = {name, kind, values, help, example},
#include "fields.def"
#undef FIELD
};

const struct query_field *query_fields(size_t *ret_n)
{
	*ret_n = FIELD_COUNT_;
	return fields;
}

const struct query_field *field_row(enum field_id id)
{
	return &fields[id];
}

enum field_id field_find(const char *name, size_t len)
{
	int id = 0;

	while (id < FIELD_COUNT_ &&
	       (strlen(fields[id].name) != len || strncasecmp(fields[id].name, name, len)))
		id++;
	return (enum field_id)id;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

size_t field_name_len(const char *word, size_t len)
{
	static const char *const schemes[] = {"mailto", "tel", "urn"};
	size_t n = 0;

	while (n < len && is_letter(word[n]))
		n++;
	if (!n || n == len || word[n] != ':' || (len - n > 2 && word[n + 1] == '/' && word[n + 2] == '/'))
		return 0;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strlen(schemes[i]) == n && !strncasecmp(word, schemes[i], n))
			return 0;
	return n;
}

unsigned field_column(enum field_id id)
{
	return id == FIELD_TITLE    ? QUERY_TITLE
	       : id == FIELD_AUTHOR ? QUERY_AUTHOR
	       : id == FIELD_BODY   ? QUERY_BODY
				    : 0;
}

const char *field_nearest(void *ctx, const char *name, size_t len)
{
	const char *names[FIELD_COUNT_];

	for (size_t i = 0; i < FIELD_COUNT_; i++)
		names[i] = fields[i].name;
	return nearest_name(mem_strndup(ctx, name, len), names, FIELD_COUNT_);
}

void query_write_mdoc(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width \"outlets:\"\n");
	for (size_t i = 0; i < FIELD_COUNT_; i++) {
		const struct query_field *f = &fields[i];

		/* a row's help is a clause; here it begins a line */
		buf_addf(out, ".It Ic %s :\n%c%s", f->name, f->help[0] - 'a' + 'A', f->help + 1);
		if (f->values)
			buf_addf(out, ", one of\n.Cm %s :", f->values);
		buf_addf(out, "%s\n.Ql %s\n", f->values ? "" : ":", f->example);
	}
	buf_adds(out, ".El\n");
}
