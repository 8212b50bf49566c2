"""Runs pytest and records what it does. Tests and candidate share this process: whoever tries hard enough can forge a
record, so it looks for traces of that at the end.
"""

import json
import os
import sys
import time
import types

# kept here, so that replacing them elsewhere changes nothing
_write, _exit, _dumps, _clock = os.write, os._exit, json.dumps, time.monotonic
TRUSTED = ("_pytest", "pytest", "pluggy", "builtins")


def bounded(text, most):
    if len(text) > most:
        text = text[: most * 3 // 4] + "\n[...]\n" + text[-most // 4:]
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


class Traces:
    """Code that must be the same at the end as at the beginning."""

    def __init__(self):
        self.kept = []
        self.modules = {}
        self.finders = None
        self.hooks = None
        self.changed = []
        self.keep_modules()

    def keep_modules(self):
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] in TRUSTED and module is not None and name not in self.modules:
                self.modules[name] = module
                self.keep(name, vars(module), name == "builtins")

    def keep(self, name, space, everything=False):
        for key, value in list(space.items()):
            if isinstance(value, types.FunctionType):
                self.kept.append((name, space, key, value, value.__code__))
            elif isinstance(value, type) and value.__module__.split(".")[0] in TRUSTED[:3]:
                self.kept.append((name, space, key, value, None))
                if value.__module__ == name:
                    self.keep_class(name + "." + key, value)
            elif everything and not key.startswith("_"):
                self.kept.append((name, space, key, value, None))

    def keep_class(self, name, owner):
        space = vars(owner)
        for key, value in list(space.items()):
            code = getattr(getattr(value, "__func__", value), "__code__", None)
            if code is not None or isinstance(value, property):
                self.kept.append((name, space, key, value, code))

    def look(self, manager, suite):
        """Called when pytest has set itself up, and again before it takes itself down."""
        finders = (list(sys.meta_path), list(sys.path_hooks))
        if self.finders is None:
            self.keep_modules()
        if self.finders not in (None, finders):
            self.changed.append("the import system was changed")
        self.finders = finders
        hooks = {}
        for name, caller in vars(manager.hook).items():
            for impl in caller.get_hookimpls():
                place = getattr(impl.plugin, "__file__", None) or ""
                if not place.startswith(suite + "/"):
                    hooks.setdefault(name, set()).add((id(impl.function), impl.plugin_name))
        if self.hooks not in (None, hooks):
            self.changed.append("a plugin was added to pytest or taken from it")
        self.hooks = hooks

    def found(self):
        yield from self.changed
        for name, module in self.modules.items():
            if sys.modules.get(name) is not module:
                yield "module %s was replaced" % name
        for name, space, key, value, code in self.kept:
            now = space.get(key)
            if now is not value:
                yield "%s.%s was replaced" % (name, key)
            elif code is not None and getattr(now, "__func__", now).__code__ is not code:
                yield "the code of %s.%s was replaced" % (name, key)
        if sys.gettrace() is not None or sys.getprofile() is not None:
            yield "a trace function was left behind"


def make(run, secret, fd, pytest):
    """The plugin, and a function that ends the run."""
    count = [0]
    key = secret + b" "

    def send(**record):
        record["n"] = count[0]
        count[0] += 1
        data = memoryview(key + _dumps(record).encode("ascii") + b"\n")
        while data:
            data = data[_write(fd, data):]

    prefix = run["suite"] + "/"

    def name_of(nodeid):
        return nodeid[len(prefix):] if nodeid.startswith(prefix) else nodeid

    most = run["messageChars"]
    wanted = set(run["ids"])
    faults = []
    errors = []
    open_test = {}
    traces = Traces()
    started = [_clock()]

    def text_of(item, call):
        try:
            return bounded(str(item.repr_failure(call.excinfo)), most)
        except BaseException as e:  # a hostile repr
            return "%s (not shown: %s)" % (call.excinfo.typename, type(e).__name__)

    def status_of(report, call):
        error = call.excinfo
        expected = hasattr(report, "wasxfail")
        if error is None:
            return "PASSED" if report.passed else "FAILED"
        if report.passed and not expected:
            faults.append("the report of %s says passed, but it raised" % report.nodeid)
        if report.skipped:
            return "SKIPPED"
        assertion = isinstance(error.value, (AssertionError, pytest.fail.Exception))
        return "FAILED" if call.when == "call" and assertion else "ERROR"

    class Recorder:
        @pytest.hookimpl(trylast=True)
        def pytest_configure(self, config):
            # nobody reads its output
            config.pluginmanager.unregister(name="terminalreporter")

        @pytest.hookimpl(trylast=True)
        def pytest_sessionstart(self, session):
            traces.look(session.config.pluginmanager, os.path.join(run["root"], run["suite"]))

        @pytest.hookimpl(trylast=True)
        def pytest_sessionfinish(self, session):
            traces.look(session.config.pluginmanager, os.path.join(run["root"], run["suite"]))

        def pytest_collectreport(self, report):
            if report.failed:
                errors.append([name_of(report.nodeid), bounded(str(report.longrepr), most)])

        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, items):
            if wanted:
                items[:] = [item for item in items if name_of(item.nodeid) in wanted]

        @pytest.hookimpl(trylast=True)
        def pytest_collection_finish(self, session):
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
                if call.excinfo is None:
                    open_test["message"] = bounded(str(report.longrepr), most)
                else:
                    open_test["message"] = text_of(item, call)

        @pytest.hookimpl(trylast=True)
        def pytest_runtest_logfinish(self, nodeid):
            if name_of(nodeid) != open_test.get("id"):
                faults.append("%s ended without having begun" % nodeid)
            send(k="test", **open_test)
            open_test.clear()

        def pytest_internalerror(self, excrepr):
            end["message"] = bounded(str(excrepr), most)

    end = {"message": ""}

    def finish(code):
        found = list(traces.found())
        send(
            k="end",
            exit=code,
            seconds=_clock() - started[0],
            faults=[bounded(f, 300) for f in (faults + found)[:20]],
            message=end["message"],
        )

    def ready():
        send(k="ready", python=sys.version.split()[0], pytest=pytest.__version__)
        started[0] = _clock()

    return Recorder(), ready, finish, end


def main(run, secret, fd):
    sys.path.extend(run["packages"])
    import pytest

    plugin, ready, finish, end = make(run, secret, fd, pytest)
    suite = os.path.join(run["root"], run["suite"])
    args = ["-c", run["ini"], "--rootdir=" + run["root"], "--confcutdir=" + suite]
    args += ["--import-mode=importlib", "--continue-on-collection-errors", "--tb=short", "-s"]
    for name in ("cacheprovider", "doctest", "faulthandler", "junitxml", "nose", "pastebin", "stepwise"):
        args += ["-p", "no:" + name]
    if not run["conftest"]:
        args.append("--noconftest")
    args += [os.path.join(suite, path) for path in run["paths"]] or [suite]
    # the suite's helpers first: a candidate cannot take their names
    sys.path[:0] = [suite, run["candidate"]]
    sys.argv = ["pytest"]
    os.chdir(run["workingDirectory"])
    ready()
    try:
        code = int(pytest.main(args, plugins=[plugin]))
    except BaseException as e:
        code = 3
        end["message"] = "pytest ended with %s" % type(e).__name__
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass
    finish(code)
    # exit handlers and threads of the candidate have no say any more
    _exit(code)
