# rules.bats: telex rule and telex alerts: what rules raise, why, why not, and what they would have.

bats_require_minimum_version 1.5.0

setup() {
	load common.bash
	setup_home
	serve
	put "$www/wire.xml" <<-'EOF'
		<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><link>http://127.0.0.1/</link>
		<item><title>Allies press Huawei</title><guid>1</guid><link>http://127.0.0.1/1</link>
		<description>A first one. The U.S. speaks of espionage, and of HiSilicon too. A last one.</description></item>
		<item><title>ZTE returns to work</title><guid>2</guid><link>http://127.0.0.1/2</link>
		<description>The ban is lifted after a settlement.</description></item>
		<item><title>Huawei sells phones</title><guid>3</guid><link>http://127.0.0.1/3</link>
		<description>Record quarter.</description></item>
		</channel></rss>
	EOF
	put "$config" <<-EOF
		[feed wire]
		url = $base/wire.xml
		[entity huawei]
		match = Huawei OR HiSilicon OR "Huawei Technologies"
		[channel log]
		type = file
		path = $home/alerts.jsonl
		[rule supply-chain]
		query = @huawei (espionage OR "national security")
		priority = high
		channels = log
	EOF
}

teardown() {
	stop_all
}

id_of() {
	"$telex" search --format tsv "$1" | cut -f1
}

@test "an alert, its evidence, and the inbox" {
	"$telexd" --once
	run -0 "$telex" alerts
	[ "${#lines[@]}" = 1 ]
		[[ ${lines[0]} == *'1 !'*'supply-chain'*'Wire'*'Allies press Huawei' ]]
	run -0 "$telex" rule why 1
	is 0 'Alert 1 of rule supply-chain, priority high, new' 'query     @huawei (espionage OR "national security")' \
		'  @huawei, in the title: Allies press *Huawei*' \
		'  espionage, in the text: The U.S. speaks of *espionage*, and of HiSilicon too.'
	"$telex" alerts --format json | json '(len(d) == 1 and d[0]["v"] == 1 and d[0]["rule"] == "supply-chain" and
		d[0]["article"]["title"] == "Allies press Huawei" and d[0]["evidence"][2]["words"] == "espionage")'
	"$telex" rule why --format json 1 | json 'd["state"] == "new" and d["priority"] == "high"'
	[ "$("$telex" count is:alerted)" = 1 ]
	[ "$("$telex" count rule:supply-chain)" = 1 ]
	# the same again raises nothing
	"$telexd" --once --force
	[ "$("$telex" alerts --all | wc -l)" = 1 ]
	"$telex" --quiet alerts ack 1
	run -1 "$telex" alerts
	is 1 'no new alert'
	run -0 "$telex" alerts --all
	"$telex" --quiet alerts snooze 2h 1
	"$telex" alerts --all --format tsv | grep -q snoozed
	"$telex" --quiet alerts renew 1
	run -0 "$telex" alerts
	run -0 "$telex" alerts ack --all
	run -1 "$telex" rule why 99
	is 1 'there is no alert 99'
	run -64 "$telex" alerts snooze soon 1
	is 64 "'soon' is no time to come"
	run -64 "$telex" alerts akc 1
	is 64 "did you mean 'ack'?"
}

@test "why not: the first clause that failed, and what the article has" {
	"$telexd" --once
	run -0 "$telex" rule whynot supply-chain "$(id_of zte)"
	is 0 'failed    @huawei' 'which is  Huawei OR HiSilicon OR "Huawei Technologies"' 'none of them is in its title'
	run -0 "$telex" rule whynot supply-chain "$(id_of phones)"
	is 0 'failed    espionage OR "national security"'
	run -0 "$telex" rule whynot supply-chain "$(id_of espionage)"
	is 0 'it did alert: telex rule why 1'
	"$telex" rule whynot --format json supply-chain "$(id_of zte)" | json 'd["clause"] == "@huawei" and not d["matches"]'
	run -1 "$telex" rule whynot supply-chian 1
	is 1 "did you mean 'supply-chain'?"
	# an article that came before its rule
	"$telex" --quiet rule add ban 'zte ban'
	"$telexd" --once --force
	run -0 "$telex" rule whynot ban "$(id_of zte)"
	is 0 'the article came before the rule'
	"$telex" --quiet rule disable ban
	run -0 "$telex" rule whynot ban "$(id_of zte)"
	is 0 'the rule is disabled'
}

@test "test: what a rule, or a query, would have caught" {
	"$telexd" --once
	run -0 "$telex" rule test supply-chain
	is 0 'Rule supply-chain: @huawei (espionage OR "national security")' '1 article matches, 1 alert would have been sent' \
		'Allies press Huawei' 'Outlets        Wire 1' 'Never matched  "Huawei Technologies", "national security"' 'this week so far'
	run -0 "$telex" rule test @huawei --since 30d
	is 0 '(a draft, not saved)' '2 articles match' 'Overlap        1 of 2 also caught by rule supply-chain'
	"$telex" rule test @huawei --format json | json '(d["rule"] is None and d["articles"] == 2 and
		sum(w["articles"] for w in d["weeks"]) == 2 and d["weeks"][-1]["is_partial"] and
		d["overlap"] == [{"rule": "supply-chain", "articles": 1}] and "\"Huawei Technologies\"" in d["never_matched"] and
		len(d["newest"]) == 2 and d["newest"][0]["evidence"])'
	run -0 "$telex" rule test --ascii @huawei
	[ -z "$(printf '%s' "$output" | LC_ALL=C tr -d '\0-\177')" ]
	run -1 "$telex" rule test nothing-like-that
	run -65 "$telex" rule test 'titel:x'
	is 65 "did you mean 'title'?" '  ^^^^^'
}

