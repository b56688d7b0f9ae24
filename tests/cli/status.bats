# status.bats: `telex status`, `doctor` and `refresh`, with and without a daemon.

setup() {
	load common.bash
	setup_home
	serve
	rss Alpha 3 >"$www/a.xml"
}

teardown() {
	stop_all
}

one_feed() {
	printf '[feed a]\nurl = %s/a.xml\n' "$base" | put "$config"
}

@test "refresh fetches without a daemon, silently, and once" {
	one_feed
	run "$telex" refresh
	is 0
	[ -z "$output" ]
	run "$telex" count
	is 0 3
	rss Alpha 4 >"$www/a.xml"
	"$telex" refresh
	run "$telex" count
	is 0 3
	"$telex" refresh --force
	run "$telex" count
	is 0 4
}

@test "refresh of one feed leaves the others" {
	rss Beta 2 >"$www/b.xml"
	printf '[feed a]\nurl = %s/a.xml\n[feed b]\nurl = %s/b.xml\n' "$base" "$base" | put "$config"
	run "$telex" refresh b
	is 0
	run "$telex" count
	is 0 2
	run "$telex" refresh c
	is 1 "no feed is called 'c'"
}

@test "refresh reports what failed" {
	printf '[feed a]\nurl = %s/a.xml\n[feed b]\nurl = %s/missing\n' "$base" "$base" | put "$config"
	run "$telex" refresh
	is 2 "b" "404"
	run "$telex" status
	is 0 "feeds     2, 1 failing" "failing" "404" "never fetched"
	"$telex" status --format json | json 'd["v"] == 1 and d["articles"] == 3 and d["unread"] == 3 and d["feeds"] == 2'
	"$telex" status --format json | json 'd["failing"][0]["feed"] == "b" and "404" in d["failing"][0]["error"]'
	"$telex" status --format json | json 'd["daemon"]["is_running"] is False and d["next_feed"] in ("a", "b")'
}

@test "refresh asks a daemon that runs, and waits for it" {
	one_feed
	start_daemon
	rss Alpha 5 >"$www/a.xml"
	run "$telex" refresh --force
	is 0 "new"
	run "$telex" count
	is 0 5
	run "$telex" refresh
	is 0 "nothing is due"
	"$telex" status --format json | json 'd["daemon"]["pid"] == '"$daemon"
	run "$telex" doctor
	is 0 "the daemon runs (pid $daemon)"
}

@test "refresh waits for a round that is going on" {
	rss Slow 4 >"$www/slow.xml"
	printf '[feed slow]\nurl = %s/slow.xml\n' "$base" | put "$config"
	start_daemon
	run "$telex" status
	is 0 "fetching 0/1"
	run "$telex" refresh
	is 0 "4 new"
	run "$telex" count
	is 0 4
	run "$telex" refresh
	is 0 "nothing is due"
}

@test "a daemon that does not answer is told from none" {
	one_feed
	start_daemon
	"$telex" refresh --force
	kill -STOP "$daemon"
	run "$telex" status
	kill -CONT "$daemon"
	is 0 "daemon    does not answer (pid $daemon)"
	run "$telex" status
	is 0 "running (pid $daemon)"
}

@test "a daemon of another store is not asked" {
	one_feed
	start_daemon
	printf '[telexd]\ndatabase = other.db\n[feed a]\nurl = %s/a.xml\n' "$base" | put "$BATS_TEST_TMPDIR/x/other.ini"
	run "$telex" --config "$BATS_TEST_TMPDIR/x/other.ini" refresh
	is 0
	run "$telex" --config "$BATS_TEST_TMPDIR/x/other.ini" count
	is 0 3
	run "$telex" --config "$BATS_TEST_TMPDIR/x/other.ini" status
	is 0 "not running"
}

@test "doctor finds nothing wrong where nothing is" {
	one_feed
	"$telex" refresh
	run "$telex" doctor
	is 0 "configuration $config: 1 feed" "store $database" "telexd is $TELEX_BUILD/telexd" "no daemon runs"
	[[ $output != *FAULT* ]]
	run "$telex" doctor --quiet
	is 0
	[ -z "$output" ]
}

sql() { # sql STATEMENT...: in the store
	python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for statement in sys.argv[2:]:
    db.execute(statement)
db.commit()' "$database" "$@"
}

untold='UPDATE counter SET told_below = (SELECT max(id) + 1 FROM article)'

@test "doctor tells what telexd has still to ask of older articles" {
	one_feed
	"$telex" refresh
	sql "$untold"
	run "$telex" doctor
	is 0 "3 older articles are still to be asked for their language"
	"$telex" refresh --force
	run "$telex" doctor
	[[ $output != *"still to be asked"* ]]
}

@test "what cannot be looked through keeps nothing else from it" {
	one_feed
	"$telex" refresh
	sql "$untold" 'UPDATE counter SET ungrouped = seq' \
		"CREATE TRIGGER no BEFORE UPDATE OF told_below ON counter BEGIN SELECT RAISE(ABORT, 'no languages today'); END"
	run "$telexd" --once
	is 0 "no languages today"
	run "$telex" doctor
	is 0 "3 older articles are still to be asked for their language"
	[[ $output != *"stories"* ]]
}

@test "doctor names secrets that others can read, and what is not checked" {
	put "$config" <<-'INI'
		[feed a]
		url = http://a.example/
		token_file = token
		[feed b]
		url = https://b.example/
		username = ada
		password = hush
		insecure = yes
	INI
	echo x >"$(dirname "$config")/token"
	chmod 644 "$config" "$(dirname "$config")/token"
	run "$telex" doctor
	is 0 "others may read $(dirname "$config")/token (chmod go-rwx)" "others may read $config" \
		"feed b: its certificate is not checked"
	[[ $output != *hush* ]]
	chmod 600 "$config" "$(dirname "$config")/token"
	run "$telex" doctor
	[[ $output != *"others may"* ]]
}

@test "doctor names the faults of a configuration" {
	printf '[feed a]\n' | put "$config"
	run "$telex" doctor
	is 78 "FAULT" "$config:1: [feed a]: the url is missing"
}

@test "doctor names a store that is damaged, and leaves it alone" {
	one_feed
	"$telex" refresh
	echo "this is not a database at all, whatever its name says" >"$database"
	rm -f "$database-wal" "$database-shm"
	cp "$database" "$BATS_TEST_TMPDIR/before"
	run "$telex" doctor
	is 74 "FAULT"
	cmp "$database" "$BATS_TEST_TMPDIR/before"
	run "$telex" status
	is 74
}

@test "doctor minds who may write the configuration" {
	one_feed
	chmod 666 "$config"
	run "$telex" doctor
	is 0 "others may write $config"
}

@test "status before the first fetch" {
	one_feed
	run "$telex" status
	is 0 "nothing is stored yet" "feeds     1"
	[ ! -e "$database" ]
	run "$telex" status extra
	is 64
}

@test "telexd is found on PATH when it is not beside telex" {
	one_feed
	mkdir -p "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/path"
	cp "$telex" "$BATS_TEST_TMPDIR/bin/"
	ln -s "$telexd" "$BATS_TEST_TMPDIR/path/telexd"
	PATH=$BATS_TEST_TMPDIR/path:/usr/bin:/bin run "$BATS_TEST_TMPDIR/bin/telex" refresh
	is 0
	PATH=/usr/bin:/bin run "$BATS_TEST_TMPDIR/bin/telex" refresh
	is 69 "telexd is neither beside telex nor on PATH"
}
