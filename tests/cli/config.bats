# config.bats: `telex config`: faults, values in force, the example.

setup() {
	load common.bash
	setup_home
}

@test "a fault in a query points into the line of the file" {
	put "$config" <<-'EOF'
		[tag one]
		query = huawei OR ; which?
		  "open ran"    ; a comment
		  # a whole line of it
		  titel:zte
	EOF
	run -78 "$telex" config check
	[ "${lines[0]}" = "$config:5: [tag one] query: column 3: unknown field 'titel': did you mean 'title'?" ]
	[ "${lines[1]}" = "    titel:zte" ]
	[ "${lines[2]}" = "    ^^^^^" ]
	run -78 "$telexd" --once
	[ "${lines[2]}" = "    ^^^^^" ]
}

@test "all faults at once, each with file and line, and status 78" {
	put "$config" <<-'INI'
		[telexd]
		timeout = soon
		colour = red
		[feed a]
		title = no address
		[feed b]
		url = ftp://a.example/
		[view v]
		query = titel:x
	INI
	printf '\n[feed b]\nurl = http://b.example/\n' | put "$XDG_CONFIG_HOME/telex/conf.d/b.ini"
	run "$telex" config check
	is 78 "$config:2: [telexd] timeout: 'soon' is not a duration (allowed: 1s to 1h)" "$config:3: [telexd] colour: unknown key" \
		"$config:4: [feed a]: the url is missing" "$config:7: [feed b] url: the scheme 'ftp' is not allowed" \
		"$config:9: [view v] query: " "'titel'" "title" "conf.d/b.ini:2: [feed b]: this section is there already" \
		"the configuration has 6 faults"
	run "$telex" status
	is 78 "6 faults"
}

@test "a file that was asked for must be there" {
	run "$telex" --config "$BATS_TEST_TMPDIR/none.ini" config check
	is 78 "none.ini: cannot be read: No such file"
	run "$telex" config check
	is 0 "no faults"
}

@test "values in force say where they come from" {
	printf '[telexd]\n\ntimeout = 5s\n' | put "$config"
	run "$telex" config
	is 0 "timeout = 5s	; $config:3" "per_host = 2	; default" "database = $database	; default"
}

@test "what config prints is a configuration" {
	printf '[feed a]\nurl = http://a.example/\ntitle = x \\; y\n' | put "$config"
	"$telex" config >"$BATS_TEST_TMPDIR/out.ini"
	run "$telex" --config "$BATS_TEST_TMPDIR/out.ini" feed list --format json
	is 0 '"title": "x ; y"'
}

@test "the example changes nothing, and loads" {
	"$telex" config >"$BATS_TEST_TMPDIR/before"
	"$telex" config --example | put "$config"
	run "$telex" config check
	is 0 "no faults"
	"$telex" config | diff "$BATS_TEST_TMPDIR/before" -
}

@test "config takes check and nothing else" {
	run "$telex" config chekc
	is 64
}

@test "no escape sequence of a file reaches the terminal" {
	printf '[\033[31mevil]\n[x\302\233y]\n' | put "$config"
	run "$telex" config check
	is 78 "config.ini:1: a control byte" "config.ini:2: a control byte"
	[[ $output != *$'\033'* ]]
}
