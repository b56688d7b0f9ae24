#!/usr/bin/env bats
# trend: counts of queries by day, week and month.

load common

setup() {
	setup_home
	www=$BATS_TEST_TMPDIR/www
	serve
	python3 - "$www/feed.xml" <<'PY'
import sys, time
from email.utils import formatdate
now, out = time.time(), []
def put(word, days, n):
    for i in range(n):
        out.append("<item><title>%s %d.%d</title><guid>%s-%d-%d</guid><pubDate>%s</pubDate></item>"
                   % (word, days, i, word, days, i, formatdate(now - days * 86400 - i)))
for week in range(30):
    put("huawei", 7 * week, 30 if week == 3 else 2)
    put("nokia", 7 * week, 4)
open(sys.argv[1], "w").write("<rss version='2.0'><channel><title>Wire</title>" + "".join(out) + "</channel></rss>")
PY
	put "$config" <<-INI
		[feed wire]
		url = $base/feed.xml
		[entity china]
		match = huawei OR zte
	INI
	"$telexd" --once --quiet
}

teardown() { stop_all; }

@test "text: chart, numbers, the spike with its expectation" {
	run "$telex" trend huawei --since 6mo
	is 0 'huawei · by week · since' ' ┼' 'so far' ': huawei 30, expected 2.0'
}

@test "shares between queries add up, and agree with count" {
	"$telex" trend huawei nokia --since 6mo --format json | json '(
		d["v"] == 1 and d["by"] == "week" and len(d["buckets"]) in (26, 27, 28)
		and sum(b["counts"][0] for b in d["buckets"]) == d["queries"][0]["total"]
		and abs(d["queries"][0]["share"] + d["queries"][1]["share"] - 1) < 0.001
		and [b["is_over"] for b in d["buckets"]].count(False) == 1
		and [(s["query"], s["count"]) for s in d["spikes"]] == [("huawei", 30)])'
	run "$telex" count nokia
	is 0 120
	"$telex" trend nokia --since 2y --by month --format json | json 'd["queries"][0]["total"] == 120'
}

@test "entities, --by, --ascii, and a locale that is not UTF-8" {
	run "$telex" trend @china nokia --by day --since 30d --ascii
	is 0 '@china vs nokia - by day' 'b nokia'
	! printf %s "$output" | LC_ALL=C grep -q '[^ -~]'
	LC_ALL=C run "$telex" trend nokia
	is 0 'nokia - by week'
	! printf %s "$output" | LC_ALL=C grep -q '[^ -~]'
}

@test "lines for programs: jsonl, tsv, csv" {
	"$telex" trend huawei nokia --since 60d --by week --format jsonl >"$home/l"
	python3 -c 'import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
assert all(r["v"] == 1 and r["end"] > r["start"] for r in rows)
assert sum(r["is_spike"] for r in rows) == 1' "$home/l"
	run "$telex" trend huawei --since 60d --by week --format tsv
	is 0 '	huawei	30	2.0	spike'
	"$telex" trend '@china' nokia --since 60d --by week --format csv >"$home/c"
	python3 -c 'import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
assert rows[0] == ["week", "\x27@china", "nokia", "is_over"], rows[0]
assert {"30"} & {r[1] for r in rows} and all(len(r) == 4 for r in rows)' "$home/c"
}

@test "svg is well-formed, named, and needs nothing from elsewhere" {
	"$telex" trend 'huawei OR "a<b>&c"' nokia --format svg >"$home/t.svg"
	python3 -c 'import sys, xml.dom.minidom as m
d = m.parse(sys.argv[1]).documentElement
assert d.getAttribute("role") == "img"
ids = d.getAttribute("aria-labelledby").split()
assert [e.getAttribute("id") for e in d.getElementsByTagName("title")[:1] + d.getElementsByTagName("desc")[:1]] == ids
text = open(sys.argv[1]).read()
assert "href" not in text and "url(" not in text and "<script" not in text' "$home/t.svg"
	"$telex" trend nokia --format svg | python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.stdin)'
}

@test "faults: the wrong query is named, with a caret; no match; bad times" {
	run "$telex" trend huawei 'titel:x'
	is 65 "query 2 of 2: unknown field 'titel'" '  titel:x' '  ^^^^^'
	run "$telex" trend absent
	is 1 'absent'
	run "$telex" trend huawei --since frog
	is 64 '--since frog'
	run "$telex" trend huawei --since 2999
	is 64 'not begun'
	run "$telex" trend huawei --since 80y --by day
	is 64 'longer steps'
	run "$telex" trend a b c d e f g h i
	is 64 'at most 8'
	run "$telex" trend
	is 0 everything
}
