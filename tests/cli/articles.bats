# articles.bats: search, count, show, tag, star, read, undo, open: from the command line to the store and back.

bats_require_minimum_version 1.5.0

setup() {
	load common.bash
	setup_home
	fill
}

teardown() {
	stop_all
}

item() { # item NUMBER TITLE BODY DATE
	printf '<item><title>%s</title><guid>g%s</guid><link>http://news.example/%s?a=1&amp;b=2</link>' "$2" "$1" "$1"
	printf '<description>%s</description>' "$3"
	[ -z "$4" ] || printf '<pubDate>%s</pubDate>' "$4"
	printf '</item>\n'
}

feed() { # feed TITLE: items on standard input
	printf '<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><link>http://news.example/</link>\n' "$1"
	cat
	printf '</channel></rss>\n'
}

# Two feeds: five articles, one of them without a date, one with what a terminal must not get.
fill() {
	serve
	{
		item 1 'Huawei gear dropped' '&lt;p&gt;Allies weigh &lt;a href="http://other.example/law"&gt;the law&lt;/a&gt;.&lt;/p&gt;' \
			'Mon, 01 Jun 2026 10:00:00 GMT'
		item 2 'Open RAN trial' 'A trial of open ran in 5G.' 'Tue, 02 Jun 2026 10:00:00 GMT'
		item 3 'AT&amp;T buys spectrum' 'Spectrum for billions.' 'Wed, 03 Jun 2026 10:00:00 GMT'
	} | feed 'Light Ledger' >"$www/ledger.xml"
	{
		item 4 'Bell &#x9b;31m &#x202e;rings' 'Nothing else.' 'Thu, 04 Jun 2026 10:00:00 GMT'
		item 5 'Undated note' 'About huawei.' ''
	} | feed 'Notes' >"$www/notes.xml"
	put "$config" <<-EOF
		[feed ledger]
		url = $base/ledger.xml
		group = trade press
		[feed notes]
		url = $base/notes.xml
		[entity vendor]
		match = Huawei OR "open ran"
		[view ran]
		query = title:ran
	EOF
	"$telexd" --once
}

ids() { # ids QUERY
	"$telex" search --format tsv "$@" | cut -f1
}

titles() { # titles QUERY
	"$telex" search --format tsv "$@" | cut -f6 | paste -sd'|'
}

@test "newest first, or oldest" {
	[ "$(titles feed:ledger)" = "AT&T buys spectrum|Open RAN trial|Huawei gear dropped" ]
	[ "$(titles --sort oldest feed:ledger)" = "Huawei gear dropped|Open RAN trial|AT&T buys spectrum" ]
	[ "$(titles --sort oldest --limit 2 feed:ledger)" = "Huawei gear dropped|Open RAN trial" ]
	[ "$(titles --sort best --limit 1 'huawei OR trial')" = "Open RAN trial" ]
	[ "$(titles --sort arrival feed:notes | tr '|' '\n' | wc -l)" = 2 ]
	run -64 "$telex" search --sort worst x
	[ "$(titles --limit 1 feed:ledger)" = "AT&T buys spectrum" ]
}

@test "the query language, in several arguments too" {
	[ "$(titles huawei date:2026-06-01)" = "Huawei gear dropped" ]
	[ "$(titles '"open ran"')" = "Open RAN trial" ]
	[ "$(titles 'AT&T')" = "AT&T buys spectrum" ]
	[ "$(titles spec\*)" = "AT&T buys spectrum" ]
	[ "$(titles @vendor feed:ledger)" = "Open RAN trial|Huawei gear dropped" ]
	[ "$(titles view:ran)" = "Open RAN trial" ]
	[ "$(titles 'NEAR(trial 5g, 5)')" = "Open RAN trial" ]
	[ "$(titles 'group:"trade press"' since:2026-06-03)" = "AT&T buys spectrum" ]
	[ "$(titles site:news.example before:2026-06-02)" = "Huawei gear dropped" ]
	[ "$(titles url:http://news.example/4)" = "$(titles bell)" ]
	[ "$("$telex" count '')" = 5 ]
	[ "$("$telex" count feed:ledger)" = 3 ]
	[ "$("$telex" count 'feed:l*' OR undated)" = 4 ]
}

@test "json has every member, byte for byte where it must" {
	"$telex" search --format json gear | json '(len(d) == 1 and d[0]["v"] == 1 and type(d[0]["id"]) is int
		and d[0]["url"] == "http://news.example/1?a=1&b=2" and d[0]["title"] == "Huawei gear dropped"
		and d[0]["feed"] == "ledger" and d[0]["feeds"] == ["ledger"] and d[0]["published"] == "2026-06-01T10:00:00Z"
		and d[0]["tags"] == [] and d[0]["is_read"] is False and d[0]["is_starred"] is False
		and d[0]["summary"].startswith("Allies weigh") and d[0]["story_id"] == d[0]["id"]
		and set(d[0]) == {"v", "id", "url", "canonical_url", "title", "author", "feed", "feeds", "published", "arrived",
			"tags", "is_read", "is_starred", "has", "summary", "story_id"})'
	"$telex" search --format json undated | json 'd[0]["published"] is None and d[0]["arrived"].endswith("Z")'
	"$telex" search --format json | json 'len(d) == 5'
	[ "$("$telex" search --format jsonl | wc -l)" = 5 ]
	"$telex" search --format jsonl gear | json 'd["title"] == "Huawei gear dropped"'
}

