"""Runs pytest and records what it does. Tests and candidate share this process: whoever tries hard enough can forge a
record, so it looks for traces of that at the end.
"""

import os
import pathlib
import sys
import types

from recorder_lines import Lines, arguments, make

# kept here, so that replacing it elsewhere changes nothing
_exit = os._exit
TRUSTED = ("_pytest", "pytest", "pluggy", "recorder_lines", "builtins")


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

    def __init__(self, config, traces):
        self.config = config
        self.traces = traces


def prepare(run, paths):
    """Reads the options and compiles once for a suite. Its own conftest may load the candidate, so with one each run
    reads the options itself."""
    import _pytest.config

    config = None
    # before pytest puts in place what it takes back at the end of a session
    traces = Traces()
    os.chdir(run["workingDirectory"])
    suite = os.path.join(run["root"], run["suite"])
    try:
        config = _pytest.config._prepareconfig(arguments(dict(run, conftest=False, paths=[]), suite), [])
        compile_ahead(config, suite, paths)
    except (Exception, SystemExit):
        # another pytest than we know: each run does it all
        pass
    if config is not None and run["conftest"]:
        config._ensure_unconfigure()
        config = None
    return Prepared(config, traces)


def compile_ahead(config, place, paths):
    """Test modules as pytest rewrites them, where pytest itself looks for them. Helpers: where Python does."""
    import importlib.util
    import py_compile

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
                stat, code = rewrite._rewrite_test(source, config)
                state = config.stash[rewrite.assertstate_key]
                rewrite._write_pyc(state, code, stat, cache / (name[:-3] + rewrite.PYC_TAIL))
            else:
                mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
                cached = importlib.util.cache_from_source(target)
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
        session(run, b"", sink, pytest, Prepared(None, Traces()))
        os.close(sink)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        sys.path[:], sys.argv = path, argv
        for name in set(sys.modules) - before:
            if "iccm_warm" in name or name == "suite":
                del sys.modules[name]
        os.environ.pop("PYTEST_CURRENT_TEST", None)


def session(run, secret, fd, pytest, prepared):
    """One pytest session; returns its exit code, which has been reported."""
    lines = Lines()
    lines.open(secret, fd)
    plugin, end = make(run, lines, pytest, prepared.traces)
    suite = os.path.join(run["root"], run["suite"])
    # the suite's helpers first: a candidate cannot take their names
    sys.path[:0] = [suite, run["candidate"]]
    sys.argv = ["pytest"]
    os.chdir(run["workingDirectory"])
    lines.ready(pytest)
    try:
        config = prepared.config
        if config is None:
            code = int(pytest.main(arguments(run, suite), plugins=[plugin]))
        else:
            config.args[:] = [os.path.join(suite, path) for path in run["paths"]] or [suite]
            config.pluginmanager.register(plugin)
            try:
                code = int(config.hook.pytest_cmdline_main(config=config))
            finally:
                config._ensure_unconfigure()
    except BaseException as e:
        code = 3
        end.message = "pytest ended with %s" % type(e).__name__
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

    # exit handlers and threads of the candidate have no say after this
    _exit(session(run, run["secret"].encode(), 3, pytest, prepared))


def main(run, secret, fd):
    """In a process of its own."""
    sys.path.extend(run["packages"])
    import pytest

    _exit(session(run, secret, fd, pytest, Prepared(None, Traces())))
