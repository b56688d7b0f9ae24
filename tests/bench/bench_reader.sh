#!/bin/sh
# bench_reader.sh BUILD [ARTICLES...]: the first screen of the reader, and what a key costs, with few and with many articles
# (100 and 1,000,000 unless said; a million take some minutes and some GB the first time).  The floor is the sqlite3
# program printing the newest 40 titles.
set -eu
build=$1
shift
[ $# -gt 0 ] || set -- 100 1000000
dir=${TMPDIR:-/tmp}/telex-bench-reader
mkdir -p "$dir"
export XDG_STATE_HOME="$dir/state" XDG_RUNTIME_DIR="$dir"
for n in "$@"; do
	db=$dir/$n.db
	if [ ! -e "$db" ]; then
		rm -f "$db.new"*
		"$build/bench/gen_store" "$db.new" "$n" 60
		mv "$db.new" "$db"
	fi
	printf '[telexd]\ndatabase = %s\n' "$db" >"$dir/$n.ini"
	echo "$n articles"
	python3 - "$db" <<-'PY'
	import statistics, subprocess, sys, time
	sql = "SELECT title FROM article_text ORDER BY id DESC LIMIT 40"
	def once():
	    t = time.perf_counter()
	    subprocess.run(["sqlite3", sys.argv[1], sql], stdout=subprocess.DEVNULL, check=True)
	    return (time.perf_counter() - t) * 1000
	print("  floor: sqlite3, newest 40: %.1f ms" % statistics.median(once() for _ in range(7)))
	PY
	python3 tests/bench/reader_pty.py "$build/telex" "$dir/$n.ini" | python3 -c '
import json, sys
r = json.load(sys.stdin)
print("  first screen: %.1f ms (best %.1f), memory %.1f MB" % (r["first_screen_ms"], r["best_ms"], r["memory_kb"] / 1024))
for name, (first, last) in r["keys_ms"].items():
    print("  %-12s %6.1f ms, all of it %6.1f ms" % (name, first, last))'
done
