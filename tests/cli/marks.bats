# marks.bats: tags by rule and by hand, mutes, views, notes, dump and restore: from the configuration to the store and back.

bats_require_minimum_version 1.5.0

setup() {
	load common.bash
	setup_home
	serve
	feed >"$www/a.xml"
	configure
	"$telexd" --once
}

teardown() {
	stop_all
}

item() { # item NUMBER TITLE BODY
	printf '<item><title>%s</title><guid>g%s</guid><link>http://news.example/%s</link><description>%s</description></item>\n' \
		"$2" "$1" "$1" "$3"
}

feed() {
	printf '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>\n'
	item 1 'Huawei out' 'Espionage fears.'
	item 2 'Open RAN trial' 'With Huawei.'
	item 3 'A free lunch' 'Sponsored by nobody.'
	printf '</channel></rss>\n'
}

configure() { # configure [MORE]
	put "$config" <<-EOF2
		[feed news]
		url = $base/a.xml
		[entity huawei]
		match = Huawei OR HiSilicon
		[tag spy]
		query = @huawei espionage
		score = 10
		[mute ads]
		query = sponsored
		[view vendor]
		query = @huawei
		${1:-}
	EOF2
}

ids() { # ids QUERY
	"$telex" search --format tsv "$@" | cut -f1
}

titles() { # titles QUERY
	"$telex" search --format tsv "$@" | cut -f6 | paste -sd'|'
}

@test "tags are put on at arrival, with their points" {
	[ "$(titles tag:spy)" = 'Huawei out' ]
	[ "$(titles 'score:>=10')" = 'Huawei out' ]
}

@test "a mute hides, tells how many, and lets go when it is gone" {
	[ "$("$telex" count '')" = 2 ]
	[ "$(titles is:muted)" = 'A free lunch' ]
	run -0 "$telex" view --format jsonl
	[[ "$output" = *'"kind": "mute", "name": "ads", "query": "sponsored", "articles": 1, "unread": null'* ]]
	configure
	sed -i '/mute ads/,+1d' "$config"
	"$telexd" --once
	[ "$("$telex" count '')" = 3 ]
}

@test "a new mute hides what is stored already" {
	configure $'[mute ran]\nquery = "open ran"'
	"$telexd" --once
	[ "$(titles '')" = 'Huawei out' ]
}

@test "views are listed with their numbers, and shown" {
	run -0 "$telex" view --format tsv
	[ "${lines[0]}" = $'view\tvendor\t2\t2\t@huawei' ]
	run -0 "$telex" view vendor --format tsv --limit 1
	[ "${#lines[@]}" = 1 ]
	run -64 "$telex" view nothing
	[[ "$output" = *'there is no [view nothing]'* ]]
}

@test "an automatic tag goes on the past, but not where it was taken off" {
	configure $'[tag ran]\nquery = "open ran" OR huawei'
	run -0 "$telex" tag apply ran
	[[ "$output" = *'2 tagged'* ]]
	"$telex" tag -ran -- 'title:huawei'
	run -0 "$telex" tag apply ran
	[[ "$output" = '0 tagged' ]]
	[ "$(titles tag:ran)" = 'Open RAN trial' ]
	run -64 "$telex" tag apply nothing
}

@test "lines of tags come from standard input, all or none" {
	local id
	id=$(ids title:huawei)
	run -0 bash -c "printf '+x +y %s\n# a remark\n-unread -- huawei\n' $id | '$telex' tag --batch"
	[ "$(titles tag:x)" = 'Huawei out' ]
	[ "$("$telex" count is:unread huawei || true)" = 0 ]
	run -64 bash -c "printf '+z -- huawei\n+q\n' | '$telex' tag --batch"
	[[ "$output" = *'line 2: which articles?'* ]]
	[ "$("$telex" count tag:z || true)" = 0 ]
}

