#!/bin/sh
# deps.sh: see that what a target needs is installed; install it with apt-get, or name the packages of another system.
#
#   sh .make/deps.sh run|demo|check
#
# Quick when all is there: commands are looked up and pkg-config is asked, nothing else.
set -eu
want=${1:-run}

# what | how it is found | why | Debian | Fedora | Arch | Alpine | Homebrew
table() {
	cat <<-'TABLE'
	run|cmd:cc|the C compiler|gcc|gcc|gcc|gcc|gcc
	run|lib:none|the C library's headers|libc6-dev|glibc-devel|glibc|musl-dev|-
	run|cmd:pkg-config|finds the libraries|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf|pkg-config
	run|lib:libcurl|fetches the feeds (HTTP, TLS)|libcurl4-openssl-dev|libcurl-devel|curl|curl-dev|curl
	run|lib:libxml-2.0|reads XML and HTML|libxml2-dev|libxml2-devel|libxml2|libxml2-dev|libxml2
	run|lib:sqlite3|stores and searches the articles|libsqlite3-dev|sqlite-devel|sqlite|sqlite-dev|sqlite
	run|lib:ncursesw|draws the reader|libncurses-dev|ncurses-devel|ncurses|ncurses-dev|ncurses
	run|lib:libutf8proc|Unicode: widths, folding|libutf8proc-dev|utf8proc-devel|libutf8proc|utf8proc-dev|utf8proc
	run|lib:jansson|reads and writes JSON|libjansson-dev|jansson-devel|jansson|jansson-dev|jansson
	run|lib:talloc|memory with owners|libtalloc-dev|libtalloc-devel|talloc|talloc-dev|talloc
	run|file:/etc/ssl/certs/ca-certificates.crt|the certificates that sites are checked with|ca-certificates|ca-certificates|ca-certificates|ca-certificates|-
	demo|cmd:python3|serves the demo's feeds on this machine|python3|python3|python|python3|python3
	check|cmd:python3|runs the tests and their web server|python3|python3|python|python3|python3
	check|lib:cmocka|unit tests|libcmocka-dev|libcmocka-devel|cmocka|cmocka-dev|cmocka
	check|cmd:bats|command-line tests|bats|bats|bats|bats|bats-core
	check|cmd:tmux|the reader in a real terminal|tmux|tmux|tmux|tmux|tmux
	check|cmd:sqlite3|looks into the store|sqlite3|sqlite|sqlite|sqlite|sqlite
	check|cmd:openssl|makes certificates for the tests|openssl|openssl|openssl|openssl|openssl
	check|cmd:mandoc|checks the manual pages|mandoc|mandoc|mandoc|mandoc|mandoc
	check|cmd:clang|a second compiler|clang|clang|clang|clang|-
	check|asan:clang|its sanitizers|CLANG_RT|compiler-rt|compiler-rt|compiler-rt|-
	TABLE
}

found() {
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	file:*) [ -e "${1#file:}" ] || [ "$(uname -s)" != Linux ] || [ ! -e /etc/debian_version ] ;;
	asan:*) printf 'int main(void){return 0;}' | clang -fsanitize=address,undefined -xc - -o /dev/null 2>/dev/null ;;
	lib:none) [ -e /usr/include/stdio.h ] ;;
	lib:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#lib:}" ;;
	esac
}

missing=
reasons=
column() { # packages of column $1 for every missing row
	table | while IFS='|' read -r set how _ deb fed arch alp brew; do
		case " $missing " in *" $set/$how "*) ;; *) continue ;; esac
		case $1 in deb) p=$deb ;; fed) p=$fed ;; arch) p=$arch ;; alp) p=$alp ;; brew) p=$brew ;; esac
		[ "$p" = - ] || printf '%s ' "$p"
	done
}

rows=$(table)
old_ifs=$IFS
IFS='
'
for row in $rows; do
	IFS='|'
	# shellcheck disable=SC2086
	set -- $row
	IFS=$old_ifs
	[ "$1" = run ] || [ "$1" = "$want" ] || continue
	if ! found "$2"; then
		missing="$missing $1/$2"
		reasons="$reasons
  $(echo "$4" | sed "s/CLANG_RT/libclang-rt-dev/"): $3"
	fi
done
IFS=$old_ifs
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
	packages=$(column deb)
	echo "telex needs these packages and installs them now with apt-get:$reasons" >&2
	sudo=
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null 2>&1; then
			echo "telex: no sudo here; as root run: apt-get install $packages" >&2
			exit 1
		fi
		sudo=sudo
	fi
	# The package list may be old or absent (a container): look anew before the first install.
	if ! $sudo apt-get update -qq; then
		echo "telex: the package lists could not be refreshed; trying with the old ones" >&2
	fi
	# clang's sanitizers are a package of their own there, named after its version
	version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p' | head -n 1)
	packages=$(echo "$packages" | sed "s/CLANG_RT/libclang-rt-${version:-14}-dev/")
	# shellcheck disable=SC2086
	if ! $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null; then
		echo "telex: apt-get could not install them (see above); install by hand: apt-get install $packages" >&2
		exit 1
	fi
	exit 0
fi

echo "telex needs what follows; please install it and run make again:$reasons" >&2
{
	echo
	echo "  Fedora:   dnf install $(column fed)"
	echo "  Arch:     pacman -S --needed $(column arch)"
	echo "  Alpine:   apk add $(column alp)"
	echo "  Homebrew: brew install $(column brew)"
} >&2
exit 1
