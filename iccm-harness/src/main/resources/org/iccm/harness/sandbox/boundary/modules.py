"""Proxy modules, made from a shape, and the finder that gives them to whoever imports the application.

    tree = Tree(shape, suite)   tree.install()   ... collect ...   tree.seal()   tree.bind(peer)
"""

import collections.abc
import importlib
import importlib.machinery
import os
import sys
import types

from . import binder, proxies, special
from .codec import ProtocolError
from .proxies import LINK, Attribute, EnumType, Function, Member, Method, Remote, RemoteError, RemoteType
from .special import READABLE
from .uses import Uses

_import_own = ("__spec__", "__loader__", "__file__", "__path__", "__package__", "__cached__", "__builtins__")
MOST_CLASSES = 2000


class Constant:
    """Stands for a constant of the application until there is a candidate."""

    def __init__(self, module, name):
        self.module = module
        self.name = name

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        LINK.peer.ask(0)


_space = types.ModuleType.__dict__["__dict__"].__get__


class Names(collections.abc.Mapping):
    """What vars() of a proxy module is."""

    def __init__(self, module):
        self.module = module
        self.own = _space(module)

    def _names(self):
        return {n: None for n in [*self.own, *dir(self.module)] if not n.startswith("_iccm")}

    def __getitem__(self, name):
        if name in self.own:
            return self.own[name]
        if name not in dir(self.module):
            raise KeyError(name)
        try:
            return getattr(self.module, name)
        except AttributeError:
            raise KeyError(name) from None

    def __iter__(self):
        return iter(self._names())

    def __len__(self):
        return len(self._names())


class ProxyModule(types.ModuleType):
    __dict__ = property(Names)

    def __init__(self, name, tree, path):
        super().__init__(name)
        own = types.ModuleType.__setattr__
        own(self, "_iccm_tree", tree)
        own(self, "_iccm_path", path)
        own(self, "_iccm_changed", set())

    def __getattr__(self, name):
        if name.startswith("_iccm") or (name.startswith("__") and name not in READABLE):
            raise AttributeError("module %r has no attribute %r" % (self.__name__, name))
        return self._iccm_tree.look_up(self, name)

    def __setattr__(self, name, value):
        if name in _import_own or isinstance(value, ProxyModule):
            types.ModuleType.__setattr__(self, name, value)
            return
        LINK.peer.ask(special.SET, self, name, value)
        self._iccm_changed.add(name)
        i = self._iccm_tree.names[self.__name__].get(name)
        if i is not None and self._iccm_tree.static(i) is value:
            self._iccm_changed.discard(name)

    def __delattr__(self, name):
        LINK.peer.ask(special.DELETE, self, name)
        self._iccm_changed.add(name)

    def __dir__(self):
        return sorted(self._iccm_tree.names[self.__name__])


