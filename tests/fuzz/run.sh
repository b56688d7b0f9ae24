#!/bin/sh
# run.sh DIRECTORY [NAME...]: every fuzzer in it (or those named) for FUZZ_SECONDS (60) each.  What a fuzzer finds worth
# keeping stays in DIRECTORY/corpus/NAME; seeds are tests/fixtures/NAME, or all fixtures; words are tests/fuzz/NAME.dict.
# An input that breaks a property is left as DIRECTORY/NAME-crash-*; run the fuzzer with it as argument.
set -u
dir=${1:?run.sh DIRECTORY [NAME...]}
shift
seconds=${FUZZ_SECONDS:-60}
here=$(dirname "$0")
fixtures=$here/../fixtures
failed=0
ran=0

run_one() {
	name=$1
	corpus=$dir/corpus/$name
	mkdir -p "$corpus"
	set -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="$dir/$name-"
	[ -f "$here/$name.dict" ] && set -- "$@" -dict="$here/$name.dict"
	set -- "$@" "$corpus"
	if [ -d "$fixtures/$name" ]; then
		set -- "$@" "$fixtures/$name"
	elif [ -d "$fixtures" ]; then
		set -- "$@" "$fixtures"
	fi
	if "$dir/fuzz_$name" "$@" >"$dir/$name.log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/$name.log")
		echo "fuzz_$name: ${runs:-?} runs in $seconds s, nothing found"
	else
		echo "fuzz_$name: FAILED, see $dir/$name.log"
		tail -n 30 "$dir/$name.log"
		failed=$((failed + 1))
	fi
	ran=$((ran + 1))
}

if [ $# -eq 0 ]; then
	for path in "$dir"/fuzz_*; do
		[ -f "$path" ] && [ -x "$path" ] && set -- "$@" "${path##*/fuzz_}"
	done
fi
for each; do
	run_one "$each"
done
echo "$ran fuzzers, $failed failed"
[ "$ran" -gt 0 ] && [ "$failed" -eq 0 ]
