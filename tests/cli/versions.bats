# versions.bats: what publishers changed, what was paid for, in which language it is; citations.

bats_require_minimum_version 1.5.0

setup() {
	load common.bash
	setup_home
	serve
	feed 'Nokia wins the deal' 'The operator said on Monday that it has chosen Nokia for the network in the north.' >"$www/a.xml"
	put "$config" <<-EOF2
		[feed news]
		url = $base/a.xml
		title = The News
		[mute promo]
		query = is:sponsored
	EOF2
	"$telexd" --once
	id=$("$telex" search --format tsv 'url:http://news.example/1' | cut -f1)
}

teardown() {
	stop_all
}

feed() { # feed TITLE BODY
	cat <<-EOF2
		<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>
		<item><title>$1</title><guid>g1</guid><link>http://news.example/1?utm_source=rss</link><dc:creator>Ada Byron</dc:creator>
		<pubDate>Tue, 24 Nov 2020 10:00:00 GMT</pubDate><description>$2</description></item>
		<item><title>Anzeige vom Amt</title><guid>g2</guid><link>http://news.example/2</link>
		<description>Der Betreiber teilte mit, dass er das alte Netz im Norden bis zum Ende des Jahres abschalten wird.</description></item>
		<item><title>[Sponsored] Five ways</title><guid>g3</guid><link>http://news.example/3</link><description>Buy.</description></item>
		<item><title>More ways</title><guid>g4</guid><link>http://news.example/4</link><category>Partner Content</category><description>Buy.</description></item>
		</channel></rss>
	EOF2
}

change() { # change TITLE BODY
	feed "$1" "$2" >"$www/a.xml"
	"$telexd" --once --force
}

@test "what was paid for is known, and a mute of it works" {
	[ "$("$telex" count is:sponsored is:muted)" = 2 ]
	[ "$("$telex" count)" = 2 ]
	"$telex" search --format tsv is:sponsored is:muted | grep -q 'Five ways'
}

@test "the language of a text whose feed gives none" {
	[ "$("$telex" search --format tsv lang:de | cut -f6)" = 'Anzeige vom Amt' ]
	[ "$("$telex" search --format tsv lang:en | cut -f6)" = 'Nokia wins the deal' ]
}

@test "a changed headline is a version, a changed quote is none" {
	change 'Nokia  wins the “deal”' 'The operator said on Monday that it has chosen Nokia for the network in the north.'
	[ "$("$telex" count is:updated || true)" = 0 ]
	[ "$("$telex" count updated:7d || true)" = 0 ]
	change 'Nokia loses the deal' 'The operator said on Monday that it has chosen Nokia for the network in the north.'
	[ "$("$telex" count is:updated)" = 1 ]
	[ "$("$telex" count updated:7d)" = 1 ]
}

@test "what changed is shown word by word, the newest change first" {
	body='The operator said on Monday that it has chosen Nokia for the network in the north.'
	run -1 "$telex" show --diff
	[[ $output == *'no article that is stored was changed'* ]]
	run -0 "$telex" show --diff "$id"
	[[ $output == *'has not changed it'* ]]
	change 'Nokia loses the deal' "$body"
	change 'Nokia loses the deal' "${body/Monday/Tuesday}"
	run -0 "$telex" show --diff "$id"
	[[ $output == *'changed twice, last '* ]]
	[[ $output == *'Text'*'said on [-Monday-] {+Tuesday+} that'*'Headline'*'Nokia [-wins-] {+loses+} the deal'* ]]
	[[ $output != *$'\033'* ]]
	run -0 "$telex" show --diff
	[[ $output == *'[-Monday-]'* ]]
	"$telex" show --diff --format json "$id" | python3 -c '
import json, sys
one = json.load(sys.stdin)[0]
assert [c["version"] for c in one["changes"]] == [0, 1], one
title = one["changes"][0]["title"]
assert [o["op"] for o in title] == ["same", "removed", "added", "same"], title
assert "".join(o["text"] for o in title if o["op"] != "added") == "Nokia wins the deal", title
assert "".join(o["text"] for o in title if o["op"] != "removed") == "Nokia loses the deal", title
'
	run -64 "$telex" show --diff --format tsv "$id"
	run -1 "$telex" show --diff 12345
}

@test "colours on a terminal, unless NO_COLOR asks for none" {
	change 'Nokia loses the deal' 'Other.'
	run -0 script -qec "'$telex' show --diff $id" /dev/null
	[[ $output == *$'\033[31mwins\033[39m'* ]]
	run -0 env NO_COLOR=1 script -qec "'$telex' show --diff $id" /dev/null
	[[ $output == *'[-wins-]'* ]]
}

@test "citations" {
	run -0 "$telex" cite "$id"
	[[ $output == *'Ada Byron, “Nokia wins the deal”, The News, 2020-11-24, http://news.example/1'* ]]
	hash=$(printf 'The operator said on Monday that it has chosen Nokia for the network in the north.' | sha256sum | cut -d' ' -f1)
	[[ $output == *"First seen 20"*"SHA-256 of the text $hash" ]]
	run -0 "$telex" cite --format markdown "$id"
	[[ $output == *'Ada Byron, [Nokia wins the deal](<http://news.example/1>), *The News*, 2020-11-24'* ]]
	run -0 "$telex" cite --format bibtex "$id"
	[ "${lines[0]}" = "@online{newsexample2020-$(printf http://news.example/1 | sha256sum | cut -c1-8)," ]
	[[ $output == *'title        = {{Nokia wins the deal}},'*'author       = {Ada Byron},'*'date         = {2020-11-24},'* ]]
	key=${lines[0]}
	change 'Nokia & Co lose 5% of {it} #1_a' 'Other.'
	run -0 "$telex" cite --format bibtex "$id"
	[ "${lines[0]}" = "$key" ]
	[[ $output == *'Updated 20'* ]]
	"$telex" cite --format csl "$id" "$id" | python3 -c '
import json, sys
two = json.load(sys.stdin)
assert len(two) == 2
one = two[0]
assert one["type"] == "article-newspaper" and one["issued"] == {"date-parts": [[2020, 11, 24]]}, one
assert one["author"] == [{"literal": "Ada Byron"}] and one["container-title"] == "The News", one
assert len(one["accessed"]["date-parts"][0]) == 3 and one["URL"] == "http://news.example/1", one
known = "id type title author container-title issued accessed URL language note".split()
assert set(one) <= set(known), one
'
	run -64 "$telex" cite
	run -1 --separate-stderr "$telex" cite --format csl 12345
	[ "$output" = '[]' ]
}

@test "a text is no wider than the measure" {
	export COLUMNS=200
	"$telex" show "$id" >"$BATS_TEST_TMPDIR/80"
	printf '[reader]\nmeasure = 40\n' >>"$config"
	"$telex" show "$id" >"$BATS_TEST_TMPDIR/40"
	[ "$(awk '/operator/ { print (length($0) > 60) }' "$BATS_TEST_TMPDIR/80")" = 1 ]
	[ "$(awk 'length($0) > 40' "$BATS_TEST_TMPDIR/40" | grep -c -v '·')" = 0 ]
	printf '[reader]\nmeasure = 4\n' >>"$config"
	run "$telex" config check
	[[ $output == *'measure'*'20 to 500'* ]]
}
