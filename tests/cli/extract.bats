# extract.bats: telexd extract: one page in, one JSON object out.

setup() {
	load common.bash
	setup_home
	pages=$BATS_TEST_DIRNAME/../fixtures/pages
}

teardown() {
	[ -z "${server:-}" ] || kill "$server"
}

# member NAME: of the object in $output
member() {
	printf '%s' "$output" | python3 -c 'import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1].split("."):
    value = value[name]
print(value if isinstance(value, str) else json.dumps(value))' "$1"
}

@test "extract prints the article and what the page says of it" {
	run "$telexd" extract --base-url https://www.dockside.example/news/cranes-wait "$pages/trade.html"
	[ "$status" -eq 0 ]
	[ "$(member title)" = "Harbour cranes learn to wait for the tide" ]
	[ "$(member byline)" = "Mira Okafor, Jon Vale" ]
	[ "$(member published)" = "2024-03-05T23:40:00+02:00" ]
	[ "$(member site_name)" = "Dockside Weekly" ]
	[ "$(member lang)" = en-GB ]
	[ "$(member _telex.why)" = structure ]
	[ "$(member _telex.is_sponsored)" = false ]
	member text | grep -q "The union is less sure"
	if member text | grep "Sponsored\|RELATED\|cookies"; then return 1; fi
	member content_html | grep -q 'href="https://www.dockside.example/docs/report.pdf"'
	member _telex.related | grep -q https://www.dockside.example/news/tugs
}

@test "what a page does not say is null" {
	run "$telexd" extract - <"$pages/sponsored.html"
	[ "$status" -eq 0 ]
	[ "$(member byline)" = null ]
	[ "$(member published)" = null ]
	[ "$(member _telex.is_sponsored)" = true ]
}

@test "a charset may come with the page or with --content-type" {
	run "$telexd" extract "$pages/bare.html"
	member text | grep -q "café"
	printf '<p>\xcf\xf0\xe8\xe2\xe5\xf2, and a few words more, so that it is an article.' >"$home/page.html"
	run "$telexd" extract --content-type 'text/html; charset=windows-1251' "$home/page.html"
	member text | grep -q "Привет"
}

@test "a page without an article is a reason and status 65" {
	run "$telexd" extract "$pages/login.html"
	is 65 "asks for a login"
	# a sentence in the form makes it no article; a form above an article, however short, makes that none the less one
	form='<form><h1>Sign in</h1><p>This is for subscribers only. Log in or subscribe to go on reading.</p><input type=password></form>'
	echo "<body>$form" >"$home/page.html"
	run "$telexd" extract "$home/page.html"
	is 65 "asks for a login"
	echo '<header><form><input type=password></form></header><article><h1>A</h1><p>The regulator has cleared the deal, it said.</p>' >"$home/page.html"
	run "$telexd" extract "$home/page.html"
	member text | grep -q "cleared the deal"
	run "$telexd" extract /dev/null
	is 65 "no text of an article"
	run "$telexd" extract "$home/none.html"
	is 74 "No such file"
	head -c 17000000 /dev/zero >"$home/large.html"
	run "$telexd" extract "$home/large.html"
	is 65 "16 MiB"
	run "$telexd" extract
	is 64 "usage: telexd extract"
	run "$telexd" extract --nonsense "$pages/bare.html"
	is 64 "usage: telexd extract"
}

@test "a page may be an address: it is the base of its links" {
	serve
	cp "$pages/trade.html" "$www/page.html"
	run "$telexd" extract "$base/page.html"
	[ "$status" -eq 0 ]
	member content_html | grep -q "href=\"$base/docs/report.pdf\""
}

@test "selectors may be tried" {
	run "$telexd" extract --next-page 'a[rel~=next], .pager a' --base-url https://www.dockside.example/a - <<-'EOF'
	<article><h1>Cranes</h1><p class=lead>The first page of it, with words enough to be an article.</p><p>Also this.</p></article>
	<div class=pager><a href="?page=2">2</a></div>
	EOF
	[ "$status" -eq 0 ]
	[ "$(member _telex.next_page)" = "https://www.dockside.example/a?page=2" ]
	run "$telexd" extract --extract article --remove .lead - <<-'EOF'
	<article><p class=lead>The first page of it, with words enough to be an article.</p><p>Also this, which is what is left of it.</p></article>
	EOF
	[ "$(member text)" = "Also this, which is what is left of it." ]
	run "$telexd" extract --remove 'p[' - </dev/null
	is 65 "not a selector"
}
