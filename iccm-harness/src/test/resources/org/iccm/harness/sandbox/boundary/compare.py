"""Verdicts of bare pytest and of isolated runs, test by test, on originals and on changed ones.

    python compare.py DRIVER MOST APPLICATION...     an application is a folder with src/ and tests/

A line for each application and each difference; the exit code is 1 if a difference is not in EXPLAINED.
"""

import os
import sys
import tempfile
import time

import mutants
import run_suite

# the closed list of reasons for which a verdict may differ; in none of them does the isolated run pass
TIME = "over-the-time-limit"  # bare: killed, what had not ended is missing; isolated: the same tests are errors
ENDED = "ended-the-process"  # bare: its process ended early, the rest is missing; isolated: the rest are errors
CONTRADICTION = "equals-contradicting-values"  # bare: believed; isolated: the run is tampered


LIMIT = 60  # seconds a run; only candidates that hang come near


def explanation(bare_report, isolated_report, bare, isolated):
    end = isolated_report["end"]
    if end is None or isolated == "PASSED":
        return None
    if end["faults"] and all("contradicting values" in f for f in end["faults"]):
        return CONTRADICTION
    if bare_report["timeout"] and bare == "MISSING" and isolated == "ERROR" and end["candidate"].startswith("overdue"):
        return TIME
    if bare_report["end"] is None and bare == "MISSING" and isolated == "ERROR" and end["candidate"].startswith("ended"):
        return ENDED
    return None


def learn(driver, suite, src, shape):
    """Runs the original; afterwards the shape knows which calls return objects."""
    tests = run_suite.Isolated(driver, suite, shape)
    report = tests.run(src)
    tests.close()
    if report["end"] is not None and report["end"]["candidate"] == "alive":
        shape.update(calls=report["end"]["calls"], shown=report["end"]["shown"])
    return report, tests


def application(driver, place, most):
    src, suite = os.path.join(place, "src"), os.path.join(place, "tests")
    name = os.path.basename(place)
    shape = run_suite.describe(driver, src)
    report, tests = learn(driver, suite, src, shape)
    plain = run_suite.bare(driver, suite, src)
    expected = run_suite.verdicts(plain, plain["ids"])
    found = run_suite.verdicts(report, plain["ids"])
    different = [i for i in expected if found[i] != expected[i]]
    tails = {i: report["messages"].get(i, "")[-300:] for i in different}
    reasons = ["%s: bare %s, isolated %s, %s" % (i, expected[i], found[i], tails[i]) for i in different]
    why = "eligible" if not reasons and not tests.errors else "ineligible: %s" % (reasons[:3] + tests.errors)
    shown = len(report["end"]["shown"])
    requests = report["end"]["requests"]
    print("application %s tests %d requests %d shown %d %s" % (name, len(expected), requests, shown, why), flush=True)
    bad = bool(different)
    if most:
        tests = run_suite.Isolated(driver, suite, shape)
        bad |= candidates(driver, suite, src, tests, name, most, list(expected))
        tests.close()
    return bad


def candidates(driver, suite, src, tests, name, most, ids):
    counts = {"candidates": 0, "verdicts": 0, "partial": 0, "explained": 0, "unexplained": 0}
    spent, reasons = [0.0, 0.0], {}
    for kind, files in mutants.variants(src, most):
        with tempfile.TemporaryDirectory() as place:
            mutants.write(files, place)
            start = time.monotonic()
            isolated_report = tests.run(place, LIMIT)
            middle = time.monotonic()
            bare_report = run_suite.bare(driver, suite, place, LIMIT)
            spent[0] += middle - start
            spent[1] += time.monotonic() - middle
        isolated = run_suite.verdicts(isolated_report, ids)
        bare = run_suite.verdicts(bare_report, ids)
        counts["candidates"] += 1
        counts["verdicts"] += len(ids)
        counts["partial"] += 0 < sum(s == "PASSED" for s in bare.values()) < len(ids)
        for i in ids:
            if bare[i] != isolated[i]:
                known = explanation(bare_report, isolated_report, bare[i], isolated[i])
                counts["explained" if known else "unexplained"] += 1
                if known:
                    reasons[known] = reasons.get(known, 0) + 1
                else:
                    show(name, kind, i, bare[i], isolated[i], bare_report, isolated_report)
    figures = " ".join("%s %d" % p for p in counts.items())
    print("candidates %s %s seconds %.1f %.1f" % (name, figures, *spent), reasons or "", flush=True)
    return counts["unexplained"] > 0


def show(name, kind, i, bare, isolated, bare_report, isolated_report):
    print("difference %s [%s] %s bare %s isolated %s" % (name, kind, i, bare, isolated))
    for report in (isolated_report, bare_report):
        print("    %s" % (report["messages"].get(i) or report["errors"] or report["exit"]), flush=True)


def main():
    driver, most, *places = sys.argv[1:]
    sys.path.insert(0, driver)
    # loaded before the forks, as a warm sandbox has it
    import pytest  # noqa: F401
    from boundary import candidate, tests_side  # noqa: F401

    bad = [application(driver, os.path.abspath(p), int(most)) for p in places]
    sys.exit(1 if any(bad) else 0)


if __name__ == "__main__":
    main()
