/* rules_file.c: rules that are added by command: a file of their own beside the main one. */
#include "telex/conf.h"

#include <string.h>

static char *beside(void *ctx, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	return mem_printf(ctx, "%.*sconf.d/%s", slash ? (int)(slash - file) + 1 : 0, file, name);
}

const struct conf_rule *conf_rule(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_rules; i++)
		if (!strcmp(conf->rules[i].name, name))
			return &conf->rules[i];
	return NULL;
}

bool conf_rule_add(void *ctx, const struct conf *conf, const char *file, const char *name, const struct conf_pair *pairs,
		   size_t n, const char **ret_file, struct err *err)
{
	AUTO_BUF example = BUF_INIT(MIB(1));

	if (!conf_section_name_ok("rule", name))
		return err_set(err, ERR_USAGE, "'%s' cannot be the name of a rule", name);
	if (conf_rule(conf, name))
		return err_set(err, ERR_USAGE, "there is a rule %s already: telex rule edit %s query=... changes it", name, name);
	*ret_file = beside(ctx, file, "rules.ini");
	conf_write_example(&example);
	return conf_create(file, buf_bytes(&example), err) && conf_edit_section(*ret_file, "rule", name, pairs, n, err);
}
