#!/bin/sh
# bench_text.sh BUILD: HTML cleaned, as plain text, as lines.  At least 50 MB/s for the first two together is what counts.
set -eu
"$1/bench/speed_text"
