"""A pytest plug-in for ./bench verdicts: one line of JSON for each test, as soon as it has ended. No protection of any kind."""

import json
import os

import pytest

OUT = open(os.environ.pop("ICCM_VERDICTS"), "w", encoding="utf-8")
SUITE = "tests/"
worst = {}


def name(nodeid):
    return nodeid[len(SUITE):] if nodeid.startswith(SUITE) else nodeid


def say(**what):
    OUT.write(json.dumps(what) + "\n")
    OUT.flush()


def pytest_collectreport(report):
    if report.failed:
        say(broken=name(report.nodeid))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.passed:
        status = "PASSED"
    elif report.skipped:
        status = "SKIPPED"
    else:
        by_assertion = call.excinfo is None or isinstance(call.excinfo.value, (AssertionError, pytest.fail.Exception))
        status = "FAILED" if report.when == "call" and by_assertion else "ERROR"
    if status != "PASSED" and worst.get(item.nodeid, "PASSED") in ("PASSED", "SKIPPED"):
        worst[item.nodeid] = status
    if report.when == "teardown":
        say(id=name(item.nodeid), status=worst.pop(item.nodeid, "PASSED"))


def pytest_sessionfinish():
    say(end=True)
