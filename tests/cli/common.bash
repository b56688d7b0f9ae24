# common.bash: what every command-line test starts from: a home of its own, the programs of TELEX_BUILD, a web server.

setup_home() {
	TELEX_BUILD=$(cd "${TELEX_BUILD:-build}" && pwd)
	export TELEX_BUILD
	telex=$TELEX_BUILD/telex
	telexd=$TELEX_BUILD/telexd
	home=$BATS_TEST_TMPDIR/home
	mkdir -p "$home/run"
	export HOME=$home XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state
	export XDG_RUNTIME_DIR=$home/run LC_ALL=C.UTF-8 TZ=UTC
	unset NO_COLOR BROWSER http_proxy https_proxy all_proxy
	config=$XDG_CONFIG_HOME/telex/config.ini
	feeds=$XDG_CONFIG_HOME/telex/conf.d/feeds.ini
	database=$XDG_DATA_HOME/telex/telex.db
}

# put FILE: standard input into FILE, with its folder
put() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
}

# serve: the files of $www over loopback, at $base
serve() {
	www=$BATS_TEST_TMPDIR/www
	mkdir -p "$www"
	python3 "$BATS_TEST_DIRNAME/server.py" "$www" "$BATS_TEST_TMPDIR/port" 3>&- &
	server=$!
	for _ in $(seq 100); do
		[ -s "$BATS_TEST_TMPDIR/port" ] && break
		sleep 0.05
	done
	base=http://127.0.0.1:$(cat "$BATS_TEST_TMPDIR/port")
}

# rss TITLE N: a feed of N items
rss() {
	echo "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>$1</title><link>http://127.0.0.1/</link>"
	for i in $(seq "$2"); do
		echo "<item><title>$1 item $i</title><guid>$1-$i</guid><link>http://127.0.0.1/$1/$i</link>" \
			"<description>text $i</description><pubDate>Mon, 0$i Jun 2026 10:00:00 GMT</pubDate></item>"
	done
	echo "</channel></rss>"
}

# start_daemon: telexd in the background, until its socket is there
start_daemon() {
	"$telexd" >"$BATS_TEST_TMPDIR/daemon.log" 2>&1 3>&- &
	daemon=$!
	for _ in $(seq 100); do
		[ -S "$XDG_RUNTIME_DIR/telex/telexd.sock" ] && return 0
		sleep 0.05
	done
	cat "$BATS_TEST_TMPDIR/daemon.log"
	return 1
}

stop_all() {
	[ -z "${daemon:-}" ] || kill "$daemon" 2>/dev/null || true
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
	wait 2>/dev/null || true
}

# is STATUS [TEXT...]: how the last `run` ended, and that each TEXT stands in its output
is() {
	if [ "$status" != "$1" ]; then
		echo "status $status instead of $1; output: $output"
		return 1
	fi
	shift
	for text; do
		case $output in
		*"$text"*) ;;
		*)
			echo "'$text' is not in: $output"
			return 1
			;;
		esac
	done
}

# json CODE: standard input as `d`, and CODE must hold
json() {
	python3 -c '
import json, sys
d = json.load(sys.stdin)
assert eval(sys.argv[1]), (sys.argv[1], d)' "$1"
}
