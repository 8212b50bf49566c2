"""Runs pytest and records what it does. Tests and candidate share this process: whoever tries hard enough can forge a
record, so it looks for traces of that at the end.
"""

import importlib
import os
import pathlib
import sys
import types

import recorder_canaries
from recorder_lines import UNUSED, Lines, arguments, make, unneeded

# kept here, so that replacing it elsewhere changes nothing
_exit = os._exit
TRUSTED = ("_pytest", "pytest", "pluggy", "recorder_lines", "recorder_text", "recorder_canaries", "builtins")


class Traces:
    """Code that must be the same at the end as at the beginning; that of parts which are switched off takes no part."""

    def __init__(self, run):
        self.off = {"_pytest." + name for name in (*UNUSED, *unneeded(run), "hookspec", "pytester", "terminal")}
        self.kept = []
        self.modules = {}
        self.finders = None
        self.hooks = None
        self.changed = []
        self.silent = "TRACES" in run.get("off", ())
        self.keep_modules()

    def keep_modules(self):
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] in TRUSTED and module is not None and name not in self.modules and name not in self.off:
                self.modules[name] = module
                self.keep(name, vars(module), name == "builtins")

    def keep(self, name, space, everything=False):
        for key, value in list(space.items()):
            if isinstance(value, types.FunctionType):
                self.kept.append((name, space, key, value, value.__code__))
            elif isinstance(value, type) and value.__module__.split(".")[0] in TRUSTED[:-1]:
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

    def spoilt(self, item):
        return None

    def begin(self, manager, suite):
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

    stop = begin

    def found(self):
        yield from recorder_canaries.faults
        if self.silent:
            return
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


class Prepared:
    """What a suite's parent has done already, for its forks."""

    def __init__(self, traces):
        self.traces = traces


def prepare(run, paths):
    """For a suite whose own conftest may load the candidate: each run does it all, but for compiling."""
    import _pytest.config

    traces = Traces(run)
    os.chdir(run["workingDirectory"])
    suite = os.path.join(run["root"], run["suite"])
    try:
        config = _pytest.config._prepareconfig(arguments(dict(run, conftest=False, paths=[]), suite), [])
        compile_ahead(config, suite, paths, run)
        config._ensure_unconfigure()
    except (Exception, SystemExit):
        # another pytest than we know
        pass
    return Prepared(traces)


def serve(order, paths, next_run):
    """One session, begun in a suite's parent. next_run is called before anything of the suite is loaded; it comes back
    in each fork with a run, which the session then goes on to. Returns only if it did not get there."""
    import pytest

    # before pytest puts in place what it takes back at the end of a session
    traces = Traces(order)
    job = dict(order, ids=[], paths=[])
    lines = Lines()
    plugin, end = make(job, lines, pytest, traces)
    suite = os.path.join(job["root"], job["suite"])
    begun = []

    class Wait:
        @pytest.hookimpl(tryfirst=True, hookwrapper=True)
        def pytest_collection(self, session):
            compile_ahead(session.config, suite, paths, job)
            run = next_run()
            begun.append(run)
            job.update(ids=run["ids"], canaries=run["canaries"])
            session.config.args[:] = [os.path.join(suite, path) for path in run["paths"]] or [suite]
            lines.open(run["secret"].encode(), 3)
            importlib.invalidate_caches()
            # the suite's helpers first: a candidate cannot take their names
            sys.path[:0] = [suite, run["candidate"]]
            recorder_canaries.candidate(run)
            careless(run)
            lines.ready(pytest)
            yield

    sys.argv = ["pytest"]
    os.chdir(job["workingDirectory"])
    try:
        code = int(pytest.main(arguments(job, suite), plugins=[plugin, Wait()]))
    except BaseException as e:
        code = 3
        end.message = "pytest ended with %s" % type(e).__name__
    if begun:
        ends(finished(end, code), job)
    return code


def rewritten(source, config, run):
    """As pytest does it, but that comparisons are asked twice."""
    import ast

    from _pytest.assertion import rewrite

    if "CANARIES" in run.get("off", ()):
        return rewrite._rewrite_test(source, config)
    try:
        stat, text = os.stat(source), source.read_bytes()
        tree = ast.parse(text, filename=str(source))
        rewrite.rewrite_asserts(tree, text, str(source), config)
        return stat, compile(recorder_canaries.ask_twice(tree), str(source), "exec", dont_inherit=True)
    except (AttributeError, TypeError, ValueError):
        # another pytest or Python than we know
        return rewrite._rewrite_test(source, config)


