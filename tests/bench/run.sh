#!/bin/sh
# run.sh BUILD: every bench, as ratios against its floor. Decides nothing.
set -eu
for bench in tests/bench/bench_*.sh; do
	echo "== $bench"
	sh "$bench" "$1"
done
