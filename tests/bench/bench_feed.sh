#!/bin/sh
# bench_feed.sh BUILD [FOLDER]: feeds parsed, against a libxml2 pass that only reads the text through the same push parser.
# telexd probe of one feed of 60 MB: at most 2 times, memory flat; 1,000 feeds (or those in FOLDER): 3 times, in one
# process, and as the daemon does it: sent to a parser process, and its items sent back and checked.
# CPU time (user and system), start and end of the processes included; runs alternate, medians of seven.
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
# NAME: the median "SECONDS KILOBYTES USER_SECONDS" of its runs
median() {
	sort -n "$here/$1.runs" | sed -n 4p
}
# LABEL FLOOR-LINE OURS-LINE
ratio() {
	echo "$1 $2 $3" | awk '{ printf "%s: libxml2 %.3f s and %.1f MB, telex %.3f s and %.1f MB: %.2f times (user alone %.2f)\n",
		$1, $2, $3 / 1024, $5, $6 / 1024, $5 / ($2 > 0 ? $2 : 0.001), $7 / ($4 > 0 ? $4 : 0.001) }'
}
for size in 6 60; do
	file=$here/$size/f00000.xml
	rm -f "$here"/*.runs
	for _ in 1 2 3 4 5 6 7; do
		"$usage" "$build/bench/speed_feed" floor "$file" >>"$here/floor.runs"
		"$usage" "$build/telexd" probe "$file" >>"$here/probe.runs"
	done
	ratio "probe-of-$(($(wc -c <"$file") / 1000000))-MB" "$(median floor)" "$(median probe)"
done
folder=${2:-$here/1000}
rm -f "$here"/*.runs
for _ in 1 2 3 4 5 6 7; do
	"$usage" "$build/bench/speed_feed" floor "$folder"/* >>"$here/floor.runs"
	"$usage" "$build/bench/speed_feed" parse "$folder"/* >>"$here/parse.runs"
	"$usage" "$build/bench/speed_parser" "$folder"/* >>"$here/daemon.runs"
done
n=$(find "$folder" -type f | wc -l)
ratio "feeds-$n" "$(median floor)" "$(median parse)"
ratio "feeds-$n-by-a-parser-process" "$(median floor)" "$(median daemon)"
