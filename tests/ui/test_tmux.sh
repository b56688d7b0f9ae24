#!/bin/sh
# test_tmux.sh: the reader in a real terminal: tmux draws it, keys are sent, the screen is read back.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${TELEX_BUILD:-build}" && pwd)
if ! command -v tmux >/dev/null 2>&1; then
	echo "1..0 # skip tmux is not installed"
	exit 0
fi
home=$(mktemp -d "${TMPDIR:-/tmp}/telex-tmux.XXXXXX") || exit 1
socket=$home/tmux.0
runs=0
n=0
failed=0
export XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home"
export TZ=UTC LC_ALL=C.UTF-8 TERM=xterm-256color
unset TMUX BROWSER NO_COLOR DISPLAY WAYLAND_DISPLAY

tm() {
	tmux -S "$socket" -f /dev/null "$@"
}
cleanup() {
	tm kill-server 2>/dev/null
	rm -rf "$home"
}
trap cleanup EXIT

screen() {
	tm capture-pane -p -t telex 2>/dev/null
}
# Wait until the screen holds a text; 10 s at most, a sanitizer build on a busy machine included.
sees() {
	i=0
	while [ $i -lt 200 ]; do
		screen | grep -qF -- "$1" && return 0
		sleep 0.05
		i=$((i + 1))
	done
	return 1
}
result() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		screen | sed 's/^/# /'
		failed=1
	fi
}
keys() {
	tm send-keys -t telex "$@" 2>/dev/null
}
ended() { # the shell is back and says with what
	sees "exit=$1"
}
run() { # COLS ROWS [ENVIRONMENT]: a shell that runs the reader and then says how it ended
	tm kill-server 2>/dev/null
	# A server takes a moment to end; the next one must not meet it.
	runs=$((runs + 1))
	socket=$home/tmux.$runs
	tm new-session -d -s telex -x "$1" -y "$2" "cd '$home' && exec sh" || return 1
	keys "PS1=; clear; $3 '$build/telex'; echo exit=\$?; stty -a | grep -c ' echo '" Enter
}

# ---- without feeds: a first screen that says what to do ----
run 80 24
sees "No feeds yet"
result $? "without feeds it says what to do"
keys q
ended 0
result $? "q leaves"

# ---- a store with news, made by the programs themselves from files over loopback ----
mkdir -p "$home/config/telex" "$home/www"
cp tests/ui/tmux.xml "$home/www/feed.xml"
python3 -m http.server --bind 127.0.0.1 --directory "$home/www" 0 >"$home/server" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; cleanup' EXIT
i=0
until grep -qs 'port [0-9]' "$home/server" || [ $i -gt 200 ]; do
	sleep 0.05
	i=$((i + 1))
done
port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' "$home/server")
cat >"$home/config/telex/config.ini" <<INI
[feed desk]
title = The Desk
url = http://127.0.0.1:$port/feed.xml
group = trade press
INI

run 80 24
sees "nothing fetched yet"
result $? "feeds but no articles: it says which key fetches"
keys R
sees "Carriers test quantum links"
result $? "R fetches while one reads"
sees "1/3"
result $? "the place in the list is shown"
keys j
sees "2/3"
result $? "j moves down"
keys Enter
sees "a second paragraph"
result $? "Enter opens the text"
keys q
sees "2 unread"
result $? "what was opened is read"
keys / h u a w
sees "Huawei answers"
result $? "search as one types"
keys Escape
sees "Carriers test quantum links"
result $? "Esc comes back"
keys ?
sees "Everywhere"
result $? "? shows the keys"
keys q
tm resize-window -t telex -x 200 -y 60
sees "VIEWS"
result $? "a wider window shows three panes"
sees "trade press"
result $? "with the feed in the side bar"
tm resize-window -t telex -x 20 -y 4
sees "too small"
result $? "a tiny window says so"
tm resize-window -t telex -x 80 -y 24
sees "Carriers test"
result $? "and back"
keys Q
ended 0
result $? "Q leaves"
sees "1"
result $? "the terminal echoes again"

