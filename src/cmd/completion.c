/* completion.c: what a shell completes: commands, options, values, and operands as the rows call them. */
#include "telex/cmd.h"

#include <string.h>

/* What the operands of a command are, read from the words of its row: "[list|add URL|remove NAME]". */
struct operands {
	struct buf words; /* literal words, blank-separated */
	bool feeds, files, query, commands;
};

static bool is_upper(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < 'A' || s[i] > 'Z')
			return false;
	return len > 0;
}

static bool is(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(s, word, len) == 0;
}

static void read_word(const char *s, size_t len, struct operands *ret)
{
	ret->feeds |= is(s, len, "FEED") || is(s, len, "NAME");
	ret->files |= is(s, len, "FILE");
	ret->query |= is(s, len, "QUERY");
	ret->commands |= is(s, len, "COMMAND");
	if (!is_upper(s, len) && s[0] >= 'a' && s[0] <= 'z') {
		buf_add(&ret->words, s, len);
		buf_addc(&ret->words, ' ');
	}
}

static void read_operands(const char *args, struct operands *ret)
{
	static const char between[] = "[]|. +-=";

	*ret = (struct operands){.words = BUF_INIT(1024)};
	for (const char *s = args + strspn(args, between); *s;) {
		const size_t len = strcspn(s, between);
		read_word(s, len, ret);
		s += len + strspn(s + len, between);
	}
}

/* The options that hold for cmd, "--name " each, those of every command too. */
static void add_options(enum cmd cmd, struct buf *out)
{
	size_t n;
	const struct cmd_option *options = cmd_options(&n);

	for (size_t i = 0; i < n; i++)
		if (options[i].cmd == cmd || options[i].cmd == CMD_COUNT_)
			buf_addf(out, "--%s ", options[i].name);
}

static void add_commands(struct buf *out)
{
	for (int i = 0; i < CMD_COUNT_; i++)
		if (cmd_table[i].where & CMD_CLI)
			buf_addf(out, "%s ", cmd_table[i].name);
}

/* A case branch for each option that takes one of some words, or a file. */
static void add_value_branches(struct buf *out)
{
	size_t n;
	const struct cmd_option *options = cmd_options(&n);

	for (size_t i = 0; i < n; i++) {
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen |= strcmp(options[k].name, options[i].name) == 0;
		if (seen || !options[i].value)
			continue;
		buf_addf(out, "\t--%s) ", options[i].name);
		if (strcmp(options[i].value, "FILE") == 0) {
			buf_adds(out, "kind=files; return ;;\n");
			continue;
		}
		buf_adds(out, "choices='");
		for (const char *s = strchr(options[i].value, '|') ? options[i].value : ""; *s; s++)
			buf_addc(out, *s == '|' ? ' ' : *s);
		buf_adds(out, "'; return ;;\n");
	}
}

static void add_command_branches(const char *query_words, struct buf *out)
{
	for (int i = 0; i < CMD_COUNT_; i++) {
		struct operands operands;
		if (!(cmd_table[i].where & CMD_CLI))
			continue;
		read_operands(cmd_table[i].args, &operands);
		buf_addf(out, "\t%s) flags='", cmd_table[i].name);
		add_options((enum cmd)i, out);
		buf_adds(out, "' choices='");
		buf_adds(out, buf_str(&operands.words));
		if (operands.commands)
			add_commands(out);
		if (operands.query)
			buf_adds(out, query_words);
		buf_addf(out, "' kind=%s ;;\n",
			 operands.files	  ? "files"
			 : operands.feeds ? "feeds"
			 : operands.query ? "query"
					  : "none");
		buf_free(&operands.words);
	}
}

/* _telex_choose COMMAND PREVIOUS: sets choices, flags and kind.  The same text in both shells. */
static void add_choose(const char *query_words, struct buf *out)
{
	buf_adds(out, "_telex_choose() {\n\tchoices='' flags='' kind=none\n\tcase $2 in\n");
	add_value_branches(out);
	buf_adds(out, "\tesac\n\tcase $1 in\n\t'') flags='");
	add_options(CMD_COUNT_, out);
	buf_adds(out, "' choices='");
	add_commands(out);
	buf_adds(out, "' kind=commands ;;\n");
	add_command_branches(query_words, out);
	buf_adds(out, "\tesac\n}\n");
	buf_adds(out, "_telex_feeds() {\n\tcommand telex feed list --format tsv 2>/dev/null | cut -f1\n}\n");
}

