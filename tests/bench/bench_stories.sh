#!/bin/sh
# bench_stories.sh BUILD [ARTICLES]: what it costs that new articles find their stories: 30,000 into an empty store, and batches of 50
# into a large one, with and without.  The large one is made once, which takes a quarter of an hour.
set -eu
build=$1
articles=${2:-1000000}
file=${TMPDIR:-/tmp}/telex-bench-stories.$articles.db
"$build/bench/speed_stories" new 30000
if [ ! -f "$file" ]; then
	"$build/bench/speed_stories" fill "$file.new" "$articles"
	mv "$file.new" "$file"
fi
"$build/bench/speed_stories" batch "$file"
