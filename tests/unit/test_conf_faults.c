/* test_conf_faults.c: what is wrong with a configuration is said with file and line, all of it at once. */
#include "tests/unit/conf_files.h"

/* Stands in for the query language: "bad" is wrong, at its place. */
static bool check_query(const char *text, const struct conf *conf, struct err *err)
{
	const char *bad = strstr(text, "bad");

	assert_non_null(conf);
	return !bad || err_at(err, ERR_DATA, (size_t)(bad - text), 3, "no good word");
}

/* expected: for each fault a line "LINE: how the text behind FILE:LINE: begins"; "..." at its end is any
 * rest.  Lines that begin with a blank stand there as they are. */
static const struct {
	const char *text, *expected;
} cases[] = {
    {"", ""},
    {"[telexd]\n", ""},
    {"# c\n; c\n  ; c\n\n[telexd] ; c\ntimeout = 5s ; c\n", ""},
    {"[nonsense]\nkey = 1\n", "1: [nonsense]: unknown section (allowed: telexd, feed, ..."},
    {"[fed x]\n", "1: [fed]: unknown section, did you mean [feed]?"},
    {"[feed]\nurl = http://a.example/\n", "1: [feed]: the name is missing (allowed: ..."},
    {"[feed a b]\nurl = http://a.example/\n", "1: [feed a b]: not a name for it (allowed: letters, ..."},
    {"[feed .a]\nurl = http://a.example/\n", "1: [feed .a]: not a name for it ..."},
    {"[telexd x]\n", "1: [telexd x]: not a name for it (allowed: no name)"},
    {"[entity 5g]\nmatch = x\n",
     "1: [entity 5g]: not a name for it (allowed: letters, digits, '.', '_', '-', first a letter..."},
    {"[tag +x]\nquery = x\n", "1: [tag +x]: not a name for it ..."},
    {"[tag öffentlich]\nquery = x\n", ""},
    {"[feed a]\n", "1: [feed a]: the url is missing"},
    {"[feed a]\nurl =\n", "2: [feed a] url: is empty (allowed: an http or https address, exec:PROGRAM or filter:PROGRAM:ADDRESS)"},
    {"[feed a]\nurl = ftp://a.example/\n",
     "2: [feed a] url: the scheme 'ftp' is not allowed (allowed: an http or https address, exec:PROGRAM or filter:PROGRAM:ADDRESS)"},
    {"[feed a]\nurl = exec:cat /etc/passwd\n", ""},
    {"[feed a]\nurl = exec:/bin/cat \"a b\" c:http://x\n", ""},
    {"[feed a]\nurl = filter:cat:http://a.example/\n", ""},
    {"[feed a]\nurl = filter:/bin/cat -n:https://a.example/?a:http://b\n", ""},
    {"[feed a]\nurl = exec:\n", "2: [feed a] url: no program (allowed: ..."},
    {"[feed a]\nurl = exec:\"cat\n", "2: [feed a] url: a '\"' is not closed ..."},
    {"[feed a]\nurl = http://a.example/\nnext_page = a[rel~=next], .pager > a\nextract = article\nremove = #x\n", ""},
    {"[feed a]\nurl = http://a.example/\nnext_page = a[rel\n",
     "3: [feed a] next_page: column 18: not a selector: ']' is missing\n"
     "  next_page = a[rel\n"
     "                   ^"},
    {"[feed a]\nurl = http://a.example/\nextract = div..x\nremove = ,\n",
     "3: [feed a] extract: column 15: not a selector: a name is missing\n"
     "  extract = div..x\n"
     "                ^\n"
     "4: [feed a] remove: column 10: not a selector: an element is missing\n"
     "  remove = ,\n"
     "           ^"},
    {"[feed a]\nurl = exec:./here\n",
     "2: [feed a] url: the program './here' is neither a name on PATH nor an absolute path ..."},
    {"[feed a]\nurl = exec:no-such-program-at-all\n",
     "2: [feed a] url: the program 'no-such-program-at-all' is not there (allowed: ..."},
    {"[feed a]\nurl = exec:/etc/passwd\n", "2: [feed a] url: the program '/etc/passwd' is not there ..."},
    {"[feed a]\nurl = filter:cat\n",
     "2: [feed a] url: a filter: without ':' and an http or https address at its end ..."},
    {"[feed a]\nurl = filter:cat:ftp://a.example/\n", "2: [feed a] url: a filter: without ..."},
    {"[feed a]\nurl = filter:cat:http://\n", "2: [feed a] url: 'http://' is not a web address ..."},
    {"[feed a]\nurl = filter:no-such-program-at-all:http://a.example/\n",
     "2: [feed a] url: the program 'no-such-program-at-all' is not there ..."},
    {"[feed a]\nurl = exec:cat\nproxy = none\ninsecure = yes\nheaders = X: y\ntimeout = 5s\n",
     "3: [feed a] proxy: an exec: source has no use for it\n"
     "4: [feed a] insecure: an exec: source has no use for it\n"
     "5: [feed a] headers: an exec: source has no use for it"},
    {"[feed a]\nurl = http://u:p@a .example/\n", "2: [feed a] url: 'http://a .example/' is not a web address ..."},
    {"[channel a]\ntype = webhook\nurl = exec:cat\n", "3: [channel a] url: the scheme 'exec' is not allowed ..."},
    {"[feed a]\nurl = http://a.example/\nheaders = X-A: b\n\tCookie: c=d\n  Authorization: Bearer x\n", ""},
    {"[feed a]\nurl = http://a.example/\nheaders = X-A\n",
     "3: [feed a] headers: a header without its ':' (allowed: Name: value)"},
    {"[feed a]\nurl = http://a.example/\nheaders =\n\tX-A: 1\n\tX B: 2\n",
     "3: [feed a] headers: 'X B' is no name of a header ..."},
    {"[feed a]\nurl = http://a.example/\nheaders = X-A:\n", "3: [feed a] headers: the header X-A has no value..."},
    {"[feed a]\nurl = http://a.example/\nheaders = : a\n", "3: [feed a] headers: '' is no name ..."},
    {"[feed a]\nurl = http://a.example/\nheaders = host: a\n",
     "3: [feed a] headers: the header host is not yours to set ..."},
    {"[feed a]\nurl = http://a.example/\nheaders = If-None-Match: a\n",
     "3: [feed a] headers: the header If-None-Match is not yours ..."},
    {"[feed a]\nurl = http://a.example/\nheaders = accept-encoding: a\n",
     "3: [feed a] headers: the header accept-encoding is not yours ..."},
    {"[feed a]\nurl = http://a.example/\nheaders = User-Agent: a\n",
     "3: [feed a] headers: the header User-Agent is not yours to set: user_agent is the key for it ..."},
    {"[feed a]\nurl = http://a.example/\nusername = ada\n", "3: [feed a] username: needs a password (..."},
    {"[feed a]\nurl = http://a.example/\npassword = x\n", "3: [feed a] password: needs a username"},
    {"[feed a]\nurl = http://a.example/\nusername = a:b\npassword = x\n", "3: [feed a] username: holds a ':' ..."},
    {"[feed a]\nurl = http://a.example/\nusername = a\npassword = x\npassword_file = /x\n",
     "5: [feed a] password_file: password is given already"},
    {"[feed a]\nurl = http://a.example/\nusername = a\npassword = x\ntoken = y\n",
     "5: [feed a] token: username is given already (allowed: either)"},
    {"[feed a]\nurl = http://u:p@a.example/\ntoken = y\n",
     "3: [feed a] token: the url has a user name already (allowed: either)"},
    {"[feed a]\nurl = http://a.example/\ntoken = y\nheaders = authorization: z\n",
     "4: [feed a] headers: Authorization is what token makes (allowed: either)"},
    {"[feed a]\nurl = http://a.example/\ntoken_command = /no/such\n",
     "3: [feed a] token_command: the program '/no/such' is not there ..."},
    {"[feed a]\nurl = http://a.example/\ntoken_file = $CREDENTIALS_DIRECTORY/x\n", ""},
    {"[feed a]\nurl = http://a.example/\nproxy = none\n", ""},
    {"[feed a]\nurl = http://a.example/\nproxy = socks5h://u:p@[::1]:9050\n", ""},
    {"[feed a]\nurl = http://a.example/\nproxy = ftp://u:secret@x\n",
     "3: [feed a] proxy: 'ftp://x' is not a proxy (allowed: none, or an address of http, https, socks5 or socks5h)"},
    {"[feed a]\nurl = http://a.example/\nproxy = http://\n", "3: [feed a] proxy: 'http://' is not a proxy ..."},
    {"[feed a]\nurl = http://a.example/\nhttp_version = 3\n",
     "3: [feed a] http_version: '3' is not known (allowed: auto, 1.1 or 2)"},
    {"[feed a]\nurl = http://a.example/\ninsecure = maybe\n", "3: [feed a] insecure: 'maybe' is neither ..."},
    {"[feed a]\nurl = file:///etc/passwd\n", "2: [feed a] url: the scheme 'file' ..."},
    {"[feed a]\nurl = |cat\n", "2: [feed a] url: '|cat' is not a web address ..."},
    {"[feed a]\nurl = http://\n", "2: [feed a] url: 'http://' is not a web address ..."},
    {"[feed a]\nurl = HTTPS://a.example/\n", ""},
    {"[feed a]\nurl = http://a.example/\nfull_text = maybe\n",
     "3: [feed a] full_text: 'maybe' is not known (allowed: no, auto or yes)"},
    {"[feed a]\nurl = http://a.example/\nprivate = 1\n",
     "3: [feed a] private: '1' is neither (allowed: no or yes)"},
    {"[feed a]\nurl = http://a.example/\nintervall = 5m\n",
     "3: [feed a] intervall: unknown key, did you mean 'interval'?"},
    {"[feed a]\nurl = http://a.example/\nzzz = 5m\n",
     "3: [feed a] zzz: unknown key (allowed: url, title, group, interval, full_text, extract, remove, next_page, private, ..."},
    {"[feed a]\nurl = http://a.example/\nurl = http://b.example/\n",
     "3: [feed a] url: given twice (first on line 2)"},
    {"[feed a]\nurl = http://a.example/\n[feed a]\nurl = http://b.example/\n",
     "3: [feed a]: this section is there already (..."},
    {"[telexd]\n[telexd]\n", "2: [telexd]: this section is there already ..."},
    {"[telexd]\ntimeout = soon\n", "2: [telexd] timeout: 'soon' is not a duration (allowed: 1s to 1h)"},
    {"[telexd]\ntimeout = 60\n", "2: [telexd] timeout: '60' has no unit (allowed: 1s to 1h)"},
    {"[telexd]\ntimeout = 0\n", "2: [telexd] timeout: '0' is too little ..."},
    {"[telexd]\ntimeout = 2h\n", "2: [telexd] timeout: '2h' is too much ..."},
    {"[telexd]\ntimeout = 99999999999999999999s\n",
     "2: [telexd] timeout: '99999999999999999999s' is not a duration ..."},
    {"[telexd]\ninterval = 9223372036854775807w\n",
     "2: [telexd] interval: '9223372036854775807w' is too much (allowed: auto, or 1s to 365d)"},
    {"[telexd]\nhost_delay = 0\n", ""},
    {"[telexd]\nmax_size = 16Q\n", "2: [telexd] max_size: '16Q' is not a size (allowed: 1K to 1G)"},
    {"[telexd]\nmax_size = -1\n", "2: [telexd] max_size: '-1' is not a size ..."},
    {"[telexd]\nper_host = 2.5\n", "2: [telexd] per_host: '2.5' is not a whole number (allowed: 1 to 100)"},
    {"[telexd]\nper_host = 0\n", "2: [telexd] per_host: '0' is too little ..."},
    {"[telexd]\ntransfers = -5\n", "2: [telexd] transfers: '-5' is too little ..."},
    {"[telexd]\nproxy =\nsocket =\n", ""},
    {"[telexd]\ntimeout =\n", "2: [telexd] timeout: is empty (allowed: 1s to 1h)"},
    {"[telexd]\ndatabase = ~root/x\n",
     "2: [telexd] database: '~root/x' names another user's home (allowed: ..."},
    {"[telexd]\nmin_interval = 2h\nmax_interval = 1h\n",
     "2: [telexd] min_interval: min_interval is longer than max_interval ..."},
    {"[telexd]\nmax_interval = 1m\n", "2: [telexd] max_interval: min_interval is longer ..."},
    {"timeout = 5s\n", "1: a key before the first [section]"},
    {"[telexd\n", "1: a section without its ']'"},
    {"[]\n", "1: a section without a name"},
    {"[telexd] x\n", "1: something behind the ']' of a section ..."},
    {"[telexd]\nwhat is this\n", "2: neither [section] nor key = value"},
    {"[telexd]\n= 5\n", "2: not a key before the '=' ..."},
    {"[telexd]\na b = 5\n", "2: not a key before the '=' ..."},
    {"[feed a]\n  url = http://a.example/\n",
     "1: [feed a]: the url is missing\n2: an indented line continues a value, and there is none ..."},
    {"[feed a]\nurl = http://a.example/\ntitle = a\x01z\n", "3: a control byte"},
    {"[feed a]\nurl = http://a.example/\ntitle = a\x7fz\n", "3: a control byte"},
    {"[feed a]\nurl = http://a.example/\ntitle = a\xc2\x9bz\n", "3: a control byte"},
    {"[feed a]\nurl = http://a.example/\ntitle = a\xffz\n  more\n", "3: bytes that are not UTF-8"},
    {"[feed a]\nurl = http://a.example/\ntitle = a\rz\n", "3: a control byte"},
    {"\xef\xbb\xbf[telexd]\r\ntimeout = 5s\r\nnope = 1\r\n", "3: [telexd] nope: unknown key ..."},
    {"[entity a]\n", "1: [entity a]: the match is missing"},
    {"[entity a]\nmatch = bad\n",
     "2: [entity a] match: column 9: no good word\n  match = bad\n          ^^^"},
    {"[view a]\nquery = x\n  OR\n  bad ; c\n",
     "4: [view a] query: column 3: no good word\n    bad ; c\n    ^^^"},
    {"[view a]\nquery = x ; \303\251\n  # no part of it\n\n\t\303\274 y bad z ; c\r\n  OR z\n",
     "5: [view a] query: column 6: no good word\n   \303\274 y bad z ; c\n       ^^^"},
    {"[view a]\nquery = a \\; b \\;c bad\n",
     "2: [view a] query: column 20: no good word\n  query = a \\; b \\;c bad\n                     ^^^"},
    {"[view a]\nquery =\n  bad\n", "3: [view a] query: column 3: no good word\n    bad\n    ^^^"},
    {"[view a]\nquery = x ba\n  d\n[mute b]\nquery = bad\n",
     "5: [mute b] query: column 9: no good word\n  query = bad\n          ^^^"},
    {"[mute a]\nquery =\n", "2: [mute a] query: is empty (allowed: a query, see telex-query(7))"},
    {"[tag a]\nquery = x\nscore = much\n",
     "3: [tag a] score: 'much' is not a whole number (allowed: -1000000 to 1000000)"},
    {"[rule a]\nquery = bad x\n",
     "2: [rule a] query: column 9: no good word\n  query = bad x\n          ^^^"},
    {"[rule a]\nquery = x\nchannels = desk\n", "3: [rule a] channels: there is no [channel desk]"},
    {"[rule a]\nquery = x\nchannels = a,,b\n",
     "3: [rule a] channels: '' is not a name (allowed: names with commas between)\n3: [rule a] channels: "
     "there is no [channel a]\n3: [rule a] channels: there is no [channel b]"},
    {"[rule a]\nquery = x\npriority = top\n",
     "3: [rule a] priority: 'top' is not known (allowed: low, normal or high)"},
    {"[rule a]\nquery = x\nonce = twice\n",
     "3: [rule a] once: 'twice' is not known (allowed: story, article or update)"},
    {"[rule a]\nquery = x\nmax_age = none\nbatch = 10m\nquiet = 22:00-07:00\nlimit = 3\n", ""},
    {"[rule a]\nquery = x\nquiet = 24:00-07:00\n",
     "3: [rule a] quiet: '24:00-07:00' is not two times of day (allowed: HH:MM-HH:MM)"},
    {"[rule a]\nquery = x\nquiet = late\n", "3: [rule a] quiet: 'late' is not ..."},
    {"[channel a]\n", "1: [channel a]: the type is missing"},
    {"[channel a]\ntype = pigeon\n",
     "2: [channel a] type: 'pigeon' is not known (allowed: desktop, command, mail, webhook or file)"},
    {"[channel a]\ntype = webhook\n", "1: [channel a]: the url is missing (type = webhook)"},
    {"[channel a]\ntype = webhook\nurl = gopher://x/\n",
     "3: [channel a] url: the scheme 'gopher' is not allowed ..."},
    {"[channel a]\ntype = desktop\nurl = http://a.example/\n",
     "3: [channel a] url: a channel of type desktop has no use for it"},
    {"[channel a]\ntype = webhook\nurl = http://a.example/\nurl_file = x\n", "4: [channel a] url_file: url is given already (allowed: either)"},
    {"[channel a]\ntype = webhook\nurl = http://a.example/\nsecret = x\nsecret_command = cat\ntemplate = carrier pigeon\n",
     "5: [channel a] secret_command: secret is given already (allowed: either)\n6: [channel a] template: 'carrier pigeon' is not known (allowed: json, ..."},
    {"[channel a]\ntype = webhook\nurl = http://a.example/\ntemplate = ntfy\ntoken = x\nheaders = X-A: b\ntimeout = 5s\n", ""},
    {"[channel a]\ntype = mail\nsmtp = smtp://mail.example/\n", "1: [channel a]: the to is missing (type = mail)"},
    {"[channel a]\ntype = mail\nto = a@b.example, c@d.example\nfrom = e@f.example\nsmtp = smtps://mail.example:465\n"
     "username = u\npassword = p\n", ""},
    {"[channel a]\ntype = mail\nto = a@b.example, Ada <c@d.example>\n", "3: [channel a] to: 'Ada' is no mail address (allowed: name@host; ..."},
    {"[channel a]\ntype = mail\nto = -oQ/tmp@b\n", "3: [channel a] to: '-oQ/tmp@b' is no mail address ..."},
    {"[channel a]\ntype = mail\nto = a@b\nfrom = a@b@c\n", "4: [channel a] from: 'a@b@c' is no mail address ..."},
    {"[channel a]\ntype = mail\nto = a@b\nsmtp = http://x/\n", "4: [channel a] smtp: 'http://x/' is no mail server (allowed: smtp://HOST, ..."},
    {"[channel a]\ntype = mail\nto = a@b\nsmtp = smtp://u:p@x\n", "4: [channel a] smtp: a user has a key of its own: username ..."},
    {"[channel a]\ntype = mail\nto = a@b\nsmtp = smtp://x\nusername = u\n", "5: [channel a] username: needs a password ..."},
    {"[channel a]\ntype = mail\nto = a@b\npassword = p\n", "4: [channel a] password: needs a username"},
    {"[channel a]\ntype = mail\nto = a@b\nusername = u\npassword = p\n", "4: [channel a] username: needs an smtp server"},
    {"[channel a]\ntype = mail\nto = a@b\nsmtp = smtp://x\nsendmail = cat\n", "5: [channel a] sendmail: smtp is given already ..."},
    {"[channel a]\ntype = command\ncommand = /nowhere/at-all --now\n",
     "3: [channel a] command: the program '/nowhere/at-all' is not there (allowed: ..."},
    {"[channel a]\ntype = command\ncommand = no-such-program-here\n",
     "3: [channel a] command: the program 'no-such-program-here' is not there ..."},
    {"[channel a]\ntype = command\ncommand = sh -c \"x\n",
     "3: [channel a] command: a '\"' is not closed (allowed: ..."},
    {"[channel a]\ntype = command\ncommand = sh -c \"echo x\"\n", ""},
    {"[digest a]\nchannels = x\n",
     "1: [digest a]: the sections is missing\n2: [digest a] channels: there is no [channel x]"},
    {"[digest a]\nsections = b\n", "2: [digest a] sections: there is no [rule b] and no [view b]"},
    {"[view b]\nquery = x\n[digest a]\nsections = b\n", ""},
    {"[telexd]\ntimeout = x\n[feed a]\n[nope]\n[feed b]\nurl = ftp://x/\n",
     "2: [telexd] timeout: ...\n3: [feed a]: the url is missing\n4: [nope]: ...\n6: [feed b] url: ..."},
};

