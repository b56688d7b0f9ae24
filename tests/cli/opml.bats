# opml.bats: `telex import` and `telex export`.

setup() {
	load common.bash
	setup_home
	put "$BATS_TEST_TMPDIR/in.opml" <<-'XML'
		<opml version="2.0"><body>
		<outline text="Trade press">
		<outline type="rss" text="Alpha ; &amp; more" xmlUrl="http://a.example/feed?x=1&amp;y=2"/>
		<outline type="rss" text="Beta" xmlUrl="https://b.example/"/>
		</outline>
		<outline type="rss" text="Beta again" xmlUrl="https://b.example/"/>
		<outline type="rss" text="Evil" xmlUrl="exec:touch /tmp/x"/>
		<outline type="rss" text="x&#10;[feed inject]&#10;url = http://evil.example/" xmlUrl="http://c.example/"/>
		</body></opml>
	XML
}

@test "import makes a configuration, and says what it did" {
	run "$telex" import "$BATS_TEST_TMPDIR/in.opml"
	is 0 "3 added, 0 already there, 2 skipped"
	[ -e "$config" ]
	run "$telex" feed list --format tsv
	is 0 "alpha-more	Trade press	Alpha ; & more	http://a.example/feed?x=1&y=2	new" "beta	Trade press	Beta	https://b.example/"
	[ "$(grep -c '^\[feed' "$feeds")" = 3 ]
	! grep -q '^\[feed inject' "$feeds"
	run "$telex" config check
	is 0 "3 feeds"
}

@test "import twice adds nothing, and keeps the file byte for byte" {
	"$telex" import "$BATS_TEST_TMPDIR/in.opml"
	cp "$feeds" "$BATS_TEST_TMPDIR/before"
	run "$telex" import "$BATS_TEST_TMPDIR/in.opml"
	is 0 "0 added, 3 already there, 2 skipped"
	cmp "$feeds" "$BATS_TEST_TMPDIR/before"
}

@test "import knows feeds of the main file, and names that are taken" {
	printf '# keep me\n[feed beta]\nurl = http://other.example/\n[feed x]\nurl = http://a.example/feed?x=1&y=2\n' | put "$config"
	run "$telex" import "$BATS_TEST_TMPDIR/in.opml"
	is 0 "2 added, 1 already there"
	grep -q '^\[feed beta-2\]' "$feeds"
	head -1 "$config" | grep -q '^# keep me'
}

@test "import reads a newsboat urls file and standard input" {
	put "$BATS_TEST_TMPDIR/urls" <<-'URLS'
		# comment
		http://a.example/rss "trade press" "~Alpha"
		http://b.example/rss
		exec:/bin/evil
		"query:Unread:unread = \"yes\""
	URLS
	run "$telex" import --newsboat - <"$BATS_TEST_TMPDIR/urls"
	is 0 "2 added, 0 already there, 2 skipped" "1 of the skipped would run a program" "$config"
	run "$telex" feed list --format tsv
	is 0 "alpha	trade press	Alpha	http://a.example/rss"
}

@test "import into another configuration" {
	run "$telex" --config "$BATS_TEST_TMPDIR/x/my.ini" import "$BATS_TEST_TMPDIR/in.opml"
	is 0 "3 added"
	[ -e "$BATS_TEST_TMPDIR/x/my.ini" ]
	[ -e "$BATS_TEST_TMPDIR/x/conf.d/feeds.ini" ]
	[ ! -e "$config" ]
}

@test "import of what cannot be read changes nothing" {
	run "$telex" import "$BATS_TEST_TMPDIR/none.opml"
	is 74 "none.opml"
	echo 'this is not a list' >"$BATS_TEST_TMPDIR/bad"
	run "$telex" import "$BATS_TEST_TMPDIR/bad"
	is 65 "bad"
	run "$telex" import
	is 64
	[ ! -e "$config" ]
}

@test "import with a configuration that has faults says so and adds nothing" {
	echo nonsense | put "$config"
	run "$telex" import "$BATS_TEST_TMPDIR/in.opml"
	is 78 "config.ini:1"
	[ ! -e "$feeds" ]
}

@test "export is what import takes: nothing is lost on the way round" {
	"$telex" import "$BATS_TEST_TMPDIR/in.opml"
	"$telex" export >"$BATS_TEST_TMPDIR/out.opml"
	"$telex" feed list --format tsv | cut -f2-4 | sort >"$BATS_TEST_TMPDIR/before"
	XDG_CONFIG_HOME=$home/other "$telex" import "$BATS_TEST_TMPDIR/out.opml"
	XDG_CONFIG_HOME=$home/other "$telex" feed list --format tsv | cut -f2-4 | sort | diff "$BATS_TEST_TMPDIR/before" -
}

@test "programs as sources stay at home, and names and passwords too" {
	put "$config" <<-'INI'
		[feed made]
		url = exec:true
		[feed mended]
		url = filter:cat -n:http://ada:hush@m.example/
		[feed secret]
		url = http://ada:hush@a.example/feed
		[feed plain]
		url = http://b.example/feed
	INI
	"$telex" export >"$BATS_TEST_TMPDIR/out.opml" 2>"$BATS_TEST_TMPDIR/notes"
	[ "$(grep -c xmlUrl "$BATS_TEST_TMPDIR/out.opml")" = 2 ]
	grep -q 'xmlUrl="http://a.example/feed"' "$BATS_TEST_TMPDIR/out.opml"
	grep -q '^2 feeds left out: exec: and filter:' "$BATS_TEST_TMPDIR/notes"
	grep -q '^user name and password left out of 1 address$' "$BATS_TEST_TMPDIR/notes"
	for format in tsv json text; do
		run "$telex" feed list --format "$format"
		is 0 "made"
		[[ $output != *hush* ]]
	done
	run "$telex" feed health --format json
	is 0 '"url": "http://a.example/feed"'
	[[ $output != *hush* ]]
	run "$telex" feed list --format tsv
	is 0 "exec:true" "filter:cat -n:http://m.example/" "http://a.example/feed"
	run "$telex" config
	is 0 "url = exec:true"
	[[ $output != *hush* ]]
}

@test "export without feeds is a list without feeds" {
	run "$telex" export
	is 0 "<opml" "</opml>"
}

@test "an import of thousands takes no time" {
	{
		echo '<opml version="2.0"><body>'
		for i in $(seq 3000); do
			echo "<outline type='rss' text='Same title' xmlUrl='http://h$((i % 50)).example/$i'/>"
		done
		echo '</body></opml>'
	} >"$BATS_TEST_TMPDIR/many.opml"
	run timeout 60 "$telex" import "$BATS_TEST_TMPDIR/many.opml"
	is 0 "3000 added"
	run "$telex" config check
	is 0 "3000 feeds"
}
