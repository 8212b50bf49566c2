"""Time per run: isolated (tests forked after collection, candidate forked from a warm interpreter), pytest in one forked warm
process, and `python -m pytest`.

    python speed.py DRIVER ROUNDS APPLICATION...

Medians in milliseconds, wall clock and processor time of all processes of a run.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

import run_suite


def whole(driver, suite, src):
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**run_suite.environment(driver), "PYTHONPATH": src}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", suite]
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(values):
    return statistics.median(values) * 1000


def main():
    driver, rounds, *places = sys.argv[1:]
    sys.path.insert(0, driver)
    import pytest  # noqa: F401
    from boundary import candidate, tests_side  # noqa: F401

    print("application tests requests | isolated ms (cpu: tests, candidate) | forked pytest ms (cpu) | python -m pytest ms (cpu)")
    for place in places:
        src, suite = os.path.abspath(os.path.join(place, "src")), os.path.abspath(os.path.join(place, "tests"))
        tests = run_suite.Isolated(driver, suite, run_suite.describe(driver, src))
        tests.collected()
        rows = {"i": [], "t": [], "c": [], "f": [], "fc": [], "w": [], "wc": []}
        for _ in range(int(rounds)):
            start = time.monotonic()
            report = tests.run(src)
            rows["i"].append(time.monotonic() - start)
            rows["t"].append(report["cpu"][0])
            rows["c"].append(report["cpu"][1])
            start = time.monotonic()
            plain = run_suite.bare(driver, suite, src)
            rows["f"].append(time.monotonic() - start)
            rows["fc"].append(plain["cpu"])
            wall, cpu = whole(driver, suite, src)
            rows["w"].append(wall)
            rows["wc"].append(cpu)
        tests.close()
        m = {k: median(v) for k, v in rows.items()}
        print(
            "%s %d %d | %.0f (%.0f, %.0f) | %.0f (%.0f) | %.0f (%.0f)"
            % (os.path.basename(place.rstrip("/")), len(report["tests"]), report["end"]["requests"], m["i"], m["t"], m["c"],
               m["f"], m["fc"], m["w"], m["wc"]),  # fmt: skip
            flush=True,
        )


if __name__ == "__main__":
    main()
