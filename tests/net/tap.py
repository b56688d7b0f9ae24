"""tap.py: run the unittest cases of a module and print TAP for tests/run.py."""
import sys
import traceback
import unittest


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def line(self, test, ok, note=""):
        self.count += 1
        print("%s %d - %s%s" % ("ok" if ok else "not ok", self.count, test.id().split(".", 1)[-1], note), flush=True)

    def explain(self, err):
        for line in "".join(traceback.format_exception(*err)).splitlines():
            print("# " + line, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(test, True)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(test, True, " # SKIP " + reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(test, False)
        self.explain(err)

    def addError(self, test, err):
        super().addError(test, err)
        self.line(test, False)
        self.explain(err)


def main(module="__main__"):
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromModule(sys.modules[module])
    if len(sys.argv) > 1:
        suite = unittest.TestSuite(
            t for group in suite for t in group if any(word in t.id() for word in sys.argv[1:]))
    print("1..%d" % suite.countTestCases(), flush=True)
    result = Result()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