@test "what cannot be asked costs neither articles nor the rest" {
	configure
	cat >>"$config" <<-EOF2
		[tag many]
		query = date:2099..today
		[view good]
		query = huawei
		[view bad]
		query = date:2099..today
	EOF2
	feed | sed 's/Open RAN trial/Another trial/; s/g2/g9/; s,/2<,/9<,' >"$www/a.xml"
	run "$telexd" --once --force
	[[ "$output" == *"tag many is left out: the range ends before"* ]]
	[ "$("$telex" count title:another)" = 1 ]
	run -65 "$telex" view
	[[ "$output" == *"good "*"huawei"* ]]
	[[ "$output" == *"bad "*"broken"* ]]
	printf '+one -- huawei\n+two -- date:2099..today\n' >"$BATS_TEST_TMPDIR/batch"
	run -65 sh -c '"$1" tag --batch <"$2"' sh "$telex" "$BATS_TEST_TMPDIR/batch"
	[[ "$output" == *"line 2: the range ends before"* ]]
	run -1 "$telex" count tag:one
}

@test "notes are kept, shown and undone" {
	local id
	id=$(ids title:huawei)
	run -1 "$telex" note "$id"
	"$telex" note "$id" 'call the desk'
	[ "$("$telex" note "$id")" = 'call the desk' ]
	[ "$("$telex" count has:note)" = 1 ]
	[ "$("$telex" count -- -has:note)" = "$(($("$telex" count) - 1))" ]
	"$telex" show "$id" | grep -x 'Note: call the desk'
	"$telex" show --format json "$id" | grep -F '"note": "call the desk"'
	"$telex" note "$id" 'later'
	"$telex" undo
	[ "$("$telex" note "$id")" = 'call the desk' ]
	"$telex" note "$id" ''
	run -1 "$telex" note "$id"
	run -1 "$telex" note 99 text
	run -65 "$telex" note "$id" $'a\x1b[31m'
}

@test "a dump restores stars, tags and notes, also into a new store" {
	local id
	id=$(ids title:huawei)
	"$telex" star "$id"
	"$telex" tag +ran -spy "$id"
	"$telex" note "$id" $'two\nlines\tand \\ more'
	"$telex" tag +x -- 'title:trial'
	"$telex" dump >"$home/dump"
	[ "$(head -1 "$home/dump")" = '#telex-dump 1' ]
	[ "$(tail -n +2 "$home/dump" | LC_ALL=C sort)" = "$(tail -n +2 "$home/dump")" ]
	rm "$home"/data/telex/telex.db*
	"$telexd" --once
	[ "$(titles tag:spy)" = 'Huawei out' ]
	"$telex" restore "$home/dump"
	"$telex" dump | diff - "$home/dump"
	[ "$("$telex" count tag:spy || true)" = 0 ]
	[ "$(titles is:starred)" = 'Huawei out' ]
	"$telex" undo
	[ "$(titles tag:spy)" = 'Huawei out' ]
	[ "$("$telex" count tag:x || true)" = 0 ]
}

@test "restore replaces, or adds" {
	"$telex" tag +a -- 'title:huawei'
	"$telex" dump >"$home/dump"
	"$telex" tag +b -a -- 'title:huawei'
	"$telex" restore --accumulate "$home/dump"
	[ "$(titles tag:a tag:b)" = 'Huawei out' ]
	"$telex" restore "$home/dump"
	[ "$("$telex" count tag:b || true)" = 0 ]
}

@test "a file that is no dump changes nothing and says where" {
	local line
	run -65 "$telex" restore /dev/null
	printf '#telex-dump 7\n' >"$home/dump"
	run -65 "$telex" restore "$home/dump"
	[[ "$output" = *'a dump of version 7'* ]]
	for line in 'a\tb' 'u\tf\tg\tword\t' 'u\tf\tg\t+a,b\t' 'u\tf\tg\t+a\t\\x'; do
		printf "#telex-dump 1\nhttp://news.example/1\tnews\tg1\t+good\t\n$line\n" >"$home/dump"
		run -65 "$telex" restore "$home/dump"
		[[ "$output" = *'line 3'* ]] || { echo "$line: $output"; false; }
	done
	[ "$("$telex" count tag:good || true)" = 0 ]
	run -74 "$telex" restore "$home/nowhere"
}

@test "articles that are not here are counted" {
	printf '#telex-dump 1\nhttp://other.example/\tother\tx\t+a\t\nhttp://news.example/1\tnews\tg1\t+a\t\n' >"$home/dump"
	run -0 "$telex" restore "$home/dump"
	[[ "$output" = *'1 article is not stored here'* ]]
	[ "$(titles tag:a)" = 'Huawei out' ]
}