/* One line of expected against one of the faults, whose place comes off first. */
static void match_line(const char *want, size_t want_len, const char *got, const char *file)
{
	char start[160];
	const char *colon = memchr(want, ':', want_len);

	if (want_len && *want == ' ') { /* the line of the file, or the carets under it */
		if (strcspn(got, "\n") != want_len || strncmp(got, want, want_len) != 0)
			fail_msg("wanted '%.*s', got '%s'", (int)want_len, want, got);
		return;
	}

	assert_non_null(colon);
	snprintf(start, sizeof(start), "%s:%.*s: ", file, (int)(colon - want), want);
	if (strncmp(got, start, strlen(start)) != 0)
		fail_msg("wanted a fault at %s, got %s", start, got);
	got += strlen(start);
	want_len -= (size_t)(colon + 2 - want);
	want = colon + 2;
	if (want_len > 3 && memcmp(want + want_len - 3, "...", 3) == 0)
		want_len -= 3;
	else if (strcspn(got, "\n") != want_len)
		fail_msg("wanted '%.*s', got '%s'", (int)want_len, want, got);
	if (strncmp(got, want, want_len) != 0)
		fail_msg("wanted '%.*s', got '%s'", (int)want_len, want, got);
}

static void match(const char *want, const char *got, const char *file)
{
	while (*want && *got) {
		const size_t len = strcspn(want, "\n");
		match_line(want, len, got, file);
		want += len + (want[len] == '\n');
		got += strcspn(got, "\n");
		got += *got == '\n';
	}
	if (*want || *got)
		fail_msg("left over: wanted '%s', got '%s'", want, got);
}

