#!/bin/sh
# bench_extract.sh BUILD: articles out of pages: of $TELEX_PAGES (a directory of *.html and *.html.gz), else of our fixtures.
# Floor: libxml2 reads the same bytes.  With readability-lxml installed also how many times its CPU time ours is: at least 10.
set -eu
build=$1
dir=${TELEX_PAGES:-tests/fixtures/pages}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for page in "$dir"/*.html; do
	[ -f "$page" ] && cp "$page" "$tmp/"
done
for page in "$dir"/*.html.gz; do
	[ -f "$page" ] && gunzip -c "$page" >"$tmp/$(basename "$page" .gz)"
done
"$build/bench/speed_extract" "$tmp"/*.html
for python in python3 /usr/bin/python3; do
	if "$python" -c 'import readability' 2>/dev/null; then
		exec "$python" - "$build/bench/speed_extract" "$tmp"/*.html <<'END'
import logging, re, subprocess, sys, time
from readability import Document
logging.disable(logging.CRITICAL)
sys.setrecursionlimit(10000)
start = time.process_time()
for name in sys.argv[2:]:
    with open(name, "rb") as page:
        try:
            Document(page.read()).summary()
        except Exception:
            pass
theirs = time.process_time() - start
out = subprocess.run([sys.argv[1]] + sys.argv[2:], capture_output=True, text=True, check=True).stdout
ours = float(re.search(r"in ([0-9.]+) s of CPU", out)[1])
if ours < 0.01:
    print("too few pages to compare: set TELEX_PAGES")
else:
    print("readability-lxml: %.2f s of CPU, %.1f times ours (10 are wanted)" % (theirs, theirs / ours))
END
	fi
done
echo "readability-lxml is not installed: not compared"
