"""Which files of the suite need which names of the application, seen while the suite is collected."""

import builtins
import os
import sys


class Uses:
    def __init__(self, tree):
        self.tree = tree
        self.names = {}
        self.edges = {}
        self.standard = set()
        self.real = None

    def watch(self):
        self.real = builtins.__import__

        def watched(name, globals=None, locals=None, fromlist=(), level=0):
            module = self.real(name, globals, locals, fromlist, level)
            file = self.file(globals)
            if file is not None:
                self.seen(file, name, globals, fromlist or (), level)
            return module

        builtins.__import__ = watched

    def stop(self):
        if self.real is not None:
            builtins.__import__ = self.real
            self.real = None

    def file(self, space):
        file = (space or {}).get("__file__")
        if not isinstance(file, str):
            return None
        file = os.path.realpath(file)
        return file if file.startswith(self.tree.root + os.sep) else None

    def seen(self, file, name, space, fromlist, level):
        if level:
            package = (space.get("__package__") or "").rsplit(".", level - 1)[0] if level > 1 else space.get("__package__")
            name = "%s.%s" % (package, name) if name else package
        if name in self.tree.modules:
            needs = self.names.setdefault(file, set())
            needs.add((name, None))
            for part in fromlist:
                whole = "%s.%s" % (name, part)
                if whole in self.tree.modules:
                    needs.add((whole, None))
                elif part != "*":
                    needs.add((name, part))
            return
        self.standard.add(name)
        for helper in [name, *("%s.%s" % (name, part) for part in fromlist)]:
            other = getattr(sys.modules.get(helper), "__file__", None)
            if isinstance(other, str):
                other = os.path.realpath(other)
                if other.startswith(self.tree.root + os.sep):
                    self.edges.setdefault(file, set()).add(other)

    def name(self, module, name):
        """A name that is read while the suite is collected; by an import statement or by code of a suite file."""
        frame = sys._getframe(1)
        while frame is not None:
            file = self.file(frame.f_globals)
            if file is not None:
                self.names.setdefault(file, set()).add((module, name))
                return
            frame = frame.f_back

    def of(self, file):
        """All needs of a test file, those of its helpers and of the conftest files above it included."""
        file = os.path.realpath(file)
        waiting, done = [file], set()
        place = os.path.dirname(file)
        while place.startswith(self.tree.root):
            waiting.append(os.path.join(place, "conftest.py"))
            place = os.path.dirname(place)
        needs = set()
        while waiting:
            now = waiting.pop()
            if now not in done:
                done.add(now)
                needs |= self.names.get(now, set())
                waiting.extend(self.edges.get(now, ()))
        return needs

    def failure(self, file):
        """Why this test file could not have been imported with this candidate, or None."""
        tree = self.tree
        for module, name in sorted(self.of(file), key=lambda n: (n[0], n[1] or "")):
            error = tree.errors.get(module)
            if error is not None:
                return "%s: %s" % (type(error).__name__, error)
            i = tree.names[module].get(name) if name else None
            if i is not None and not tree.present.get(i, True):
                broken = tree.broken.get(i)
                return broken or "ImportError: cannot import name %r from %r" % (name, module)
        return None
