# health.bats: `telex feed health`, `edit` and `retry`: how feeds fare, and what can be done about it.

setup() {
	load common.bash
	setup_home
	serve
	rss "Alpha News" 3 >"$www/a.xml"
	rss "Beta News" 2 >"$www/b.xml"
	printf '# mine\n[feed a]\nurl = %s/a.xml\n\n[feed b] ; the second\nurl = %s/b.xml\ngroup = g\n' \
		"$base" "$base" | put "$config"
}

teardown() {
	stop_all
}

# feed_row NAME SET: what a poll would have written
feed_row() {
	python3 -c '
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
with db:
    db.execute("UPDATE feed SET %s WHERE name = ?" % sys.argv[3], (sys.argv[2],))' "$database" "$1" "$2"
}

@test "health before the first fetch: every feed is new" {
	run "$telex" feed health
	is 0 "new     a" "new     b"
	[ ! -e "$database" ]
	"$telex" feed health --format json | json '[f["health"] for f in d] == ["new", "new"] and d[0]["next"] is None'
	run "$telex" feed health --problems
	is 1
	[ -z "$output" ]
}

@test "health tells the worst first, with the reason" {
	printf '[feed a]\nurl = %s/a.xml\n[feed b]\nurl = %s/missing\n[feed c]\nurl = %s/b.xml\n' \
		"$base" "$base" "$base" | put "$config"
	run "$telex" refresh
	is 2
	feed_row c "moved_to = 'https://new.example.org/feed'"
	feed_row b "next_why = 'back-off'"
	run "$telex" feed health
	is 0 "failing b" "HTTP 404, not found (1 time, never fetched) · it failed, and waits" "warning c" "moved for good to https://new.example.org/feed"
	[ "$("$telex" feed health --format tsv | cut -f1,2 | tr '\t\n' '  ')" = "failing b warning c ok a " ]
	[ "$("$telex" feed health --problems --format jsonl | wc -l)" = 2 ]
	[ "$("$telex" feed health --format tsv | sed -n 1p | cut -f6-9)" = "back-off	404	1	failing" ]
}

