#!/usr/bin/env bats
# digest: what came since the last one, in sections, and where the last one ended.

load common

setup() {
	setup_home
	serve
	put "$config" <<-INI
		[feed wire]
		url = $base/feed.xml
		interval = 1s
		[feed other]
		url = $base/other.xml
		interval = 1s
		[view items]
		query = item
		[rule second]
		query = title:"item 2"
		[digest morning]
		sections = second, items
	INI
	rss Wire 3 >"$www/feed.xml"
	rss Other 1 >"$www/other.xml"
	"$telexd" --once --quiet
}

teardown() { stop_all; }

@test "a named digest starts with a day and goes on where it ended" {
	run "$telex" digest morning
	is 0 'morning: 4 stories' 'second (1)' 'items (3)' '* Wire item 2' 'also in items' '1 more listed above' \
		'the first digest morning: of a day'
	run "$telex" digest morning
	is 1 'morning: nothing new'
	rss Wire 5 >"$www/feed.xml"
	"$telexd" --once --force --quiet
	run "$telex" digest --peek
	is 0 'morning: 2 stories' 'Wire item 5'
	run "$telex" digest morning
	is 0 'morning: 2 stories'
	run "$telex" digest morning
	is 1 'nothing new'
	run "$telex" digest morning --since 1d
	is 0 'morning: 6 stories'
	run "$telex" digest morning
	is 1
}

@test "what could not be written has not been told" {
	[ -w /dev/full ] || skip
	run sh -c '"$1" digest morning >/dev/full' - "$telex"
	is 74 'cannot write'
	run "$telex" digest morning
	is 0 'morning: 4 stories'
}

@test "every form" {
	"$telex" digest morning --peek --format json | json '(
d["v"] == 1 and d["digest"] == "morning" and [len(s["stories"]) for s in d["sections"]] == [1, 3]
and d["sections"][0]["stories"][0]["also_in"] == ["items"] and d["sections"][1]["listed_before"] == 1)'
	"$telex" digest morning --peek --format html >"$home/d.html"
	python3 -c 'import sys
from html.parser import HTMLParser
class P(HTMLParser):
    stack, links = [], []
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"): self.stack.append(tag)
        self.links += [v for k, v in attrs if k in ("href", "src")]
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
p = P(); p.feed(open(sys.argv[1]).read())
assert not p.stack and len(p.links) == 4 and all(l.startswith("http://") for l in p.links)' "$home/d.html"
	run "$telex" digest morning --peek --format markdown
	is 0 '# morning: 4 stories' '- [Wire item 2](<http://127.0.0.1/Wire/2>)'
}

@test "without a configured digest: everything unread of a day" {
	sed -i '/digest morning/,$d' "$config"
	run "$telex" digest
	is 0 'news: 4 stories' 'unread (4)' 'everything unread'
	run "$telex" digest
	is 0 'news: 4 stories'
	run "$telex" digest --since last
	is 0 'news: 4 stories' 'the first: of a day'
	run "$telex" digest --since last
	is 1 'news: nothing new'
	run "$telex" digest evening
	is 64 'no [digest evening]'
	run "$telex" digest --since frog
	is 64 '--since frog'
}
