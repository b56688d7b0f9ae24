#!/bin/sh
# bench_feed.sh BUILD [FOLDER]: feeds parsed, against a libxml2 pass that only reads the text through the same push parser.
# telexd probe of one feed of 60 MB: at most 2 times, memory flat; 1,000 feeds (or those in FOLDER) in one process: 3 times.
set -eu
build=$1
here=${TMPDIR:-/tmp}/telex-bench-feed
usage=$build/bench/usage
if [ ! -e "$here/done" ]; then
	rm -rf "$here"
	python3 tests/bench/gen_feeds.py "$here/6" 1 3600
	python3 tests/bench/gen_feeds.py "$here/60" 1 36000
	python3 tests/bench/gen_feeds.py "$here/1000" 1000 20
	: >"$here/done"
fi
# best USER_SECONDS of three runs, and the peak of memory
best() {
	for _ in 1 2 3; do "$usage" "$@"; done | sort -n | head -n 1
}
# LABEL FLOOR-LINE OURS-LINE
ratio() {
	echo "$1 $2 $3" | awk '{ printf "%s: libxml2 %.2f s and %.1f MB, telex %.2f s and %.1f MB: %.2f times\n",
		$1, $2, $3 / 1024, $4, $5 / 1024, $4 / ($2 > 0 ? $2 : 0.001) }'
}
for size in 6 60; do
	file=$here/$size/f00000.xml
	floor=$(best "$build/bench/speed_feed" floor "$file")
	ratio "probe-of-$(($(wc -c <"$file") / 1000000))-MB" "$floor" "$(best "$build/telexd" probe "$file")"
done
folder=${2:-$here/1000}
floor=$(best "$build/bench/speed_feed" floor "$folder"/*)
ratio "feeds-$(ls "$folder" | wc -l)" "$floor" "$(best "$build/bench/speed_feed" parse "$folder"/*)"