@test "health in JSON has every member of the manual" {
	"$telex" refresh
	feed_row a "failures = 3, failing_since = 1790000000, last_error = 'HTTP 503', last_status = 503, is_link_keyed = 1"
	feed_row a "problem = 'odd', missed = 4, missed_at = 1790000000, next_why = 'back-off', next_at = 4000000000"
	"$telex" feed health --format json a | json 'set(d[0]) == set("""v name title url health findings last_ok last_try
		http_status error failures failing_since next next_why interval_s posts_per_week newest silent moved_to problem
		missed missed_at has_validators link_keyed gone articles unread""".split())'
	"$telex" feed health --format json a | json 'd[0]["health"] == "failing" and d[0]["failures"] == 3 and d[0]["missed"] == 4'
	"$telex" feed health --format json a | json \
		'[f["name"] for f in d[0]["findings"]] == ["failing", "missed", "almost-xml", "link-keyed"] and all(f["words"] for f in d[0]["findings"])'
	"$telex" feed health --format json a | json 'd[0]["failing_since"] == "2026-09-21T14:13:20Z" and d[0]["next_why"] == "back-off"'
}

@test "an interval that was changed since the last poll is told as it is now" {
	printf '[feed a]\nurl = %s/a.xml\ninterval = 2h\n' "$base" | put "$config"
	"$telex" refresh
	"$telex" feed health --format json a | json 'd[0]["interval_s"] == 7200 and d[0]["next_why"] == "interval"'
	printf '[feed a]\nurl = %s/a.xml\ninterval = 30m\n' "$base" | put "$config"
	"$telex" feed health --format json a | json 'd[0]["interval_s"] == 1800 and d[0]["next_why"] == "old-interval"'
	run "$telex" feed health a
	is 0 "fixed at 30 min in its section" "the interval it had when it was last asked"
	"$telex" refresh a
	"$telex" feed health --format json a | json 'd[0]["interval_s"] == 1800 and d[0]["next_why"] == "interval"'
}

@test "health of one feed is its whole story" {
	"$telex" refresh
	feed_row b "moved_to = 'https://new.example.org/feed', failures = 2, failing_since = 1790000000, last_error = 'HTTP 503', last_status = 503"
	run "$telex" feed health b
	is 0 "Beta News (b)" "state         failing" "failing       HTTP 503" "moved to      https://new.example.org/feed" \
		"address       $base/b.xml" "failures      2 in a row, since" "last try" "HTTP 503" "articles      2 stored, 2 unread" \
		"interval" "automatic, between 15 min and 12 h" "validators    Last-Modified"
	run "$telex" feed health bb
	is 1 "no feed is called 'bb'"
}

@test "hostile words of a server do not reach the terminal" {
	"$telex" refresh
	feed_row a "last_error = 'x' || char(27) || '[31m' || char(10) || 'forged', failures = 1"
	run "$telex" feed health
	[[ $output != *$'\033'* ]]
	[ "$(echo "$output" | wc -l)" = 2 ]
	run "$telex" feed health a
	[[ $output != *$'\033'* ]]
}

@test "list and health show where a feed moved to" {
	"$telex" refresh
	feed_row a "moved_to = 'https://new.example.org/feed'"
	run "$telex" feed list
	is 0 "moved to https://new.example.org/feed"
	[ "$("$telex" feed list --format tsv | sed -n 1p | cut -f11)" = "https://new.example.org/feed" ]
}

@test "edit changes keys in place, keeps comments, and the store follows" {
	"$telex" refresh
	run "$telex" feed edit b --url "$base/a.xml" --interval 45m title='The B' group=
	is 0 "changed b in $config"
	[ "$(cat "$config")" = "# mine
[feed a]
url = $base/a.xml

[feed b] ; the second
url = $base/a.xml
interval = 45m
title = The B" ]
	"$telex" feed list --format json | json 'd[1]["title"] == "The B" and d[1]["group"] is None'
	run "$telex" feed health b
	is 0 "fixed at 45 min in its section"
}

@test "edit refuses what the configuration would refuse, and changes nothing" {
	cp "$config" "$BATS_TEST_TMPDIR/before"
	run "$telex" feed edit a --url gopher://x/
	is 78 "url"
	run "$telex" feed edit a --interval soon
	is 78 "interval"
	run "$telex" feed edit a colour=red
	is 78 "colour"
	run "$telex" feed edit a colour
	is 64 "'colour' is not KEY=VALUE"
	run "$telex" feed edit
	is 64
	run "$telex" feed edit nosuch --url http://127.0.0.1/
	is 1 "no feed is called 'nosuch'"
	run "$telex" feed edit a </dev/null
	is 64 "needs what to change"
	cmp "$config" "$BATS_TEST_TMPDIR/before"
}

@test "edit without changes opens the editor at the section" {
	printf '#!/bin/sh\necho "$@" >"%s/args"\nsed -i "s/^group = g/group = h/" "$3"\n' "$BATS_TEST_TMPDIR" | put "$BATS_TEST_TMPDIR/ed"
	chmod +x "$BATS_TEST_TMPDIR/ed"
	EDITOR="$BATS_TEST_TMPDIR/ed -x" VISUAL='' run script -qec "$telex feed edit b" /dev/null
	is 0
	[ "$(cat "$BATS_TEST_TMPDIR/args")" = "-x +5 $config" ]
	"$telex" feed list --format json | json 'd[1]["group"] == "h"'
}

@test "a running daemon hears of an edit" {
	"$telex" refresh
	start_daemon
	rss "Beta News" 4 >"$www/c.xml"
	run "$telex" feed edit b --url "$base/c.xml"
	is 0
	run "$telex" refresh --force b
	run "$telex" count feed:b
	is 0 4
}

@test "retry asks a feed that is gone again, with and without a daemon" {
	"$telex" refresh
	feed_row a "is_gone = 1, failures = 1, last_status = 410, last_error = 'HTTP 410'"
	rss "Alpha News" 5 >"$www/a.xml"
	run "$telex" refresh --force a
	run "$telex" count feed:a
	is 0 3
	run "$telex" feed retry a
	is 0
	run "$telex" count feed:a
	is 0 5
	feed_row a "is_gone = 1, failures = 1, last_status = 410, last_error = 'HTTP 410'"
	start_daemon
	rss "Alpha News" 7 >"$www/a.xml"
	run "$telex" feed retry a
	is 0 "2 new"
	"$telex" feed health --format json a | json 'd[0]["gone"] is False and d[0]["failures"] == 0'
}

@test "retry leaves a server alone that asked for it" {
	"$telex" refresh
	feed_row a "hold_until = 4000000000, failures = 2"
	run "$telex" feed retry a
	is 2 "a: its server asks to be left alone for"
	run "$telex" feed retry
	is 64
	run "$telex" feed retry nosuch
	is 1
}