static const char bash_end[] =
    "_telex() {\n"
    "\tlocal choices flags kind command= i line cur\n"
    "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
    "\t\tcase ${COMP_WORDS[i]} in\n"
    "\t\t--config) ((i++)) ;;\n"
    "\t\t-*) ;;\n"
    "\t\t*) command=${COMP_WORDS[i]}; break ;;\n"
    "\t\tesac\n"
    "\tdone\n"
    "\t# bash splits words at ':'; the word as typed is what stands behind the last blank\n"
    "\tline=${COMP_LINE:0:COMP_POINT} cur=${line##*[[:space:]]}\n"
    "\t_telex_choose \"$command\" \"${COMP_WORDS[COMP_CWORD - 1]}\"\n"
    "\tif [[ $kind == files && $cur != -* ]]; then\n"
    "\t\tcompopt -o filenames 2>/dev/null\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "\t\treturn\n"
    "\tfi\n"
    "\t[[ $kind == feeds ]] && choices+=\" $(_telex_feeds)\"\n"
    "\t[[ $kind == query && $cur == feed:* ]] && choices=$(_telex_feeds | sed 's/^/feed:/')\n"
    "\t[[ $cur == -* ]] && choices=$flags\n"
    "\tmapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$cur\")\n"
    "\t[[ ${COMPREPLY[0]-} == *: ]] && compopt -o nospace 2>/dev/null\n"
    "\tif [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then\n"
    "\t\tCOMPREPLY=(\"${COMPREPLY[@]#\"${cur%\"${cur##*:}\"}\"}\")\n"
    "\tfi\n"
    "}\n"
    "complete -F _telex telex\n";

static const char zsh_start[] = "_telex() {\n"
				"\tlocal choices flags kind command= cur=${words[CURRENT]} i\n"
				"\tfor ((i = 2; i < CURRENT; i++)); do\n"
				"\t\tcase ${words[i]} in\n"
				"\t\t--config) ((i++)) ;;\n"
				"\t\t-*) ;;\n"
				"\t\t*) command=${words[i]}; break ;;\n"
				"\t\tesac\n"
				"\tdone\n"
				"\t_telex_choose \"$command\" \"${words[CURRENT-1]}\"\n"
				"\tlocal -a commands=(\n";

static const char zsh_end[] = "\t)\n"
			      "\tif [[ $cur == -* ]]; then\n"
			      "\t\tcompadd -- ${=flags}\n"
			      "\telif [[ $kind == files ]]; then\n"
			      "\t\t_files\n"
			      "\telif [[ $kind == commands ]]; then\n"
			      "\t\t_describe command commands\n"
			      "\telif [[ $kind == query ]]; then\n"
			      "\t\t[[ $cur == feed:* ]] && choices=$(_telex_feeds | sed 's/^/feed:/')\n"
			      "\t\tcompadd -S '' -- ${=choices}\n"
			      "\telse\n"
			      "\t\t[[ $kind == feeds ]] && choices+=\" $(_telex_feeds)\"\n"
			      "\t\tcompadd -- ${=choices}\n"
			      "\tfi\n"
			      "}\n"
			      "_telex \"$@\"\n";

static void write_bash(const char *query_words, struct buf *out)
{
	buf_adds(out, "# bash completion for telex; made by: telex completion bash\n");
	add_choose(query_words, out);
	buf_adds(out, bash_end);
}

/* 'name:summary' in a shell's single quotes, as _describe wants it. */
static void add_described(const struct cmd_row *row, struct buf *out)
{
	buf_addf(out, "\t\t'%s:", row->name);
	for (const char *s = row->summary; *s; s++)
		if (*s == '\'')
			buf_adds(out, "'\\''");
		else if (*s == ':')
			buf_adds(out, "\\:");
		else
			buf_addc(out, *s);
	buf_adds(out, "'\n");
}

static void write_zsh(const char *query_words, struct buf *out)
{
	buf_adds(out, "#compdef telex\n# zsh completion for telex; made by: telex completion zsh\n");
	add_choose(query_words, out);
	buf_adds(out, zsh_start);
	for (int i = 0; i < CMD_COUNT_; i++)
		if (cmd_table[i].where & CMD_CLI)
			add_described(&cmd_table[i], out);
	buf_adds(out, zsh_end);
}

bool cmd_write_completion(const char *shell, const char *query_words, struct buf *out)
{
	if (strcmp(shell, "bash") == 0)
		write_bash(query_words, out);
	else if (strcmp(shell, "zsh") == 0)
		write_zsh(query_words, out);
	else
		return false;
	return true;
}