@test "nothing found is [] or nothing, and status 1" {
	run "$telex" search --format json nosuchword
	is 1
	[ "$output" = "[]" ]
	run "$telex" search nosuchword
	is 1
	[ "$output" = "" ]
	run "$telex" count nosuchword
	is 1
	[ "$output" = 0 ]
}

@test "a bad query: the message, the place, status 65" {
	run "$telex" search titel:nokia since:7d
	is 65 "telex: unknown field 'titel': did you mean 'title'?"
	[ "${lines[1]}" = "  titel:nokia since:7d" ]
	[ "${lines[2]}" = "  ^^^^^" ]
	run "$telex" count 'date:2099..today'
	is 65 "ends before it begins"
	run "$telex" tag +x -- 'a OR'
	is 65 "both sides"
}

@test "what a query leaves out is said on standard error" {
	run --separate-stderr "$telex" search 'gear "!!!"'
	[ "$status" = 0 ]
	[[ $stderr == *"'!!!' holds no letter"* ]]
	run --separate-stderr "$telex" count tag:nosuch
	[ "$status" = 1 ]
	[[ $stderr == *"there is no tag 'nosuch'"* ]]
	run --separate-stderr "$telex" count --quiet tag:nosuch
	[ "$stderr" = "" ]
}

@test "no control character of a feed reaches the output" {
	for format in text tsv json jsonl; do
		"$telex" search --format $format bell >"$BATS_TEST_TMPDIR/out"
		! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' "$BATS_TEST_TMPDIR/out"
		! LC_ALL=C grep -q $'\xc2[\x80-\x9f]' "$BATS_TEST_TMPDIR/out"
	done
	"$telex" show "$(ids bell)" >"$BATS_TEST_TMPDIR/out"
	! LC_ALL=C grep -q $'\xc2[\x80-\x9f]' "$BATS_TEST_TMPDIR/out"
	! LC_ALL=C grep -q $'\xe2\x80\xae' "$BATS_TEST_TMPDIR/out"
}

@test "text: one line an article" {
	[ "$("$telex" search | wc -l)" = 5 ]
	"$telex" search gear | grep -q '^ .*Light Ledger  *N Huawei gear dropped$'
	"$telex" tag --quiet +later +vendors "$(ids gear)"
	"$telex" read --quiet "$(ids gear)"
	"$telex" search gear | grep -q 'Light Ledger .*  Huawei gear dropped  #later #vendors$'
}

@test "show prints the article with its links" {
	run "$telex" show "$(ids gear)"
	is 0 "Huawei gear dropped" "Light Ledger" "http://news.example/1?a=1&b=2" "the law[1]" "[1] http://other.example/law"
	run "$telex" show 7
	is 1 "there is no article 7"
	run "$telex" show seven
	is 64
	run "$telex" show
	is 64
	"$telex" show --format json "$(ids gear)" "$(ids undated)" | json \
		'len(d) == 2 and "<a href" in d[0]["content_html"] and d[1]["content_text"] == "About huawei."'
}

@test "an article that is not there does not spoil the others" {
	run --separate-stderr "$telex" show --format json 7 "$(ids gear)"
	[ "$status" = 1 ]
	echo "$output" | json 'len(d) == 1'
	[[ $stderr == *"no article 7"* ]]
}

@test "tags by query and by id, on and off, and their list" {
	run "$telex" tag
	is 1
	run "$telex" tag +vendors -x -- huawei
	is 0 "2 changed"
	[ "$("$telex" count tag:vendors)" = 2 ]
	run "$telex" tag +vendors -- huawei
	is 0 "0 changed" # they match: a script may say it twice
	run "$telex" tag +vendors -- nosuchword
	is 1
	"$telex" tag --quiet +ran -vendors "$(ids ran)" "$(ids gear)"
	"$telex" tag --format json | json '[(t["tag"], t["articles"]) for t in d] == [("ran", 2), ("vendors", 1)]'
	"$telex" tag | grep -q '2 *ran'
	[ "$("$telex" tag --format tsv | cut -f1,2 | paste -sd' ')" = "ran	2 vendors	1" ]
	run "$telex" tag +ran 12345
	is 1
	run "$telex" tag 'bad tag' -- x
	is 64
	run "$telex" tag '+bad tag' -- x
	[ "$status" -ge 64 ]
}

@test "the tags unread and starred are the marks" {
	"$telex" tag --quiet -unread +starred -- gear
	[ "$(titles is:read)" = "Huawei gear dropped" ]
	[ "$(titles is:starred)" = "Huawei gear dropped" ]
	[ "$(titles tag:starred)" = "Huawei gear dropped" ]
	"$telex" search --format json gear | json 'd[0]["is_read"] and d[0]["is_starred"] and d[0]["tags"] == []'
	[ "$("$telex" tag --format json)" = "[]" ]
}