static void test_cases(void **state)
{
	const struct place *p = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_BUF faults = BUF_INIT(KIB(64));
		void *ctx = talloc_new(NULL);
		struct conf *conf = NULL;
		struct err err;
		put_text(p->main_file, cases[i].text);
		const bool ok = conf_load(ctx, NULL, check_query, &conf, &faults, &err);
		match(cases[i].expected, buf_str(&faults), p->main_file);
		assert_int_equal(ok, cases[i].expected[0] == '\0');
		assert_int_equal(ok, conf != NULL);
		assert_true(ok || err.code == ERR_CONFIG);
		talloc_free(ctx);
	}
}

static void load_faults(struct buf *faults, const char *file)
{
	struct conf *conf;

	assert_false(conf_load(NULL, file, NULL, &conf, faults, NULL));
}

static void test_nul_byte(void **state)
{
	const struct place *p = *state;
	static const char text[] = "[telexd]\nuser_agent = a\0b\n";
	AUTO_BUF faults = BUF_INIT(KIB(64));

	put_bytes(p->main_file, text, sizeof(text) - 1);
	load_faults(&faults, NULL);
	match("2: a NUL byte", buf_str(&faults), p->main_file);
}

static void test_long_lines(void **state)
{
	const struct place *p = *state;
	AUTO_BUF text = BUF_INIT(MIB(1)), faults = BUF_INIT(KIB(64));

	buf_adds(&text, "[telexd]\nuser_agent = ");
	for (int i = 0; i < 64 * 1024; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "\ntimeout = x\n[view long]\nquery =");
	for (int i = 0; i < 40000; i++)
		buf_adds(&text, "\n ab");
	put_text(p->main_file, buf_str(&text));
	load_faults(&faults, NULL);
	match("2: a line over 64 kB\n3: [telexd] timeout: ...\n5: [view long] query: the value is over 64 kB",
	      buf_str(&faults), p->main_file);
}

