#!/bin/sh
# bench_fetch.sh BUILD [FEEDS]: a first fetch and an unchanged second one against their floors, three times in turn.
set -eu
build=$1
feeds=${2:-1000}
tools=$build/bench
dir=${TMPDIR:-/tmp}/telex-bench-fetch.$feeds
mkdir -p "$dir"
[ -d "$dir/feeds" ] || python3 tests/bench/gen_feeds.py "$dir/feeds" "$feeds" 30
rm -f "$dir/port"
"$tools/serve" "$dir/feeds" "$dir/port" 600 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
while [ ! -s "$dir/port" ]; do sleep 0.05; done
port=$(cat "$dir/port")

awk -v n="$feeds" -v port="$port" -v db="$dir/telex.db" 'BEGIN {
	print "[telexd]\ndatabase = " db "\ninterval = 1s\nper_host = 8\n";
	for (i = 0; i < n; i++) printf "[feed f%05d]\nurl = http://f%05d.localhost:%s/f%05d.xml\n", i, i, port, i }' >"$dir/config.ini"
export XDG_STATE_HOME="$dir/state" XDG_RUNTIME_DIR="$dir" XDG_DATA_HOME="$dir/data"
now() { date +%s.%N; }

echo "first fetch of $feeds feeds of 30 items, seconds: telexd, floor (fetch + insert with index), ratio"
for _ in 1 2 3; do
	rm -f "$dir/telex.db" "$dir"/telex.db-* "$dir/floor.db" "$dir"/floor.db-*
	a=$(now)
	"$build/telexd" --config "$dir/config.ini" --once 2>"$dir/log" || true
	b=$(now)
	floor=$("$tools/floor_fetch" "$port" "$feeds" "$dir/telex.db" "$dir/floor.db")
	echo "$a $b $floor" | awk '{ t = $2 - $1; f = $3 + $4; printf "  %.2f   %.2f (%.2f + %.2f, %d rows)   %.2f\n", t, f, $3, $4, $6, t / f }'
done
echo "nothing new (304), seconds: telexd, floor (the same requests), ratio"
for _ in 1 2 3; do
	a=$(now)
	"$build/telexd" --config "$dir/config.ini" --once --force 2>"$dir/log" || true
	b=$(now)
	floor=$("$tools/floor_fetch" "$port" "${feeds}e")
	echo "$a $b $floor" | awk '{ t = $2 - $1; printf "  %.3f   %.3f   %.2f\n", t, $3, t / $3 }'
done