@test "read and star, off again, everything with an empty query" {
	"$telex" star --quiet "$(ids gear)"
	[ "$("$telex" count is:starred)" = 1 ]
	"$telex" star --quiet --off -- is:starred
	[ "$("$telex" count is:starred)" = 0 ]
	run "$telex" read
	is 64 "which articles"
	[ "$("$telex" count is:unread)" = 5 ]
	"$telex" read --quiet --
	[ "$("$telex" count is:unread)" = 0 ]
	"$telex" read --quiet --off -- feed:notes
	[ "$("$telex" count is:unread)" = 2 ]
}

@test "undo takes changes back, newest first, over several runs" {
	"$telex" read --quiet -- feed:ledger
	"$telex" tag --quiet +a -- huawei
	run "$telex" undo
	is 0 "undone: tag +a" "2 articles"
	[ "$("$telex" count tag:a)" = 0 ]
	[ "$("$telex" count is:unread)" = 2 ]
	run "$telex" undo
	is 0 "3 articles"
	[ "$("$telex" count is:unread)" = 5 ]
	run "$telex" undo
	is 1
}

@test "undo lists the changes and takes an older one back" {
	run "$telex" undo --list
	is 1
	[ -z "$output" ]
	[ "$("$telex" undo --list --format json)" = "[]" ] || [ $? = 1 ]
	"$telex" read --quiet -- feed:ledger
	"$telex" tag --quiet +a -- huawei
	run "$telex" undo --list
	is 0 "tag +a" "mark read"
	[ "$("$telex" undo --list --format json | python3 -c 'import json,sys; print(*[(e["number"], e["who"], e["articles"], e["undone_at"]) for e in json.load(sys.stdin)])')" = "(2, 'cli', 2, None) (1, 'cli', 3, None)" ]
	[ "$("$telex" undo --list --format tsv --limit 1 | cut -f 1,3,4)" = "$(printf '2\tcli\t2')" ]
	run "$telex" undo 1
	is 0 "3 articles"
	[ "$("$telex" count is:unread)" = 5 ]
	[ "$("$telex" count tag:a)" = 2 ]
	run "$telex" undo list
	is 0 "(undone"
	run "$telex" undo 1
	is 1 "taken back already"
	run "$telex" undo 7
	is 1 "no change 7"
	run "$telex" undo x
	is 64 "no number of a change"
	run "$telex" undo 1 2
	is 64
}

@test "open starts the browser without a shell and marks the article read" {
	put "$BATS_TEST_TMPDIR/browser" <<-'EOF'
		#!/bin/sh
		printf '<%s>' "$@" >>"$HOME/opened"
	EOF
	chmod +x "$BATS_TEST_TMPDIR/browser"
	BROWSER="$BATS_TEST_TMPDIR/browser --new; \$(touch $HOME/owned)" "$telex" open "$(ids gear)"
	[ "$(cat "$HOME/opened")" = "<--new;><\$(touch><$HOME/owned)><http://news.example/1?a=1&b=2>" ]
	[ ! -e "$HOME/owned" ]
	[ "$(titles is:read)" = "Huawei gear dropped" ]
	rm "$HOME/opened"
	BROWSER="$BATS_TEST_TMPDIR/browser --url=%s -x" "$telex" open "$(ids trial)"
	[ "$(cat "$HOME/opened")" = "<--url=http://news.example/2?a=1&b=2><-x>" ]
	rm "$HOME/opened"
	BROWSER="/no/such/browser:$BATS_TEST_TMPDIR/browser --new" "$telex" open "$(ids trial)"
	[ "$(cat "$HOME/opened")" = "<--new><http://news.example/2?a=1&b=2>" ]
	BROWSER=/no/such/browser run "$telex" open "$(ids bell)"
	is 69 "/no/such/browser"
	[ "$("$telex" count is:read)" = 2 ]
}

@test "a terminal gets one screen, and is told how many more" {
	command -v script >/dev/null || skip "there is no script(1)"
	for i in $(seq 9); do item "9$i" "Filler $i" text "Fri, 05 Jun 2026 10:0$i:00 GMT"; done | feed More >"$www/notes.xml"
	touch -d tomorrow "$www/notes.xml" # two versions in one second look the same to a client that asks If-Modified-Since
	"$telexd" --once --force
	script -qec "stty rows 8 cols 40; '$telex' search filler" /dev/null </dev/null | tr -d '\r' >"$BATS_TEST_TMPDIR/out"
	cat "$BATS_TEST_TMPDIR/out"
	[ "$(grep -c Filler "$BATS_TEST_TMPDIR/out")" = 6 ]
	grep -q '^3 more' "$BATS_TEST_TMPDIR/out"
	[ "$("$telex" search filler | wc -l)" = 9 ]
}

@test "show --full fetches the page first; without it the feed's text is shown" {
	local id
	id=$("$telex" search --format tsv title:gear | cut -f1)
	run -0 "$telex" show --full "$id"
	is 0 'the page could not be read, this is what the feed said'
	run "$telex" show --full 12345
	is 1 'there is no article 12345'
}
