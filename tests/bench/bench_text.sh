#!/bin/sh
# bench_text.sh BUILD: HTML cleaned, as plain text, as lines.  At least 50 MB/s for the first two together is what counts; and a
# stored article to its first screen within 5 ms.
set -eu
"$1/bench/speed_text"
"$1/bench/speed_page" "${TMPDIR:-/tmp}/telex-bench-page.db"
rm -f "${TMPDIR:-/tmp}/telex-bench-page.db"*
