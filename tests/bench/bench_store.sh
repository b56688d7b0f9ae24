#!/bin/sh
# bench_store.sh BUILD [ARTICLES]: lists, searches, counts, trends and digests with many articles. The store is made once and kept.
set -eu
build=$1
articles=${2:-1000000}
file=${TMPDIR:-/tmp}/telex-bench-store.$articles.db
if [ ! -s "$file.done" ]; then
	rm -f "$file" "$file"-*
	"$build/bench/gen_store" "$file" "$articles" 40
	echo yes >"$file.done"
fi
echo "milliseconds with $articles articles: first run by the clock, p50 and p99 of the CPU, rows"
"$build/bench/query_store" "$file"
echo "milliseconds of the CPU: trends of a year, a digest of a day"
"$build/bench/speed_report" "$file"