static void test_files_in_order(void **state)
{
	const struct place *p = *state;
	AUTO_BUF faults = BUF_INIT(KIB(64)), want = BUF_INIT(KIB(4));
	char second[160], hidden[160], other[160];

	snprintf(second, sizeof(second), "%s/telex/conf.d/a.ini", p->dir);
	snprintf(hidden, sizeof(hidden), "%s/telex/conf.d/.b.ini", p->dir);
	snprintf(other, sizeof(other), "%s/telex/conf.d/b.txt", p->dir);
	put_text(p->main_file,
		 "[feed a]\nurl = http://a.example/\n[rule r]\nquery = x\nchannels = later\n[feed x]\n");
	put_text(p->more_file, "\n\n[feed a]\nurl = http://b.example/\n");
	put_text(second, "[channel later]\ntype = desktop\nx = 1\n");
	put_text(hidden, "[nonsense]\n");
	put_text(other, "[nonsense]\n");
	load_faults(&faults, NULL);
	buf_addf(&want, "%s:6: [feed x]: the url is missing\n", p->main_file);
	buf_addf(&want, "%s:3: [channel later] x: unknown key (allowed: ", second);
	assert_memory_equal(buf_str(&faults), buf_str(&want), want.len);
	buf_reset(&want);
	buf_addf(&want, "%s:3: [feed a]: this section is there already (%s:1)\n", p->more_file, p->main_file);
	assert_string_equal(buf_str(&faults) + faults.len - want.len, buf_str(&want));
}

