"""While a candidate is there, the tests' process does not run what a candidate could have written: no code, pickle or module
that comes by a value or by a file of the directory that both have, and no other program.

    install(shared, spoil, pytest)   shared: that directory; spoil: told why a test does not count; pytest: its package's folder

A test that wants to is an error, in whatever way it goes on. Most are refused where Python asks (audit events), so it does not
matter how a suite gets there.
"""

import os
import sys

_frame = sys._getframe
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")
# they make classes and functions of names that they have looked at
MAKERS = ("collections/__init__.py", "dataclasses.py", "typing.py", "unittest/mock.py")


class Refused(RuntimeError):
    """A test asked for what is not done here."""


class Nothing:
    """Finds no module, wherever it looks."""

    def find_spec(self, name, target=None):
        return None

    def invalidate_caches(self):
        pass


def install(shared, spoil, pytest):
    library = os.path.dirname(os.__file__)
    makers = {os.path.join(library, name) for name in MAKERS}
    shared = os.path.join(shared, "")

    def refuse(what):
        reason = "the tests would %s, which may be the candidate's" % what
        spoil(reason)
        raise Refused("cannot run isolated: " + reason)

    def imports(caller):
        return caller.startswith("<frozen importlib") or caller.startswith(os.path.join(os.path.dirname(pytest), "_pytest", ""))

    def hook(event, args):
        if event == "exec":
            caller = _frame(1).f_code.co_filename
            if args[0].co_filename.startswith(shared):
                refuse("run code of " + args[0].co_filename)
            if not imports(caller) and caller not in makers:
                refuse("run code that was made during the run")
        elif event == "pickle.find_class":
            refuse("unpickle %s.%s" % args[:2])
        elif event in ("marshal.load", "marshal.loads", "code.__new__"):
            if not imports(_frame(1).f_code.co_filename):
                refuse("make code of data")
        elif event in STARTS:
            refuse("start a program")

    def path_hook(path):
        if os.path.join(os.path.abspath(path), "").startswith(shared):
            return Nothing()
        raise ImportError

    sys.path_hooks.insert(0, path_hook)
    sys.path_importer_cache.clear()
    sys.addaudithook(hook)