def compile_ahead(config, place, paths, run):
    """Test modules as pytest rewrites them, where pytest itself looks for them. Helpers: where Python does."""
    import py_compile
    from importlib.util import cache_from_source

    from _pytest.assertion import rewrite

    for path in paths:
        if not path.endswith(".py"):
            continue
        target = os.path.join(place, path)
        name = os.path.basename(path)
        try:
            if name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py"):
                source = pathlib.Path(target)
                cache = source.parent / "__pycache__"
                cache.mkdir(exist_ok=True)
                stat, code = rewritten(source, config, run)
                state = config.stash[rewrite.assertstate_key]
                rewrite._write_pyc(state, code, stat, cache / (name[:-3] + rewrite.PYC_TAIL))
            else:
                mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
                cached = cache_from_source(target)
                py_compile.compile(target, cfile=cached, doraise=True, invalidation_mode=mode)
        except (Exception, SystemExit):
            # the run says what is wrong with it
            continue


DUMMY = """
import unittest


def test_passes(tmp_path, monkeypatch, capsys):
    assert tmp_path


def test_fails():
    assert {"a": [1, 2]} == {"a": [1, 3]}


class TestOld(unittest.TestCase):
    def test_old(self):
        self.assertEqual(1, 1)
"""


def warm(setup):
    """A whole session of our own, so that what is loaded late is loaded now."""
    import shutil
    import tempfile

    import pytest

    place = tempfile.mkdtemp()
    before, path, argv = set(sys.modules), list(sys.path), sys.argv
    try:
        os.mkdir(os.path.join(place, "suite"))
        with open(os.path.join(place, "suite", "test_iccm_warm.py"), "w") as f:
            f.write(DUMMY)
        run = dict(setup["warm"], root=place, suite="suite", paths=[], ids=[], conftest=False, workingDirectory="/tmp")
        sink = os.open(os.devnull, os.O_WRONLY)
        session(run, b"", sink, pytest, Traces(run))
        os.close(sink)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        sys.path[:], sys.argv = path, argv
        for name in set(sys.modules) - before:
            if "iccm_warm" in name or name == "suite":
                del sys.modules[name]
        os.environ.pop("PYTEST_CURRENT_TEST", None)


def lets_candidate_configure(run):
    """In proofs that it must not."""
    return not {"NO_PLUGINS", "OWN_CONFIGURATION"}.isdisjoint(run.get("off", ()))


def careless(run):
    """Lets the candidate's folder have its say, in proofs that it must not."""
    off = run.get("off", ())
    if "BYTECODE" in off:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = "/tmp/bytecode"
    if "OWN_CONFIGURATION" in off:
        import site

        site.addsitedir(run["candidate"])
        for name in ("sitecustomize", "usercustomize"):
            if os.path.exists(os.path.join(run["candidate"], name + ".py")):
                __import__(name)
    if "NO_PLUGINS" in off:
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)


def ends(code, run):
    """Exit handlers and threads of the candidate have no say after this."""
    if "HARD_END" in run.get("off", ()):
        import atexit

        atexit._run_exitfuncs()
    _exit(code)


def session(run, secret, fd, pytest, traces, lines=None, more=()):
    """A whole pytest session; returns its exit code, which has been reported. more: further plug-ins."""
    lines = lines or Lines()
    lines.open(secret, fd)
    plugin, end = make(run, lines, pytest, traces)
    suite = os.path.join(run["root"], run["suite"])
    sys.path[:0] = [suite, run["candidate"]]
    sys.argv = ["pytest"]
    os.chdir(run["workingDirectory"])
    recorder_canaries.candidate(run)
    lines.ready(pytest)
    try:
        careless(run)
        code = int(pytest.main(arguments(run, suite), plugins=[plugin, *more]))
    except BaseException as e:
        code = 3
        end.message = "pytest ended with %s" % type(e).__name__
    return finished(end, code)


def finished(end, code):
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass
    end.finish(code)
    return code


def confined(run, prepared):
    """In a fork of a suite's parent."""
    import pytest

    ends(session(run, run["secret"].encode(), 3, pytest, prepared.traces), run)
