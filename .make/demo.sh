#!/bin/sh
# demo.sh BUILD: telex on the feeds of tests/fixtures/demo, served over loopback, in a folder that goes away afterwards.
set -eu
build=$1
home=$(mktemp -d "${TMPDIR:-/tmp}/telex-demo.XXXXXX")
server=
cleanup() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	rm -rf "$home"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

python3 .make/demo_server.py tests/fixtures/demo "$home/port" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s "$home/port" ] && break
	sleep 0.1
done
port=$(cat "$home/port")

export XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home"
mkdir -p "$XDG_CONFIG_HOME/telex"
sed "s/@PORT@/$port/" tests/fixtures/demo/config.ini >"$XDG_CONFIG_HOME/telex/config.ini"

"$build/telexd" --once
if [ -t 0 ] && [ -t 1 ]; then
	"$build/telex"
else
	"$build/telex" search --limit 20
fi