class Tree:
    """All proxies of one application."""

    def __init__(self, shape, suite):
        self.root = os.path.realpath(suite)
        self.shape = shape
        self.calls = None if shape.get("calls") is None else set(shape["calls"])
        self.shown = None if shape.get("shown") is None else set(shape["shown"])
        self.entries = list(shape["paths"])
        self.names = {m: {} for m in shape["modules"]}
        self.objects = [None] * len(self.entries)
        self.present = {}
        self.errors = {}
        self.broken = {}
        self.bound = set()
        self.used = []
        self.peer = None
        self.modules = {}
        self.subclasses = {}
        self.uses = Uses(self)
        by_name = {e["module"] + ":" + e["name"]: i for i, e in enumerate(self.entries)}
        self.by_name = by_name
        for name in list(self.names):
            for i in range(1, name.count(".") + 1):
                self.names.setdefault(name.rsplit(".", i)[0], {})
        for name in self.names:
            self.entries.append({"module": name, "name": "", "kind": "self"})
            module = ProxyModule(name, self, len(self.objects))
            self.objects.append(module)
            self.modules[name] = module
            everything = shape["modules"].get(name, {}).get("all")
            if everything is not None:
                types.ModuleType.__setattr__(module, "__all__", everything)
        for i, entry in enumerate(self.entries):
            if "." not in entry["name"] and entry["kind"] != "self":
                self.names[entry["module"]][entry["name"]] = i
            self.make(i)

    # making

    def make(self, i):
        if self.objects[i] is not None:
            return self.objects[i]
        entry = self.entries[i]
        kind, module, name = entry["kind"], entry["module"], entry["name"]
        if kind == "function":
            make = proxies.coroutine if entry["flavour"] == "coroutine" else Function
            self.objects[i] = make(i, module, name)
        elif kind in ("class", "enum"):
            self.objects[i] = self.make_class(i, entry)
        elif kind == "method":
            self.objects[i] = Method(i, name.rpartition(".")[2])
        elif kind == "attribute":
            self.objects[i] = Attribute(i, name.rpartition(".")[2])
        elif kind == "member":
            owner = self.make(self.by_name[module + ":" + name.rpartition(".")[0]])
            self.objects[i] = self.make_member(owner, i, name.rpartition(".")[2])
        return self.objects[i]

    def make_member(self, owner, path, name):
        member = object.__new__(owner)
        for key, value in (("path", path), ("name", name), ("value", None), ("view", None)):
            object.__setattr__(member, "_iccm_" + key, value)
        return member

    def bases_of(self, entry):
        """Proxies or standard classes; the nearest of each line only."""
        found = []
        for base in entry["bases"]:
            known = self.make(self.by_name[base]) if base in self.by_name else special.standard(base)
            if known is not None and not any(issubclass(f, known) for f in found):
                found.append(known)
        return found

    def make_class(self, i, entry):
        bases = self.bases_of(entry)
        module, name = entry["module"], entry["name"]
        space = {"__module__": module, "__qualname__": name}
        short = name.rpartition(".")[2]
        if entry["exception"]:
            bases = [b for b in bases if issubclass(b, BaseException)] or [Exception]
            if not any(issubclass(b, RemoteError) for b in bases):
                bases.insert(0, RemoteError)
            kind = RemoteType(short, tuple(bases), space, path=i)
        elif entry["kind"] == "enum":
            kind = EnumType(short, (Member,), space, path=i)
            type.__setattr__(kind, "_iccm_members", {})
        else:
            bases = [b for b in bases if isinstance(b, RemoteType)] or [Remote]
            kind = RemoteType(short, tuple(bases), space, path=i)
        self.objects[i] = kind
        for j, part in enumerate(self.entries):
            if part["module"] == module and part["name"].rpartition(".")[0] == name and part["name"]:
                value = self.make(j)
                if part["kind"] == "member":
                    kind._iccm_members[part["name"].rpartition(".")[2]] = value
                else:
                    type.__setattr__(kind, part["name"].rpartition(".")[2], value)
        return kind

    # finding

    def by_path(self, path):
        """What the candidate may name: nothing that is not in the shape and bound."""
        if not 0 <= path < len(self.entries):
            return None
        if self.entries[path]["kind"] not in ("function", "class", "enum", "member", "self"):
            return None
        return self.objects[path]

    def path_of(self, value):
        if isinstance(value, (Function, RemoteType, Member, Method, Attribute, ProxyModule)):
            path = value._iccm_path
        elif type(value) is types.FunctionType:
            path = vars(value).get("_iccm_path")
        else:
            return None
        return path if path is not None and path >= 0 else None

    def entry_of(self, kind):
        path = getattr(kind, "_iccm_path", None)
        if path is None or path < 0:
            base = next((b for b in kind.__mro__[1:] if getattr(b, "_iccm_path", -1) not in (None, -1)), None)
            return None if base is None else self.entries[base._iccm_path]
        return self.entries[path]

    def key(self, op, body):
        """What was asked, by names of the shape."""
        path = self.path_of(body[0])
        if op in (special.CALL, special.AWAIT):
            return self.key_of(path) if path is not None else "?"
        name = body[0] if op == special.SPECIAL else body[1]
        target = body[1] if op == special.SPECIAL else body[0]
        path = self.path_of(target)
        if path is None:
            entry = self.entry_of(type(target))
            return "%s.%s" % ("?" if entry is None else entry["module"] + ":" + entry["name"], name)
        return "%s.%s" % (self.key_of(path), name)

    def key_of(self, path):
        return self.entries[path]["module"] + ":" + self.entries[path]["name"]

    def suite(self, module):
        file = getattr(sys.modules.get(module), "__file__", None)
        return file is not None and os.path.realpath(file).startswith(self.root + os.sep)

    in_suite = suite

    def subclass(self, found, name):
        key = (found, name)
        if key not in self.subclasses:
            if len(self.subclasses) >= MOST_CLASSES:
                raise ProtocolError("too many classes")
            space = {"__module__": "application"}
            make = RemoteType if isinstance(found, RemoteType) else type
            self.subclasses[key] = make(name, (found,), space)
        return self.subclasses[key]

    def resolved(self, value):
        if type(value) is Constant:
            return getattr(self.modules[value.module], value.name)
        return value

    def look_up(self, module, name):
        i = self.names[module.__name__].get(name)
        if self.peer is None:
            self.uses.name(module.__name__, name)
            if i is None:
                raise AttributeError("module %r has no attribute %r" % (module.__name__, name))
            return self.static(i) or Constant(module.__name__, name)
        self.need(module.__name__)
        known = None if i is None or name in module._iccm_changed or not self.present.get(i) else self.static(i)
        return self.peer.ask(special.GET, module, name) if known is None else known

    def static(self, i):
        """The proxy that stands for a name always, or None."""
        entry = self.entries[i]
        if entry["kind"] == "alias":
            other = self.by_name.get(entry["of"])
            return None if other is None else self.static(other)
        if entry["kind"] == "module":
            if entry["of"] in self.modules:
                return importlib.import_module(entry["of"])
            return self.standard(entry["of"])
        return self.objects[i]

    def standard(self, name):
        """A module of the standard library that the application uses: the suite may patch it by this way."""
        if name.split(".")[0] not in getattr(sys, "stdlib_module_names", (name.split(".")[0],)):
            return None
        try:
            return importlib.import_module(name)
        except ImportError:
            return None

    # import

    def find_spec(self, name, path=None, target=None):
        if name not in self.modules:
            return None
        package = self.shape["modules"].get(name, {}).get("package", True)
        return importlib.machinery.ModuleSpec(name, self, is_package=package)

    def create_module(self, spec):
        return self.modules[spec.name]

    def exec_module(self, module):
        if self.peer is None:
            self.used.append(module.__name__)
        else:
            self.need(module.__name__)

    def install(self):
        """The suite's own helpers come first."""
        for name in list(self.modules):
            top = os.path.join(self.root, name.split(".")[0])
            if os.path.exists(top + ".py") or os.path.exists(os.path.join(top, "__init__.py")):
                del self.modules[name]
        sys.meta_path.insert(0, self)
        self.uses.watch()

    def seal(self):
        self.uses.stop()

    # binding

    def need(self, name):
        if name not in self.bound:
            self.bind(self.peer, [name])
        error = self.errors.get(name)
        if error is not None:
            raise error

    def bind(self, peer, names):
        LINK.peer = self.peer = peer
        wanted = [n for n in names if n in self.modules and n in self.shape["modules"]]
        self.bound.update(names)
        questions = tuple(
            (i, e["module"], e["name"], "error" if e.get("exception") else e["kind"])
            for i, e in enumerate(self.entries)
            if i not in self.present
        )
        answer = peer.ask(special.BIND, tuple(wanted), questions)
        try:
            errors, infos = answer
            for name, error in zip(wanted, errors):
                if error is not None and not isinstance(error, BaseException):
                    raise TypeError("not an exception")
                self.errors[name] = error
            if len(infos) > len(questions) or len({i for i, *_ in infos}) != len(infos):
                raise ValueError("too many answers")
            for info in infos:
                binder.take(self, info)
            for info in infos:
                binder.bases(self, info)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            peer.end("protocol", "a malformed answer to a binding")