static void test_missing_files(void **state)
{
	const struct place *p = *state;
	AUTO_BUF faults = BUF_INIT(KIB(64));
	struct conf *conf;
	char file[160];

	/* None at the default path is fine; one that was asked for must be there. */
	assert_true(conf_load(NULL, NULL, NULL, &conf, &faults, NULL));
	assert_int_equal(conf->n_feeds, 0);
	assert_string_equal(conf->file, p->main_file);
	talloc_free(conf);
	snprintf(file, sizeof(file), "%s/other.ini", p->dir);
	load_faults(&faults, file);
	assert_non_null(strstr(buf_str(&faults), "other.ini: cannot be read: No such file"));
	buf_reset(&faults);
	load_faults(&faults, p->dir);
	assert_non_null(strstr(buf_str(&faults), "cannot be read: Is a directory"));
}

static void test_faults_are_safe_and_bounded(void **state)
{
	const struct place *p = *state;
	AUTO_BUF text = BUF_INIT(MIB(1)), faults = BUF_INIT(MIB(1));

	for (int i = 0; i < 1500; i++)
		buf_addf(&text, "[nope\xe2\x80\xae%d]\n", i);
	put_text(p->main_file, buf_str(&text));
	load_faults(&faults, NULL);
	assert_null(strstr(buf_str(&faults), "\xe2\x80\xae")); /* a bidi override */
	assert_non_null(strstr(buf_str(&faults), "config.ini:1000: "));
	assert_null(strstr(buf_str(&faults), "config.ini:1001: "));
	assert_non_null(strstr(buf_str(&faults), "\nand 500 more\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_cases, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_nul_byte, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_long_lines, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_files_in_order, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_missing_files, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_faults_are_safe_and_bounded, place_up, place_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