@test "rules are added, changed, renamed, put to rest, removed in their file" {
	"$telexd" --once
	run -0 "$telex" rule add ban 'zte (ban OR settlement)' --channels log --once article --max-age none
	is 0 'added rule ban to'
	grep -qx 'query = zte (ban OR settlement)' "$XDG_CONFIG_HOME/telex/conf.d/rules.ini"
	grep -qx 'max_age = none' "$XDG_CONFIG_HOME/telex/conf.d/rules.ini"
	run -64 "$telex" rule add ban x
	is 64 'there is a rule ban already'
	run -65 "$telex" rule add bad '(x'
	is 65 '^'
	run -64 "$telex" rule add bad x --channels desk
	is 64 'there is no [channel desk]'
	run -0 "$telex" config check
	run -0 "$telex" rule backfill ban
	is 0 '1 alert in the inbox'
	"$telex" alerts --rule ban --format json | json 'len(d) == 1 and d[0]["article"]["title"] == "ZTE returns to work"'
	[ ! -e "$home/alerts.jsonl" ] || ! grep -q ZTE "$home/alerts.jsonl"
	run -0 "$telex" rule edit ban 'query=zte ban' batch=10m
	grep -qx 'batch = 10m' "$XDG_CONFIG_HOME/telex/conf.d/rules.ini"
	run -65 "$telex" rule edit ban 'query=zte OR'
	printf '# kept\n[digest day]\nsections = ban, supply-chain\n' >>"$config"
	run -0 "$telex" rule rename ban trade-ban
	grep -qx 'sections = trade-ban, supply-chain' "$config"
	grep -qx '# kept' "$config"
	[ "$("$telex" alerts --rule trade-ban | wc -l)" = 1 ]
	"$telex" rule list --format json | json '[r["name"] for r in d] == ["supply-chain", "trade-ban"] and d[1]["alerts"] == 1'
	run -64 "$telex" rule rename trade-ban supply-chain
	run -64 "$telex" rule remove trade-ban
	is 64 'digest day has it as a section'
	sed -i 's/trade-ban, //' "$config"
	run -0 "$telex" rule disable trade-ban
	"$telex" rule list --format json | json 'd[1]["state"] == "disabled"'
	run -0 "$telex" rule enable trade-ban
	run -0 "$telex" rule remove trade-ban
	"$telexd" --once
	"$telex" rule list --format json | json 'd[1]["state"] == "removed" and d[1]["alerts"] == 1'
}

@test "lint: rules that look wrong" {
	"$telexd" --once
	printf '[rule all]\nquery = @huawei\n[rule never]\nquery = blockchain\nchannels = log\n' >>"$config"
	run -0 "$telex" rule lint
	is 0 'rule supply-chain: never matched in 90 days' 'rule supply-chain: rule all catches all of it as well' \
		'rule all: no channel' 'rule never: it matches nothing of the last 90 days'
	"$telex" rule lint --format jsonl | head -1 | json 'd["kind"] == "never" and not d["is_fault"]'
}

@test "a rule that is none: 78 at start, with its line and a caret" {
	printf '[rule bad]\nquery = @nobody x\n' >>"$config"
	run -78 "$telexd" --once
	is 78 "[rule bad] query" "nobody"
}

@test "a digest is sent: by hand once, and every day at its time" {
	printf '[view all]\nquery = is:unread\n[digest morning]\nsections = supply-chain, all\nchannels = log\n' >>"$config"
	"$telexd" --once
	rm -f "$home/alerts.jsonl"
	run -0 "$telex" --quiet digest morning --send
	json 'd["digest"] == "morning" and d["n_stories"] == 3 and d["key"].startswith("telex-")' <"$home/alerts.jsonl"
	run -1 "$telex" digest morning --send
	is 1 'nothing new: nothing is sent'
	run -64 "$telex" digest --send --peek morning
	is 64 'exclude each other'
	# at its time: not before, once behind it, and once more the next day only when there is something
	echo 'at = 07:00' >>"$config"
	rm "$home/alerts.jsonl"
	sed -i 's/<guid>3</<guid>4</; s/Huawei sells phones/A fourth one/' "$www/wire.xml"
	tomorrow=$(date -u -d tomorrow +%F)
	"$telexd" --once --force --now "${tomorrow}T06:59:00Z"
	[ ! -e "$home/alerts.jsonl" ]
	"$telexd" --once --now "${tomorrow}T09:00:00Z"
	json 'd["n_stories"] == 1' <"$home/alerts.jsonl"
	"$telexd" --once --now "${tomorrow}T09:01:00Z"
	[ "$(wc -l <"$home/alerts.jsonl")" = 1 ]
	printf '[digest bad]\nsections = all\nat = 25:00\n' >>"$config"
	run -78 "$telexd" --once
	is 78 "'25:00' is no time of day" 'allowed: HH:MM'
}
