"""Runs pytest and records what it does. Tests and candidate share this process: whoever tries hard enough can forge a
record, so it looks for traces of that at the end.
"""

import os
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


def main(run, secret, fd):
    sys.path.extend(run["packages"])
    import pytest

    lines = Lines()
    lines.open(secret, fd)
    plugin, end = make(run, lines, pytest, Traces())
    suite = os.path.join(run["root"], run["suite"])
    args = arguments(run, suite)
    # the suite's helpers first: a candidate cannot take their names
    sys.path[:0] = [suite, run["candidate"]]
    sys.argv = ["pytest"]
    os.chdir(run["workingDirectory"])
    lines.ready(pytest)
    try:
        code = int(pytest.main(args, plugins=[plugin]))
    except BaseException as e:
        code = 3
        end.message = "pytest ended with %s" % type(e).__name__
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass
    end.finish(code)
    # exit handlers and threads of the candidate have no say any more
    _exit(code)
