#!/bin/sh
# test_lint.sh: the lints find what they are there for, and nothing in a tree that keeps the rules.
set -u
lint=$PWD/tests/lint
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
n=0

# breach NAME FILE TEXT WHY: a tree with this one file beside the good ones is refused for this reason
breach() {
	n=$((n + 1))
	mkdir -p "$tree/$(dirname "$2")"
	printf '%b\n' "$3" >"$tree/$2"
	if out=$(PYTHONDONTWRITEBYTECODE=1 python3 "$lint/layers.py" "$tree/Makefile" 2>&1); then
		echo "not ok $n - $1: nothing found"
	else
		case $out in
		"$2:"*"$4"*) echo "ok $n - $1" ;;
		*) echo "not ok $n - $1" && echo "# $out" ;;
		esac
	fi
	rm "$tree/$2"
}

mkdir -p "$tree/include/telex" "$tree/src/base" "$tree/src/store"
printf 'MODULES := base store fetch feed\nPROGRAMS := ui cli\nDEPS_base :=\nDEPS_store := base\nDEPS_ui := base\n' >"$tree/Makefile"
echo '#include "telex/buf.h"' >"$tree/include/telex/store.h"
echo >"$tree/include/telex/buf.h"
echo >"$tree/src/store/own.h"
cat >"$tree/src/store/good.c" <<'END'
/* exit(1); strcpy(a, b); #include <curses.h> */
#include <sqlite3.h>
#include "telex/store.h"
#include "telex/buf.h"
#include "own.h"
static const char sql[] = "SELECT id FROM article"; /* strtok_r( is not strtok */
void f(struct x *x) { x->exit(1); strtok_r(x); say("system(1)"); _exit(1); }
END

n=$((n + 1))
if out=$(PYTHONDONTWRITEBYTECODE=1 python3 "$lint/layers.py" "$tree/Makefile" 2>&1); then
	echo "ok $n - a good tree is good"
else
	echo "not ok $n - a good tree is good" && echo "# $out"
fi
breach "another room" src/base/a.c '#include "telex/store.h"' '1: base may not know store'
breach "another room's private header" src/ui/a.c '\n#include "../store/own.h"' '2: "../store/own.h" is not a private header of ui'
breach "sqlite outside the store" src/ui/a.c '#include <sqlite3.h>' '<sqlite3.h> belongs to store'
breach "curses outside term.c" src/ui/a.c '#include <ncursesw/curses.h>' 'belongs to src/ui/term.c'
breach "libxml outside url.c" src/base/a.c '#include <libxml/uri.h>' 'belongs to feed'
breach "a log line from the store" src/store/a.c '#include "telex/log.h"' 'store may not use telex/log.h'
breach "a contract that knows too much" include/telex/buf.h '#include "telex/store.h"' 'base may not know store'
printf '\n' >"$tree/include/telex/buf.h"
breach "SQL in the reader" src/ui/a.c 'char *s = "SELECT id FROM x";' 'SQL in ui'
breach "INSERT OR REPLACE" src/store/a.c 'char *s = "INSERT OR REPLACE INTO x";' 'INSERT OR REPLACE'
breach "a banned call" src/store/a.c '/* a\nb */ int i = atoi (s);' '2: atoi() is banned'
breach "exit outside main.c" src/cli/a.c 'void f(void) { exit(1); }' 'exit() outside main.c'
breach "a clock in a pure room" src/feed/a.c 'int64_t now = time(NULL);' 'time() in feed, which is pure'
breach "the store on standard error" src/store/a.c 'void f(void) { fputs("x", stderr); }' 'standard stream'
breach "a room nobody declared" src/attic/a.c 'int a;' 'no room called attic'

n=$((n + 1))
{
	printf '/* a table */\nstatic const int t[] = {\n'
	yes '1,' | head -n 100
	printf '};\n\nstatic int long_one(int a)\n{\n'
	yes '	a = "}"[0] + 0x7b;' | head -n 77
	printf '}\n#define BRACE {\nint short_one(void)\n{\n	return 1;\n}\n'
} >"$tree/src/store/long.c"
if out=$(PYTHONDONTWRITEBYTECODE=1 python3 "$lint/length.py" "$tree/src"); then
	sed -i 's/^int short_one/static int filler;\n&/; s/^static int long_one.*/&\n/' "$tree/src/store/long.c"
	out=$(PYTHONDONTWRITEBYTECODE=1 python3 "$lint/length.py" "$tree/src")
	case $out in
	"$tree/src/store/long.c:105: long_one has 81 lines, more than 80") echo "ok $n - a long function" ;;
	*) echo "not ok $n - a long function: $out" ;;
	esac
else
	echo "not ok $n - tables, strings and macros are no functions: $out"
fi
echo "1..$n"
