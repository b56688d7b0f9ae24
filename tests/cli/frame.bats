# frame.bats: options, help, exit codes and completion: what every command has in common.

setup() {
	load common.bash
	setup_home
}

@test "--help names every command; each has its own help" {
	run "$telex" --help
	is 0 "usage: telex" "--config FILE"
	for noun in search show count open read star tag query undo help feed refresh import export status doctor config completion; do
		is 0 "  $noun "
	done
	for noun in search show count open read star tag query undo feed refresh import export status doctor config completion; do
		run "$telex" $noun --help
		is 0 "usage: telex $noun" "--quiet"
		run "$telex" --help $noun
		is 0 "usage: telex $noun"
		run "$telex" help $noun
		is 0 "usage: telex $noun"
	done
}

@test "help and completion work with a configuration that does not" {
	echo nonsense | put "$config"
	run "$telex" search --help
	is 0
	run "$telex" help
	is 0
	run "$telex" completion bash
	is 0
	run "$telex" --version
	is 0 "telex 1"
	run "$telex" search x
	is 78 "config.ini:1: "
}

@test "what is mistyped gets its neighbour, and status 64" {
	run "$telex" serch
	is 64 "no command 'serch'" "did you mean 'search'"
	run "$telex" search --limt 5 x
	is 64 "no option --limt" "did you mean --limit"
	run "$telex" search --purge x
	is 64 "no option --purge"
	run "$telex" --nonsense
	is 64 "no option --nonsense"
	run "$telex" -h
	is 0 "usage: telex"
	run "$telex" help nonsense
	is 64
}

@test "options that need a value, or the right one" {
	run "$telex" search x --limit
	is 64 "--limit needs a value"
	run "$telex" search x --limit many
	is 64 "--limit needs a number"
	run "$telex" search x --limit=-1
	is 64
	run "$telex" search x --format=xml
	is 64 "allowed: text|json|jsonl|tsv"
	run "$telex" feed --purge=yes
	is 64 "takes no value"
}

@test "options stand before or after the noun, and not behind --" {
	printf '[feed a]\nurl = http://127.0.0.1:1/\n' | put "$BATS_TEST_TMPDIR/other.ini"
	for args in "--config $BATS_TEST_TMPDIR/other.ini feed list --format tsv" \
		"feed --format=tsv list --config $BATS_TEST_TMPDIR/other.ini" \
		"--format tsv --config=$BATS_TEST_TMPDIR/other.ini feed list"; do
		run "$telex" $args
		is 0 "http://127.0.0.1:1/"
		[ "${output%%	*}" = a ]
	done
	run "$telex" count --quiet -- --config x
	is 1 0
}

@test "one dash begins an operand" {
	run "$telex" search -tag:x --format json --quiet
	is 1 "[]"
	[ "$output" = "[]" ]
}

@test "without a terminal the reader says so" {
	run "$telex" </dev/null
	is 64 "needs a terminal"
}

@test "before the first fetch every command answers" {
	run "$telex" search --quiet --format json anything
	[ "$output" = "[]" ]
	is 1
	run "$telex" count --quiet
	is 1 0
	run "$telex" search 'title:('
	is 65 "title:(" "^"
	run "$telex" status
	is 0 "articles  0"
}

@test "standard output that is full is status 74" {
	[ -e /dev/full ] || skip "there is no /dev/full"
	run bash -c '"$0" config --example >/dev/full' "$telex"
	is 74 "cannot write to standard output"
}

@test "a store that is a folder is refused in one sentence" {
	mkdir -p "$database"
	run "$telex" search x
	is 74
	[ "$(echo "$output" | grep -c '^telex: ')" = 1 ]
}

# offers WORD...: what bash offers for the last word
offers() {
	# shellcheck disable=SC1090
	source <("$telex" completion bash)
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMP_LINE="$*"
	COMP_POINT=${#COMP_LINE}
	COMPREPLY=()
	_telex
	echo "${COMPREPLY[*]}"
}

@test "bash completes commands, options, values, queries and feeds" {
	printf '[feed alpha]\nurl = http://127.0.0.1:1/\n[feed beta]\nurl = http://127.0.0.1:2/\n' | put "$config"
	PATH=$TELEX_BUILD:$PATH
	[ "$(offers telex se)" = "search" ]
	[ "$(offers telex --con)" = "--config" ]
	[ "$(offers telex search --lim)" = "--limit" ]
	[ "$(offers telex search --format js)" = "json jsonl" ]
	[ "$(offers telex search tit)" = "title:" ]
	[ "$(offers telex refresh a)" = "alpha" ]
	[ "$(offers telex feed r)" = "retry remove" ]
	[ "$(offers telex feed remove be)" = "beta" ]
	[ "$(offers telex completion z)" = "zsh" ]
	[ "$(offers telex --config x help sta)" = "star status" ]
	COMP_WORDBREAKS=' '
	[ "$(offers telex search is:unr)" = "is:unread" ]
	[ "$(offers telex search feed:al)" = "feed:alpha" ]
}

@test "bash completes behind a colon, where it splits words" {
	PATH=$TELEX_BUILD:$PATH
	# shellcheck disable=SC1090
	source <("$telex" completion bash)
	COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
	COMP_WORDS=(telex search is : unr) COMP_CWORD=4 COMP_LINE="telex search is:unr" COMP_POINT=19
	_telex
	[ "${COMPREPLY[*]}" = "unread" ]
}

@test "the completion for zsh is sound" {
	command -v zsh >/dev/null || skip "there is no zsh"
	"$telex" completion zsh >"$BATS_TEST_TMPDIR/_telex"
	zsh -n "$BATS_TEST_TMPDIR/_telex"
}
