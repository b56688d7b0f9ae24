/* names.c: @entities and view:s, which stand for texts that the configuration holds. */
#include "parse.h"

#include <string.h>

enum { NAME_BYTES_MAX = 64 };

/* The way from one name down to where it comes again. */
static void put_path(const struct trail *from, const struct trail *to, struct buf *out)
{
	if (from != to)
		put_path(from->outer, to, out);
	buf_addf(out, "%s%s -> ", from->kind, from->name);
}

/* No name stands for itself, however far round: "@a -> @b -> @a" says where it does. */
static bool check_trail(struct parser *p, const char *kind, const char *name, size_t at)
{
	const struct trail *same = p->trail;
	AUTO_BUF path = BUF_INIT(300);

	while (same && (strcmp(same->kind, kind) || strcmp(same->name, name)))
		same = same->outer;
	if (!same)
		return true;
	put_path(p->trail, same, &path);
	return parse_fail(p, at, p->at - at, "%s%s stands for itself: %s%s%s", kind, name, buf_str(&path),
			  kind, name);
}

/* text in place of a name.  A fault in it is reported at the name. */
static struct node *expand(struct parser *p, const char *kind, const char *name, const char *text, size_t at)
{
	struct trail trail = {p->trail, kind, name};
	struct parser inner = *p;
	struct err err = {0};
	struct node *node = NULL;

	if (!check_trail(p, kind, name, at))
		return NULL;
	inner.text = mem_strdup(p->ctx, text);
	inner.at = 0;
	inner.trail = &trail;
	inner.err = &err;
	if (++inner.depth > QUERY_DEPTH_MAX)
		(void)parse_fail(&inner, 0, 1, "more than %d names and parentheses inside each other",
				 QUERY_DEPTH_MAX);
	else if (strlen(text) > QUERY_BYTES_MAX)
		(void)parse_fail(&inner, 0, 1, "the text is too long");
	else
		node = parse_or(&inner);
	if (node && inner.text[inner.at])
		node = parse_fail(&inner, inner.at, 1, "a ( is missing for this )");
	if (node)
		return node;
	/* the innermost name says enough */
	if (strstr(err.msg, " (in "))
		return parse_fail(p, at, p->at - at, "%s", err.msg);
	return parse_fail(p, at, p->at - at, "%s (in %s%s)", err.msg, kind, name);
}

struct node *parse_entity(struct parser *p)
{
	size_t at = p->at, len = word_len(p);
	const char *text;
	struct node *node, *kid;
	char *name;

	p->at += len;
	name = mem_strndup(p->ctx, p->text + at + 1, len - 1);
	if (len < 2 || len > NAME_BYTES_MAX)
		return parse_fail(p, at, len, "@ is followed by the name of an entity: @huawei");
	text = p->names && p->names->entity ? p->names->entity(p->names->state, name) : NULL;
	if (!text)
		return parse_fail(p, at, len, "no entity '%s': the configuration has no [entity %s]", name,
				  name);
	kid = expand(p, "@", name, text, at);
	node = kid ? parse_node(p, NODE_ENTITY, at) : NULL;
	if (!node)
		return NULL;
	node->text = name;
	node_add(node, kid);
	return node;
}

struct node *parse_view(struct parser *p, struct node *node)
{
	const char *text = p->names && p->names->view ? p->names->view(p->names->state, node->text) : NULL;
	struct node *kid;
	size_t n;

	if (!text)
		return parse_fail(p, node->at, node->len, "no view '%s': the configuration has no [view %s]",
				  node->text, node->text);
	node->kind = NODE_VIEW;
	while ((n = blank_len(text)))
		text += n;
	if (!*text)
		return node;
	kid = expand(p, "view:", node->text, text, node->at);
	if (!kid)
		return NULL;
	node_add(node, kid);
	return node;
}
