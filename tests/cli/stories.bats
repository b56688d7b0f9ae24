# stories.bats: who had a story first, who followed and how late; why; put together, taken apart and taken back.

bats_require_minimum_version 1.5.0

setup() {
	load common.bash
	setup_home
	serve
	feed alpha '10:00' 'Port without service' 'Fonia left the port of Gdansk without service when a crane cut the Brama fibre; two thousand containers waited until Friday, said harbour master Nowak.' >"$www/a.xml"
	feed beta '13:01' 'Crane cuts fibre' 'A crane had cut the Brama fibre, said harbour master Nowak of Gdansk, and two thousand containers waited for Fonia until Friday.' >"$www/b.xml"
	feed gamma '11:00' 'Rain over Lisbon' 'Rain is expected over Lisbon, and snow in the Alps above a thousand metres.' >"$www/c.xml"
	put "$config" <<-EOF2
		[feed alpha]
		url = $base/a.xml
		[feed beta]
		url = $base/b.xml
		[feed gamma]
		url = $base/c.xml
	EOF2
	"$telexd" --once
}

teardown() {
	stop_all
}

feed() { # feed NAME TIME TITLE TEXT
	printf '<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><item><title>%s</title>' "$1" "$3"
	printf '<guid>%s-1</guid><link>https://%s.example/1</link><pubDate>Mon, 01 Jun 2026 %s:00 GMT</pubDate>' "$1" "$1" "$2"
	printf '<description>%s</description></item></channel></rss>\n' "$4"
}

id() { # id QUERY
	"$telex" search --format tsv "$1" | cut -f 1
}

@test "listed by the one who had it first" {
	run "$telex" story
	is 0 '2 articles,   2 outlets  alpha' 'Port without service'
	[ "${#lines[@]}" = 1 ]
	run "$telex" story list --format json
	is 0 '"n_articles": 2, "n_outlets": 2, "title": "Port without service", "first": "2026-06-01T10:00:00Z"' '"lag_s": 10860'
	[ "$(echo "$output" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)[0]["articles"]))')" = 2 ]
	run "$telex" story --format tsv --limit 1
	[ "$(printf '%s' "$output" | cut -f 2,3,5,6)" = "$(printf '2\t2\talpha\tPort without service')" ]
}

@test "stories and articles are counted apart" {
	run "$telex" count is:unread
	is 0 3
	run "$telex" count --stories is:unread
	is 0 2
	run "$telex" count --stories --format json fibre
	is 0 '{"v": 1, "stories": 1}'
	run "$telex" count --stories nothing
	is 1 0
}

@test "those of a query" {
	run "$telex" story list fibre
	is 0 '2 articles,   2 outlets  alpha' 'Port without service'
	run "$telex" story list rain
	is 1
	run "$telex" story list 'titel:rain'
	is 65 "unknown field 'titel'"
}

@test "shown with the lag of the others, by its number or an article's" {
	story=$(id crane | head -1)
	run "$telex" story show "$(id 'title:crane')"
	is 0 '2 articles, 2 outlets' 'first' '+3 h 1 min' 'Crane cuts fibre'
	run "$telex" story show "$(id 'title:rain')"
	is 0 '1 article, 1 outlet'
	run "$telex" story show 4711
	is 1 'there is no story 4711'
	run "$telex" story show
	is 64
	run "$telex" story shwo
	is 64 "did you mean 'show'"
	[ -n "$story" ]
}

@test "an article is shown with the others of its story" {
	run "$telex" show "$(id 'title:crane')"
	is 0 'Story: alpha first, beta +3 h 1 min'
	run "$telex" show "$(id 'title:rain')"
	is 0
	[[ $output != *Story:* ]]
}

@test "the story of an article in its JSON" {
	run "$telex" search --format json title:crane
	is 0 "\"story_id\": $(id 'title:port')"
	run "$telex" search --format json title:rain
	is 0 "\"story_id\": $(id 'title:rain')"
	[ "$("$telex" count "story:$(id 'title:port')")" = 2 ]
	[ "$("$telex" count 'outlets:>=2')" = 2 ]
}

