"""Adds up the Surefire and Failsafe reports below the current directory, and those of the pass as an ordinary user; the
last line is the sum.

Ends with 1 when a test failed or was skipped, when there is no report at all, or when a report cannot be read.
"""

import glob
import sys
import xml.etree.ElementTree as ElementTree


def main():
    passed = failed = skipped = 0
    unreadable = []
    reports = sorted(
        path
        for pattern in ("iccm-*/target", "iccm-*/*/target")
        for kind in ("surefire", "failsafe")
        for path in glob.glob("%s/%s-reports/TEST-*.xml" % (pattern, kind))
    ) + sorted(glob.glob("target/verify/unprivileged/TEST-*.xml"))
    for path in reports:
        try:
            suite = ElementTree.parse(path).getroot()
            total, bad, left_out = (
                int(suite.get("tests", 0)),
                int(suite.get("failures", 0)) + int(suite.get("errors", 0)),
                int(suite.get("skipped", 0)),
            )
        except (ElementTree.ParseError, OSError, ValueError) as e:
            unreadable.append("%s: %s" % (path, e))
            continue
        passed, failed, skipped = passed + total - bad - left_out, failed + bad, skipped + left_out
        for case in suite.iter("testcase"):
            for kind in ("failure", "error", "skipped"):
                if case.find(kind) is not None:
                    print("%-8s %s.%s" % (kind, case.get("classname"), case.get("name")))
    for line in unreadable:
        print("report not readable: " + line)
    if not reports:
        print("no test report found")
    print("%d passed, %d failed, %d skipped" % (passed, failed + len(unreadable), skipped))
    return 0 if reports and passed and not (failed or skipped or unreadable) else 1


if __name__ == "__main__":
    sys.exit(main())