run 200 60
sees "VIEWS"
result $? "200 x 60 from the start"
pid=$(tm list-panes -t telex -F '#{pane_pid}')
child=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null | tr -d ' ')
[ -n "$child" ] && kill -TERM "$child"
ended 0
result $? "SIGTERM restores the terminal"

run 80 24 "NO_COLOR=1 TERM=vt100"
sees "Carriers test"
result $? "a monochrome terminal"
keys q
ended 0
result $? "and out again"

run 120 32 "LC_ALL=C"
sees "Carriers test" && sees "----+----" && ! screen | grep -q '[^ -~]'
result $? "a terminal without UTF-8 gets ASCII"
keys q
ended 0
result $? "and out again"

# ---- a daemon: refresh over its socket, and news that come by themselves ----
"$build/telexd" 2>"$home/daemon.log" &
daemon=$!
trap 'kill $daemon $server 2>/dev/null; cleanup' EXIT
i=0
until [ -S "$home/telex/telexd.sock" ] || [ $i -gt 200 ]; do
	sleep 0.05
	i=$((i + 1))
done
run 120 32
sees "Carriers test"
result $? "the reader beside a daemon"
sleep 1 # the server tells versions of a file apart by the second
sed '0,/<item>/s|<item>|<item><title>A fourth story</title><guid>4</guid><link>https://desk.example.org/4</link><pubDate>Mon, 26 Nov 2018 15:00:00 GMT</pubDate><description>It came later.</description></item><item>|' \
	tests/ui/tmux.xml >"$home/www/feed.xml"
keys : r e f r e s h Space - - f o r c e Enter
sees "A fourth story"
result $? "what the daemon fetched appears without a restart"
sees "1 new"
result $? "and the daemon's answer is said"
screen | grep -F "▌" | grep -qF "Carriers test"
result $? "the cursor stays on its article"
keys Q
ended 0
cat >"$home/w3m" <<'SH'
#!/bin/sh
stty -a | grep -o -- '[-]*icanon'
echo "the browser got $*"
read -r line
SH
chmod +x "$home/w3m"
run 120 32 "BROWSER=$home/w3m"
sees "Carriers test"
keys o
sees "the browser got https://desk.example.org/" && ! screen | grep -q -- -icanon
result $? "a text browser has the terminal to itself"
keys Enter
sees "VIEWS" && sees "w3m: https://desk.example.org/"
result $? "and gives it back"
keys A
sees "mark all read"
keys q
ended 0
result $? "all read and out"
# ---- the health screen, with the daemon at work ----
cp "$home/www/feed.xml" "$home/www/moved.xml"
run 120 32
sees "VIEWS"
keys H
sees "Feed health" && sees "address       http://127.0.0.1:$port/feed.xml"
result $? "H shows how the feeds fare"
keys e C-w
sees ": edit desk"
keys "url=http://127.0.0.1:$port/missing.xml" Enter
sees "desk is changed"
keys r
sees "! failing" && sees "HTTP 404" && sees "1 failing"
result $? "an address that is wrong, edited in and asked, fails on the screen"
grep -qF "/missing.xml" "$home/config/telex/config.ini"
result $? "the file has it"
keys e C-w
keys "url=http://127.0.0.1:$port/moved.xml" Enter
sees "desk is changed"
keys r
sees "  ok       The Desk" && ! screen | grep -qF "failing"
result $? "and the right one mends it"
tm resize-window -t telex -x 80 -y 24
sees "l story"
keys l
sees "validators"
result $? "80 x 24: the story has the screen"
keys d
sees "(y/n)"
keys y
sees "telex feed add --name desk" && ! grep -q desk "$home/config/telex/config.ini"
result $? "unsubscribe asks, and says how to undo it"
keys Q
ended 0
result $? "and out"
kill "$daemon"
wait "$daemon"
result $? "the daemon ends on SIGTERM"

run 80 24 "TERM=no-such-terminal"
sees "not known"
result $? "an unknown terminal type is said in a sentence"

run 80 24 "TERM=dumb"
sees "cannot place the cursor"
result $? "and so is one without a cursor"

echo "1..$n"
exit $failed