@test "why" {
	run "$telex" story why "$(id 'title:port')" "$(id 'title:crane')"
	is 0 'one story: ' 'of one stands in the other' 'brama' 'nowak' 'that are needed'
	run "$telex" story why "$(id 'title:port')" "$(id 'title:rain')"
	is 0 'two stories: '
	run "$telex" story why "$(id 'title:port')" "$(id 'title:rain')" --format json
	is 0 '"is_one": false, "is_enough": false, "is_apart": false'
	run "$telex" story why 1
	is 64
	run "$telex" story why 1 2
	is 1 'there is no article 1'
}

@test "put together, taken apart, taken back; it stays" {
	port=$(id 'title:port') crane=$(id 'title:crane') rain=$(id 'title:rain')
	run "$telex" story merge "$rain" "$port"
	is 0 "one story now: $port"
	[ "$("$telex" count "story:$port")" = 3 ]
	run "$telex" story merge "$rain" "$port"
	is 1 'they are one story already'
	run "$telex" undo
	is 0 'merge stories'
	[ "$("$telex" count "story:$port")" = 2 ]
	run "$telex" story split "$port" "$crane"
	is 0 "a story of its own: $crane"
	run "$telex" story
	is 1
	run "$telex" story why "$port" "$crane"
	is 0 'split by hand'
	run "$telex" story split "$port" "$crane"
	is 64 "article $crane is not of story $port"
	"$telexd" --once --force
	[ "$("$telex" count "story:$port")" = 1 ]
	run "$telex" doctor
	is 0
	run "$telex" undo --list
	is 0 'split a story' 'merge stories'
}

@test "nothing stored yet" {
	rm -f "$database"*
	run "$telex" story --format json
	is 1 '[]'
}

@test "the release, its copy and what was made of it" {
	h9='Helio Networks of Lisbon today announced the H9, a coherent module that carries 1.6 terabits a second over one wavelength. Fonia will deploy it between Gdansk and Malmo from September.'
	feed alpha '10:00' 'Helio Networks unveils the H9 module' "LISBON--(BUSINESS WIRE)--$h9" >"$www/a.xml"
	feed beta '10:20' 'Helio Networks unveils H9' "$h9" >"$www/b.xml"
	feed gamma '11:00' 'Helio H9 module carries 1.6 terabits' 'The H9 module of Helio Networks carries 1.6 terabits a second between Gdansk and Malmo, the vendor said in a press release; Fonia is the first to deploy it.' >"$www/c.xml"
	rm -f "$database"*
	"$telexd" --once --force
	run "$telex" story show "$(id 'title:unveils title:module')"
	is 0 '3 articles, 3 outlets' 'first         release  alpha' '+20 min       copy     beta' '+1 h 0 min    rewrite  gamma'
	run "$telex" story show "$(id 'title:unveils title:module')" --format json
	is 0 '"lag_s": 0, "role": "release"' '"lag_s": 1200, "role": "copy"' '"role": "rewrite"'
	run "$telex" show "$(id 'title:terabits')"
	is 0 'Story: alpha first (release), beta +20 min (copy), gamma'
}

before_stories() { # the store as it was before there were stories
	python3 - "$database" <<-'PY'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		for sql in ("UPDATE article SET story_id = NULL", "DELETE FROM story", "DELETE FROM story_word",
		            "DELETE FROM story_hour", "UPDATE counter SET worded = 0, uncounted = seq, ungrouped = seq"):
		    db.execute(sql)
		db.commit()
	PY
}

@test "what was stored before there were stories gets them: once, and by the daemon in the background" {
	before_stories
	run "$telex" status
	is 0 'stories   some 3 older articles are still to be put into theirs'
	run "$telex" status --format json
	is 0 '"ungrouped": 3'
	run "$telex" doctor
	is 0 'some 3 articles were stored before there were stories'
	"$telexd" --once
	[ "$("$telex" count "story:$(id 'title:port')")" = 2 ]
	run "$telex" status
	[[ $output != *older\ articles* ]]
	before_stories
	start_daemon
	for _ in $(seq 100); do
		[ "$("$telex" count 'outlets:>=2')" = 2 ] && break
		sleep 0.05
	done
	[ "$("$telex" count 'outlets:>=2')" = 2 ]
	run "$telex" doctor
	is 0
}
