#!/bin/sh
# test_screens.sh: every script in tests/ui: keys into the real reader, its screens compared with what is expected.
# UPDATE=1 writes what came out as what is expected: then read the difference before you commit it.
cd "$(dirname "$0")/../.." || exit 1
driver=${TELEX_BUILD:-build}/tests/ui_driver
out=$(mktemp "${TMPDIR:-/tmp}/telex-screen.XXXXXX") || exit 1
trap 'rm -f "$out"' EXIT
n=0
failed=0
for script in tests/ui/*.keys; do
	n=$((n + 1))
	name=$(basename "$script" .keys)
	expected=tests/ui/$name.screen
	"$driver" "$script" >"$out" 2>&1
	status=$?
	if [ "${UPDATE:-0}" = 1 ]; then
		cp "$out" "$expected"
	fi
	if [ $status -eq 0 ] && diff -u "$expected" "$out" >"$out.diff" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name (exit $status)"
		[ ! -e "$out.diff" ] || sed 's/^/# /' "$out.diff" | head -80
		tail -40 "$out" | sed 's/^/# /'
		failed=1
	fi
	rm -f "$out.diff"
done
echo "1..$n"
exit $failed
