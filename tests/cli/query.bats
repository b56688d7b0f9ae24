# query.bats: telex query explain and format: what a query means, and where it is wrong.

bats_require_minimum_version 1.5.0

setup() {
	load common.bash
	setup_home
	serve
	rss Ledger 3 >"$www/ledger.xml"
	put "$config" <<-EOF
		[feed ledger]
		url = $base/ledger.xml
		[entity vendor]
		match = Huawei OR "open ran"
		[entity all]
		match = @vendor OR item
		[view three]
		query = @all is:unread
	EOF
}

teardown() {
	stop_all
}

@test "format prints the canonical form, which is its own" {
	run -0 "$telex" query format '  (Huawei  AND "ran") OR  NOT  is:read '
	[ "$output" = 'Huawei ran OR -is:read' ]
	run -0 "$telex" query format "$output"
	[ "$output" = 'Huawei ran OR -is:read' ]
	run -0 "$telex" query format 'view:three title:@vendor'
	[ "$output" = 'view:three title:(@vendor)' ]
	run -0 "$telex" query format --format json 'view:three title:@vendor'
	echo "$output" | python3 -c '
import json, sys
q = json.load(sys.stdin)
assert q["v"] == 1 and q["query"] == "view:three title:(@vendor)", q
assert q["in_full"] == "(Huawei OR \"open ran\" OR item) is:unread (title:Huawei OR title:\"open ran\")", q'
	run -0 "$telex" query format
	[ "$output" = '' ]
}

@test "explain says in words what is asked and how, and counts" {
	"$telexd" --once
	run -0 "$telex" query explain view:three 'since:2026-06-02'
	[[ $output == *'query     view:three since:2026-06-02'* ]]
	[[ $output == *'in full   (Huawei OR "open ran" OR item) is:unread since:2026-06-02'* ]]
	[[ $output == *'found by  the articles of is:unread, newest first'* ]]
	[[ $output == *'since:2026-06-02: compared row by row'* ]]
	[[ $output == *'muted articles and those of removed feeds are left out'* ]]
	[[ $output == *'count     2 articles, counted in '* ]]
	run -0 "$telex" query explain 'is:muted tag:nope'
	[[ $output == *"remark    there is no tag 'nope'"* ]]
	[[ $output != *'left out'* ]]
	run -0 "$telex" query explain --format json '"?" item tag:none'
	echo "$output" | python3 -c '
import json, sys
q = json.load(sys.stdin)
assert q["v"] == 1 and q["driver"] == "words" and q["count"] == 3 and q["cost"] is None, q
assert q["filters"] == ["tag:none: compared row by row"] and q["leaves_out_muted"], q
assert "no letter" in q["remark"] and q["count_ms"] >= 0 and q["first_ms"] >= 0, q'
}

@test "explain works before anything is stored" {
	run -0 "$telex" query explain huawei
	[[ $output == *'count     0 articles'* ]]
}

@test "a fault is one line, with the place in cells, and 65" {
	run -65 --separate-stderr "$telex" query explain '中国 titel:x'
	[ "$stderr" = "telex: unknown field 'titel': did you mean 'title'?
  中国 titel:x
       ^^^^^" ]
	run -65 --separate-stderr "$telex" query format '(a OR'
	[ "${stderr_lines[1]}" = '  (a OR' ]
	[ "${stderr_lines[2]}" = '      ^^' ] || [ "${stderr_lines[2]}" = '     ^^' ]
	run -65 "$telex" query format 'outlet:3'
	[[ $output == *"did you mean 'outlets'"* ]]
	run -65 "$telex" query explain 'date:2099..today'
	[[ $output == *'ends before it begins'* ]]
	run -64 "$telex" query
	[[ $output == *'explain QUERY'* ]]
	run -64 "$telex" query explode x
}

@test "an entity that leads to itself is refused with the way" {
	printf '[entity a]\nmatch = x OR @b\n[entity b]\nmatch = @a y\n' >>"$config"
	run -78 "$telex" query format @a
	[[ $output == *'@a -> @b -> @a'* ]]
}
