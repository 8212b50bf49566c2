"""The lines of a report, and the pytest plug-in that writes them. Both modes use it.

    lines = Lines()                              lines.open(secret, fd) before the first one
    plugin, end = make(run, lines, pytest, watch)
    lines.ready(pytest)   ...   end.finish(code)

A watch says what only its mode can know: begin(manager, suite), stop(manager, suite), found() -> faults,
spoilt(item) -> why this test does not count whatever it reports, or None.
"""

import json
import os
import sys
import time

import recorder_text
from recorder_canaries import plant

# kept here, so that replacing them elsewhere changes nothing
_write, _dumps, _clock = os.write, json.dumps, time.monotonic
UNUSED = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "junitxml",
    "nose",
    "pastebin",
    "stepwise",
    "threadexception",
    "unraisableexception",
)
# plug-ins that do nothing unless the suite says one of these words
NEEDED_BY = {
    "capturemanager": ("capsys", "capfd"),
    "legacypath": ("tmpdir", "testdir"),
    "logging": ("caplog",),
    "skipping": ("skip", "xfail"),
    "unittest": ("unittest",),
    "warnings": ("warn", "capsys", "capfd"),
}


def bounded(text, most):
    if len(text) > most:
        text = text[: most * 3 // 4] + "\n[...]\n" + text[-most // 4:]
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def careless(run, file):
    """A file of the candidate that would configure us, in proofs that it must not."""
    if "OWN_CONFIGURATION" not in run.get("off", ()):
        return None
    place = os.path.join(run["candidate"], file)
    return place if os.path.exists(place) else None


def ini(run):
    return careless(run, "pytest.ini") or run["ini"]


def arguments(run, suite):
    """How pytest is called."""
    args = ["-c", ini(run), "--rootdir=" + run["root"], "--confcutdir=" + suite]
    args += ["--import-mode=importlib", "--continue-on-collection-errors", "--tb=line", "-s"]
    for name in UNUSED + tuple(unneeded(run)):
        args += ["-p", "no:" + name]
    if not run["conftest"]:
        args.append("--noconftest")
    if careless(run, "conftest.py"):
        args += ["-p", "conftest"]
    return args + ([os.path.join(suite, path) for path in run["paths"]] or [suite])


def unneeded(run):
    """Plug-ins that this suite can do without; all are kept where nobody has looked for their words."""
    words = run.get("words")
    return [] if words is None else [name for name, needs in NEEDED_BY.items() if not any(n in words for n in needs)]


class Lines:
    """Numbered lines, each with the secret of the run."""

    def __init__(self):
        self.count = 0
        self.unsent = b""
        self.started = _clock()

    def open(self, secret, fd):
        self.key = secret + b" "
        self.fd = fd

    def keep(self, **record):
        """Goes out with the next: whoever reads is woken for each."""
        record["n"] = self.count
        self.count += 1
        self.unsent += self.key + _dumps(record).encode("ascii") + b"\n"

    def send(self, **record):
        self.keep(**record)
        data, self.unsent = memoryview(self.unsent), b""
        while data:
            data = data[_write(self.fd, data):]

    def ready(self, pytest):
        self.send(k="ready", python=sys.version.split()[0], pytest=pytest.__version__)
        self.started = _clock()


class End:
    """The last line."""

    def __init__(self, lines, faults, watch):
        self.lines = lines
        self.faults = faults
        self.watch = watch
        self.message = ""

    def finish(self, code, **more):
        found = list(self.watch.found())
        self.lines.send(
            k="end",
            exit=code,
            seconds=_clock() - self.lines.started,
            faults=[bounded(f, 300) for f in (self.faults + found)[:20]],
            message=self.message,
            **more,
        )


def make(run, lines, pytest, watch, later=False):
    """The plugin, and what ends the run. later: collected() is called by hand, when somebody listens."""
    prefix = run["suite"] + "/"

    def name_of(nodeid):
        return nodeid[len(prefix):] if nodeid.startswith(prefix) else nodeid

    most = run["messageChars"]
    faults = []
    errors = []
    planted = []
    open_test = {}
    send = lines.send
    hidden = recorder_text.places(pytest)

    def keep_wanted(items):
        wanted = set(run["ids"])
        if wanted:
            items[:] = [item for item in items if item in planted or name_of(item.nodeid) in wanted]

    def text_of(report, call):
        error = None if call.excinfo is None else call.excinfo.value
        try:
            return bounded(recorder_text.of_report(report.longrepr, error, hidden), most)
        except BaseException as e:  # a hostile repr
            return "%s (not shown: %s)" % (type(error).__name__, type(e).__name__)

    def status_of(report, call):
        error = call.excinfo
        expected = hasattr(report, "wasxfail")
        if error is None:
            return "PASSED" if report.passed else "FAILED"
        if report.passed and not expected and "TRACES" not in run.get("off", ()):
            faults.append("the report of %s says passed, but it raised" % report.nodeid)
        if report.skipped:
            return "SKIPPED"
        assertion = isinstance(error.value, (AssertionError, pytest.fail.Exception))
        return "FAILED" if call.when == "call" and assertion else "ERROR"

    class Recorder:
        def __init__(self):
            self.errors = errors
            self.name_of = name_of

        @pytest.hookimpl(trylast=True)
        def pytest_configure(self, config):
            # nobody reads its output
            config.pluginmanager.unregister(name="terminalreporter")
            if "capturemanager" in unneeded(run):
                # its part of pytest has registered it by now
                config.pluginmanager.unregister(name="capturemanager")

        @pytest.hookimpl(trylast=True)
        def pytest_sessionstart(self, session):
            watch.begin(session.config.pluginmanager, os.path.join(run["root"], run["suite"]))

        @pytest.hookimpl(trylast=True)
        def pytest_sessionfinish(self, session):
            watch.stop(session.config.pluginmanager, os.path.join(run["root"], run["suite"]))

        @pytest.hookimpl(hookwrapper=True)
        def pytest_make_collect_report(self):
            outcome = yield
            report = outcome.get_result()
            if report.failed:
                errors.append([name_of(report.nodeid), text_of(report, report.call)])

        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, items):
            keep_wanted(items)
            planted.extend(plant(run, pytest, items))

        @pytest.hookimpl(trylast=True)
        def pytest_collection_finish(self, session):
            if not later:
                self.collected(session)

        def collected(self, session):
            keep_wanted(session.items)
            send(k="collected", ids=[name_of(item.nodeid) for item in session.items], errors=errors)

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_logstart(self, nodeid):
            name = name_of(nodeid)
            open_test.update(id=name, status="PASSED", seconds=0.0, message="", memory=False)
            send(k="begin", id=name)

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_makereport(self, item, call):
            outcome = yield
            report = outcome.get_result()
            status = status_of(report, call)
            open_test["seconds"] += max(0.0, call.stop - call.start)
            if call.excinfo is not None and isinstance(call.excinfo.value, MemoryError):
                open_test["memory"] = True
            if status != "PASSED" and open_test["status"] in ("PASSED", "SKIPPED"):
                open_test["status"] = status
                open_test["message"] = text_of(report, call)
            if item in planted and status == "FAILED":
                # pytest shall not count it
                report.outcome = "passed"
            spoilt = watch.spoilt(item)
            if spoilt is not None:
                open_test.update(status="ERROR", message=bounded(spoilt, most))

        @pytest.hookimpl(trylast=True)
        def pytest_runtest_logfinish(self, nodeid):
            if name_of(nodeid) != open_test.get("id"):
                faults.append("%s ended without having begun" % nodeid)
            # where no candidate can end this process, nothing comes between this and the next
            (lines.keep if later else send)(k="test", **open_test)
            open_test.clear()

        def pytest_internalerror(self, excrepr):
            end.message = bounded(str(excrepr), most)

    end = End(lines, faults, watch)
    return Recorder(), end
