"""What an application's modules look like, as data: run once, on the original, in a process of its own.

    describe(src, modules=None) -> dict        modules: dotted names; None is all below src
    python -m boundary.shape SRC [MODULE ...]  writes it as JSON

{"format": 1,
 "modules": {name: {"package": bool, "all": [name, ...] or null}},
 "paths": [{"module": m, "name": "Crate.grade", "kind": kind, ...}, ...],
 "calls": null, "shown": null}

Kinds: function (flavour: plain, coroutine, generator), class (bases, exception, special, eq, view), enum (the same, members),
member, method, attribute (of a class: properties, constants), constant (type), module (of: a standard module or one of the
application's), alias (of: "module:name"). Bases are "module:name" or names of standard classes. No value of the
application and none of its code is in it. "calls" and "shown" are filled after a run of the original, from the report's last
line: what returned objects (all else returned data only), and which operators of objects were given data of the tests.
"""

import enum
import importlib
import inspect
import json
import os
import sys

from . import hide
from .special import BIT, standard_name

BUILTIN_VIEWS = (bool, int, float, complex, str, bytes, bytearray, tuple, list, dict, set, frozenset)


def module_names(src):
    found = []
    for place, folders, files in os.walk(src):
        folders[:] = sorted(f for f in folders if f.isidentifier() and f != "__pycache__")
        parts = os.path.relpath(place, src).split(os.sep)
        parts = [] if parts == ["."] else parts
        for file in sorted(files):
            name, dot, ending = file.partition(".")
            if ending != "py" or not name.isidentifier() or name == "__main__":
                continue
            if name == "__init__":
                if parts:
                    found.append(".".join(parts))
            else:
                found.append(".".join([*parts, name]))
    return sorted(found)


class Describer:
    def __init__(self, modules):
        self.modules = modules
        self.paths = []
        self.known = {}

    def owner(self, value):
        """ "module:name" of a function or class of the application."""
        module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
        if module not in self.modules or not isinstance(name, str):
            return None
        place = sys.modules[module]
        for part in name.split("."):
            place = vars(place).get(part) if hasattr(place, "__dict__") else None
        place = getattr(place, "__func__", place)
        return module + ":" + name if place is value else None

    def add(self, module, name, kind, **more):
        self.known[module + ":" + name] = len(self.paths)
        self.paths.append({"module": module, "name": name, "kind": kind, **more})

    def module(self, name):
        space = vars(sys.modules[name])
        for key, value in list(space.items()):
            if key.startswith("__") and key not in ("__version__", "__author__"):
                continue
            self.value(name, key, value)
        everything = space.get("__all__")
        return {
            "package": "__path__" in space,
            "all": [str(n) for n in everything] if isinstance(everything, (list, tuple)) else None,
        }

    def value(self, module, name, value):
        if inspect.ismodule(value):
            self.add(module, name, "module", of=value.__name__)
            return
        owner = self.owner(value) if callable(value) else None
        if owner and owner != module + ":" + name:
            self.add(module, name, "alias", of=owner)
        elif inspect.isclass(value) and owner:
            self.kind(module, name, value)
        elif inspect.isfunction(value) or (callable(value) and owner):
            self.add(module, name, "function", flavour=flavour(value))
        else:
            self.add(module, name, "constant", type=type(value).__name__)

    def base(self, value):
        owner = self.owner(value)
        if owner:
            return owner
        return (standard_name(value) if issubclass(value, BaseException) else None) or value.__name__

    def kind(self, module, name, value):
        exception = issubclass(value, BaseException)
        more = {
            "bases": [self.base(b) for b in value.__mro__[1:] if self.owner(b) or (exception and standard_name(b))],
            "exception": exception,
            "special": [n for n in BIT if any(n in vars(b) for b in value.__mro__ if self.owner(b))],
            "eq": equality(value, self),
            "view": next((b.__name__ for b in BUILTIN_VIEWS if issubclass(value, b)), None),
        }
        members = list(value.__members__) if issubclass(value, enum.Enum) else None
        if members is None:
            self.add(module, name, "class", **more)
        else:
            self.add(module, name, "enum", members=members, **more)
        for key, part in list(vars(value).items()):
            path = name + "." + key
            if members is not None and key in members:
                self.add(module, path, "member")
            elif inspect.isclass(part) and self.owner(part) == module + ":" + path:
                self.kind(module, path, part)
            elif key.startswith("__") or (members is not None and key.startswith("_")):
                continue
            elif inspect.isfunction(part) or isinstance(part, (staticmethod, classmethod)):
                self.add(module, path, "method")
            else:
                self.add(module, path, "attribute")
        if members is not None:
            missing = [m for m in members if module + ":" + name + "." + m not in self.known]
            for member in missing:
                self.add(module, name + "." + member, "member")


def equality(kind, describer):
    """Whose == it is: its own, one that compares the fields of equals, or none."""
    for base in kind.__mro__:
        if "__eq__" in vars(base) and describer.owner(base):
            generated = hasattr(base, "__dataclass_params__") and base.__dataclass_params__.eq
            if generated and not defines(base, "__eq__"):
                return "fields"
            return "own"
    return None


def defines(kind, name):
    """Whether a class body has a method, told from one that was made for it."""
    method = vars(kind)[name]
    code = getattr(method, "__code__", None)
    module = sys.modules.get(kind.__module__)
    return code is not None and code.co_filename == getattr(module, "__file__", None)


def flavour(value):
    if inspect.iscoroutinefunction(value):
        return "coroutine"
    return "generator" if inspect.isgeneratorfunction(value) else "plain"


def describe(src, modules=None):
    """Imports the original: only in a process that ends afterwards."""
    hide()
    src = os.path.abspath(src)
    if src not in sys.path:
        sys.path.insert(0, src)
    names = list(modules) if modules is not None else module_names(src)
    for name in names:
        importlib.import_module(name)
    describer = Describer(set(names))
    return {
        "format": 1,
        "modules": {name: describer.module(name) for name in names},
        "paths": describer.paths,
        "calls": None,
        "shown": None,
    }


def confined(run, prepared):
    """In a fork of the warm parent: the answer takes the report's way."""
    sys.dont_write_bytecode = True
    answer = json.dumps(describe(run["candidate"])).encode() + b"\n"
    while answer:
        answer = answer[os.write(3, answer):]
    os._exit(0)


if __name__ == "__main__":
    out = os.dup(1)
    os.dup2(2, 1)
    text = json.dumps(describe(sys.argv[1], sys.argv[2:] or None), indent=1)
    with os.fdopen(out, "w") as f:
        f.write(text + "\n")
