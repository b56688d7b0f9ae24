#!/usr/bin/env python3
"""run.py: run every test against one or more builds, count, and fail if any fails.

    tests/run.py build [build/san ...]        all of them
    tests/run.py build --only net             the groups whose name contains "net"

Every test program prints TAP.  Groups: unit (cmocka), cli (bats), net (telexd against a scripted HTTP server), ui
(keys in, screen out; tmux), docs.  A program that dies, hangs or prints fewer results than it planned fails.
"""
import argparse, concurrent.futures, glob, os, re, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIMEOUT_S = 300
RESULT = re.compile(r"^(ok|not ok)\b\s*\d*\s*(?:-\s*)?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")


def programs(build, first):
    """(group, name, argv) of every test program of a build"""
    for path in sorted(glob.glob(os.path.join(build, "tests", "test_*"))):
        if os.access(path, os.X_OK) and not path.endswith(".d"):
            yield "unit", os.path.basename(path), [path]
    for path in sorted(glob.glob("tests/cli/*.bats")):
        yield "cli", os.path.basename(path), ["bats", "--tap", path]
    for path in sorted(glob.glob("tests/net/test_*.py")):
        yield "net", os.path.basename(path), [sys.executable, path]
    for path in sorted(glob.glob("tests/ui/test_*")):
        yield "ui", os.path.basename(path), ([sys.executable] if path.endswith(".py") else ["sh"]) + [path]
    if first:
        for path in sorted(glob.glob("tests/docs/test_*")):
            yield "docs", os.path.basename(path), ["sh", path]


def run(build, group, name, argv):
    env = dict(os.environ, TELEX_BUILD=os.path.abspath(build), CMOCKA_MESSAGE_OUTPUT="TAP", LC_ALL="C.UTF-8", TZ="UTC",
               ASAN_OPTIONS="detect_leaks=1:abort_on_error=0", UBSAN_OPTIONS="print_stacktrace=1")
    started = time.monotonic()
    try:
        p = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env,
                           timeout=TIMEOUT_S, cwd=ROOT)
        out, status = p.stdout.decode("utf-8", "replace"), p.returncode
    except subprocess.TimeoutExpired as e:
        out, status = (e.stdout or b"").decode("utf-8", "replace"), "no end after %d s" % TIMEOUT_S
    passed, skipped, failed, planned = 0, 0, [], None
    for line in out.splitlines():
        plan, result = PLAN.match(line), RESULT.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
        elif result and "# skip" in result.group(2).lower():
            skipped += 1
        elif result and result.group(1) == "ok":
            passed += 1
        elif result:
            failed.append(result.group(2))
    seen = passed + skipped + len(failed)
    if planned is not None and seen < planned:
        failed.append("%s: %d of %d results (exit %s)" % (name, seen, planned, status))
    elif seen == 0:
        failed.append("%s: no results (exit %s)" % (name, status))
    elif status != 0 and not failed:
        failed.append("%s: exit %s" % (name, status))
    return {"build": build, "group": group, "name": name, "passed": passed, "skipped": skipped, "failed": failed,
            "out": out, "seconds": time.monotonic() - started}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("builds", nargs="+")
    ap.add_argument("--only", default="", help="groups or programs whose name contains this")
    ap.add_argument("-v", "--verbose", action="store_true", help="the output of every program")
    a = ap.parse_args()
    os.chdir(ROOT)
    todo = [(b, *t) for i, b in enumerate(a.builds) for t in programs(b, i == 0) if a.only in t[0] + "/" + t[1]]
    passed = skipped = failed = 0
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for r in pool.map(lambda t: run(*t), todo):
            passed, skipped, failed = passed + r["passed"], skipped + r["skipped"], failed + len(r["failed"])
            print("%-10s %-4s %-28s %4d passed%s%s  %.1f s" % (
                r["build"], r["group"], r["name"], r["passed"],
                ", %d skipped" % r["skipped"] if r["skipped"] else "",
                ", %d FAILED" % len(r["failed"]) if r["failed"] else "", r["seconds"]), flush=True)
            if r["failed"] or a.verbose:
                print("\n".join("    " + line for line in r["out"].splitlines()[-120:]))
                print("\n".join("  FAILED " + f for f in r["failed"]), flush=True)
    print("in %.0f s" % (time.monotonic() - started))
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
