#!/bin/sh
# run.sh BUILD: a configuration if there is none, the news, the reader (or, without a terminal, the newest headlines).
set -eu
build=$1
config=${XDG_CONFIG_HOME:-$HOME/.config}/telex/config.ini

if [ ! -e "$config" ]; then
	mkdir -p "$(dirname "$config")"
	cp config.example.ini "$config"
	echo "telex: made $config from config.example.ini; it lists the feeds" >&2
fi

status=0
"$build/telexd" --once || status=$?
case $status in
0 | 2 | 69 | 75) ;; # all fetched, some failed, no network, another run at work: what is stored can be read
*) exit "$status" ;;
esac

if [ -t 0 ] && [ -t 1 ]; then
	exec "$build/telex"
fi
status=0
"$build/telex" search --limit 20 || status=$?
[ "$status" = 1 ] || exit "$status"
echo "telex: nothing is stored yet" >&2
