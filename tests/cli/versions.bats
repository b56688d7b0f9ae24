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
