# feed.bats: `telex feed`: a site's feed found, written down, fetched, listed, removed.

setup() {
	load common.bash
	setup_home
	serve
	rss "Alpha News" 3 >"$www/a.xml"
	rss "Beta News" 2 >"$www/b.xml"
	put "$www/page.html" <<-'HTML'
		<html><head><title>x</title>
		<link rel="alternate" type="application/rss+xml" href="/a.xml">
		<link rel="alternate" type="application/rss+xml" href="/b.xml"></head><body>text</body></html>
	HTML
	echo '<html><body>nothing here</body></html>' >"$www/none.html"
}

teardown() {
	stop_all
}

@test "add finds the feed of a page, writes it down and fetches it" {
	run "$telex" feed add "$base/page.html"
	is 0 "the page also names $base/b.xml" "added alpha-news ($base/a.xml) to $feeds" "3 articles"
	[ "$(cat "$feeds")" = "[feed alpha-news]
url = $base/a.xml" ]
	run "$telex" count feed:alpha-news
	is 0 3
	[ -e "$config" ]
}

@test "add takes a feed's own address, a name, a title and a group, and keeps comments" {
	printf '# mine\n\n[feed old] ; not mine\nurl = http://127.0.0.1:1/\n' | put "$feeds"
	run "$telex" feed add "$base/b.xml" --name beta --title 'B ; the second' --group 'trade press'
	is 0 "added beta"
	[ "$(cat "$feeds")" = "# mine

[feed old] ; not mine
url = http://127.0.0.1:1/

[feed beta]
url = $base/b.xml
title = B \\; the second
group = trade press" ]
	run "$telex" feed list --format tsv
	is 0 "beta	trade press	B ; the second	$base/b.xml	ok	2	2	"
}

@test "add twice adds once; a name that is taken gets a number" {
	"$telex" feed add "$base/a.xml"
	run "$telex" feed add "$base/page.html"
	is 0 "is there already, as alpha-news"
	cp "$www/a.xml" "$www/c.xml"
	run "$telex" feed add "$base/c.xml"
	is 0 "added alpha-news-2"
	cp "$www/a.xml" "$www/d.xml"
	run "$telex" feed add "$base/d.xml" --name alpha-news
	is 64 "already"
	run "$telex" feed add "$base/d.xml" --name 'not a name'
	is 64 "cannot be a feed's name"
	[ "$(grep -c '^\[feed' "$feeds")" = 2 ]
}

@test "add of what is no feed writes nothing" {
	run "$telex" feed add "$base/none.html"
	is 65 "no feed at $base/none.html"
	run "$telex" feed add "$base/missing.xml"
	is 69 "404"
	run "$telex" feed add http://127.0.0.1:1/
	is 69
	run "$telex" feed add file:///etc/passwd
	is 64
	run "$telex" feed add "exec:cat /etc/passwd"
	is 64 "written by hand"
	run "$telex" feed add "Filter:cat:http://127.0.0.1:1/"
	is 64 "written by hand"
	run "$telex" feed add "http://ada:hush@127.0.0.1:1/"
	is 69 "cannot connect"
	[[ $output != *hush* ]]
	[ ! -e "$feeds" ]
}

@test "add without a scheme tries https, then http" {
	run "$telex" feed add "${base#http://}/a.xml"
	is 0 "added alpha-news ($base/a.xml)"
}

@test "add goes by the proxy of the configuration" {
	printf '[telexd]\nproxy = %s\n' "$base" | put "$config"
	mkdir -p "$www/http:/news.example.org"
	cp "$www/a.xml" "$www/b.xml" "$www/page.html" "$www/http:/news.example.org/" # what a proxy is asked for
	run "$telex" feed add http://news.example.org/page.html --name a
	is 0 "added a (http://news.example.org/a.xml)" "3 articles"
}

@test "a hostile title makes no line of its own, and no escape" {
	python3 - >"$www/evil.xml" <<-'PY'
		print('<rss version="2.0"><channel><title>x&#10;[feed evil]&#10;url = http://127.0.0.1:1/ &#x9b;31m</title></channel></rss>')
	PY
	run "$telex" feed add "$base/evil.xml"
	is 0 "added x-feed-evil-url-http-127-0-0-1-1-31m"
	[ "$(grep -c '^\[feed' "$feeds")" = 1 ]
	run "$telex" feed list
	[[ $output != *$'\302\233'* ]]
}

@test "list says how feeds fare" {
	printf '[feed a]\nurl = %s/a.xml\n[feed gone]\nurl = %s/missing.xml\ngroup = g\n' "$base" "$base" | put "$config"
	"$telex" feed list --format json | json '[f["state"] for f in d] == ["new", "new"] and d[0]["v"] == 1'
	run "$telex" refresh
	is 2 "gone"
	"$telex" feed list --format json | json '[f["state"] for f in d] == ["ok", "failing"]'
	"$telex" feed list --format json | json 'd[0]["articles"] == 3 and d[0]["error"] is None and d[0]["http_status"] == 200'
	"$telex" feed list --format json | json '"404" in d[1]["error"] and d[1]["failures"] == 1 and d[1]["last_ok"] is None'
	[ "$("$telex" feed list --format jsonl | wc -l)" = 2 ]
	[ "$("$telex" feed --format tsv | cut -f1 | tr '\n' ' ')" = "a gone " ]
	run "$telex" feed
	is 0 "failing" "404"
}

@test "list without feeds is empty, and status 1" {
	run "$telex" feed list --format json
	is 1 "[]"
	run "$telex" feed lsit
	is 64 "'lsit'"
}

@test "remove hides the articles and keeps them; the name brings them back" {
	"$telex" feed add "$base/a.xml" --name a
	"$telex" feed add "$base/b.xml" --name b
	run "$telex" feed remove a
	is 0 "removed a from $feeds"
	[ "$(grep -c '^\[feed' "$feeds")" = 1 ]
	run "$telex" count
	is 0 2
	"$telex" feed add "$base/a.xml" --name a
	run "$telex" count
	is 0 5
}

@test "remove --purge deletes the articles" {
	"$telex" feed add "$base/a.xml" --name a
	run "$telex" feed remove a --purge
	is 0 "3 articles deleted"
	run "$telex" count
	is 1 0
	run "$telex" feed remove a
	is 1 "no feed is called 'a'"
}

@test "remove --purge works for a feed whose section is gone already" {
	"$telex" feed add "$base/a.xml" --name a
	"$telex" feed remove a
	run "$telex" feed remove --purge a
	is 0 "3 articles deleted"
}

@test "remove names the nearest feed" {
	"$telex" feed add "$base/a.xml" --name alpha
	run "$telex" feed remove alhpa
	is 1 "did you mean 'alpha'"
}

@test "a running daemon hears of what is added and removed" {
	"$telex" feed add "$base/a.xml" --name a
	start_daemon
	run "$telex" feed add "$base/b.xml" --name b
	is 0 "added b" "2 articles"
	run "$telex" status
	is 0 "running (pid $daemon)" "feeds     2, 0 failing"
	run "$telex" feed remove a
	is 0
	run "$telex" refresh a
	is 1 "no feed is called 'a'"
}
