#!/bin/sh
# test_docs.sh: the manual pages are well-formed mdoc, the example configuration is what the option table says, every
# command has its page section, and the README's commands exist.
build=${TELEX_BUILD:-build}
n=0
check() { # check WHAT COMMAND...
	what=$1
	shift
	n=$((n + 1))
	if out=$("$@" 2>&1); then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		echo "$out" | head -20 | sed 's/^/# /'
	fi
}

for page in telexd.1 telex.1 telex.ini.5 telex-query.7; do
	check "$page is there" test -s "build/man/$page"
	check "$page is clean mdoc" mandoc -Tlint -W warning "build/man/$page"
done

example_head() {
	"$build/telex" config --example >"$tmp" && head -c "$(wc -c <"$tmp")" config.example.ini | diff "$tmp" -
}
tmp=$(mktemp)
check "config.example.ini begins with what the option table makes" example_head
check "config.example.ini is a configuration without faults" "$build/telex" --config config.example.ini config check
feeds() { [ "$(grep -c '^\[feed ' config.example.ini)" -ge 35 ]; }
check "config.example.ini lists at least 35 feeds" feeds
rm -f "$tmp"

nouns() {
	for noun in search show count tag open star read feed import export refresh status doctor config undo completion; do
		"$build/telex" "$noun" --help | grep -q "telex $noun" || { echo "$noun has no help"; return 1; }
		grep -q "$noun" build/man/telex.1 || { echo "$noun is not in telex(1)"; return 1; }
	done
}
check "every noun has its help and its place in telex(1)" nouns

links() {
	grep -o '](docs/[A-Za-z./-]*)' README.md | tr -d ']()' | while read -r f; do
		[ -e "$f" ] || { echo "README names $f, which is not there"; return 1; }
	done
}
check "files that the README names are there" links
echo "1..$n"
