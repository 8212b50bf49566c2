"""The candidate's end: which of its objects the tests hold, and how they are written."""

import enum
import types

from . import codec, errors, special
from .shares import Shares
from .stand_in import Stand, number_of, stand_for

_VIEWS = (bool, int, float, str, bytes, tuple)
_MUTABLE = (list, dict, set, bytearray)
_exact = (int, float, str, bytes, bool, type(None), complex)


def plain(items):
    return all(type(i) in _exact or (type(i) in (tuple, frozenset) and plain(i)) for i in items)


def base_of(kind, bases):
    return next((b for b in bases if issubclass(kind, b)), None)


class Objects:
    """Encodes and decodes for the candidate's side."""

    plain = staticmethod(plain)

    def __init__(self, back):
        self.back = back
        self.shares = Shares(1)
        self.table = {}
        self.numbers = {}
        self.last = 0
        self.paths = {}
        self.by_path = {}
        self.kinds = {}
        self.masks = {}
        self.stands = {}
        self.stand_of = {}
        self.origins = {}

    def name(self, path, value, named):
        """A name of the application: an object that both sides know by its path."""
        self.by_path[path] = value
        if named:
            self.paths.setdefault(id(value), path)

    def hold(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            self.last += 1
            number = self.numbers[id(value)] = self.last
            self.table[number] = [value, 0]
        self.table[number][1] += 1
        return number

    def release(self, number, count):
        entry = self.table.get(number)
        if entry is not None:
            entry[1] -= count
            if entry[1] <= 0:
                del self.table[number]
                del self.numbers[id(entry[0])]

    def mask(self, kind):
        mask = self.masks.get(kind)
        if mask is None:
            mask = self.masks[kind] = special.mask_of(kind)
        return mask

    def put_other(self, e, value, depth):
        kind = type(value)
        if kind is types.TracebackType:
            e.out += b"N"
            return
        if issubclass(kind, Stand):
            e.out += b"K"
            e.number(number_of(value))
            return
        stand = self.stands.get(id(value))
        if stand is not None:
            e.out += b"K"
            e.number(stand[1])
            return
        path = self.paths.get(id(value))
        if path is not None and self.by_path.get(path) is value:
            e.out += b"P"
            e.number(path)
            return
        if issubclass(kind, BaseException):
            self.put_error(e, value, depth)
            return
        known = self.kinds.get(kind)
        base = base_of(kind, _VIEWS)
        if base is not None and known is None and not (base is tuple and hasattr(kind, "_fields")):
            e.put(view(value, base), depth)
            return
        mutable = base_of(kind, _MUTABLE)
        if mutable is not None and known is None:
            e.shared(value, mutable, depth)
            return
        e.out += b"H"
        e.number(self.hold(value))
        e.number(0 if known is None else known + 1)
        e.put(self.mask(kind), depth)
        e.text(str(kind.__name__)[:100])
        e.put(None if base is None or issubclass(kind, enum.Enum) else view(value, base), depth + 1)

    def put_error(self, e, value, depth):
        origin = self.origins.get(id(value))
        if origin is not None and origin[0] is value:
            e.out += b"K"
            e.number(origin[1])
            return
        known = self.kinds.get(type(value))
        errors.put(e, value, depth, self.class_of, self.hold(value) if known is not None else 0)

    def class_of(self, kind):
        for base in kind.__mro__:
            path = self.kinds.get(base)
            if path is not None:
                return path
            name = special.standard_name(base)
            if name is not None:
                return name
        return "Exception"

    def get_other(self, d, tag, depth):
        if tag == 0x48:
            return self.table[d.number()][0]
        if tag == 0x50:
            return self.by_path[d.number()]
        if tag == 0x42:
            owner = d.get(depth + 1)
            return getattr(owner, d.text())
        if tag == 0x4B:
            return self.stand(d, depth)
        if tag == 0x45:
            return errors.get(d, depth, self.exception)
        raise codec.ProtocolError("an unknown tag")

    def stand(self, d, depth):
        number = d.number()
        kind = d.text()
        if kind:
            mask, name = d.get(depth), d.text()
            doc, base = d.get(depth + 1), d.get(depth + 1)
            if kind == "error":
                base = self.exception(base, "", 0)
                value = type(name, (base,), {"__module__": "tests"})
            else:
                value = stand_for(self.back, number, kind, mask, name, doc)
            self.stands[id(value)] = (value, number)
            self.stand_of[number] = value
        return self.stand_of[number]

    def sent(self):
        pass

    undo = sent

    def came(self, error, number):
        """An exception of the tests' side: sent back, it is itself."""
        self.origins[id(error)] = (error, number)

    def exception(self, named, name, number):
        if isinstance(named, type):
            kind = named
        else:
            kind = self.by_path[named] if type(named) is int else special.standard(named)
        if not isinstance(kind, type) or not issubclass(kind, BaseException):
            kind = Exception
        return type(name, (kind,), {"__module__": "tests"}) if name else kind


def view(value, base):
    """The exact built-in value in an object of a class that derives from it."""
    if base is bool or base is int:
        return int.__int__(value) if type(value) is not bool else value
    if base is float:
        return float.__float__(value)
    if base is str:
        return str.__str__(value)
    if base is bytes:
        return bytes.__getitem__(value, slice(None)) if type(value) is bytes else bytes(memoryview(value))
    return tuple(tuple.__iter__(value))


def describe(objects, path, entry_kind, place, name):
    """What the tests' side has to know about one name: see binder.py."""
    missing = (path, False, "", 0, (), (), False)
    if place is None:
        return missing
    if not name:
        objects.name(path, place, True)
        return (path, True, "module", 0, (), (), False)
    if "." in name:
        owner = place
        *outer, last = name.split(".")
        for part in outer:
            owner = getattr(owner, part, None)
        if not isinstance(owner, type):
            return missing
        value = find(owner, last)
    else:
        owner, last = place, name
        value = vars(place).get(name, find)
        if value is find:
            value = getattr(place, name, find)
    if value is find:
        return missing
    if entry_kind == "member":
        value = getattr(owner, last, None)
        ok = isinstance(value, enum.Enum)
        objects.name(path, value, ok)
        return (path, ok, "member", 0, (), (), False)
    named = isinstance(value, (types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType)) or callable(value)
    objects.name(path, value, named and entry_kind in ("function", "class", "enum"))
    if not isinstance(value, type):
        method = isinstance(value, (types.FunctionType, staticmethod, classmethod))
        return (path, True, "method" if method else "value", 0, (), (), False)
    return (path, True, "error" if issubclass(value, BaseException) else "class", objects.mask(value), (), (), False)


def find(owner, name):
    for base in owner.__mro__:
        if name in vars(base):
            return vars(base)[name]
    return find


def about_class(objects, info, exception):
    """Bases, members, and whether its exceptions can be made without it."""
    path, present, kind, mask, *_ = info
    value = objects.by_path.get(path)
    if kind not in ("class", "error") or (kind == "error") != exception:
        return info
    bases = []
    for base in value.__mro__[1:]:
        known = objects.kinds.get(base)
        if known is not None:
            bases.append(known)
        elif exception and special.standard_name(base):
            bases.append(special.standard_name(base))
    members = ()
    if issubclass(value, enum.Enum):
        members = tuple(member(objects, name, m) for name, m in value.__members__.items())
    own = [vars(b) for b in value.__mro__ if b.__module__ != "builtins"]
    local = exception and not any(n in space for space in own for n in ("__init__", "__new__", "__str__", "__setattr__"))
    return (path, present, kind, mask, tuple(bases), members, local)


def member(objects, name, value):
    path = objects.paths.get(id(value))
    base = base_of(type(value), _VIEWS)
    number = 0 if path is not None else objects.hold(value)
    return (name, path, number, value.value, None if base is None else view(value, base))


def plain_data(value):
    """The contents of an object whose class derives from a container."""
    base = base_of(type(value), _MUTABLE)
    if base is dict:
        return dict(dict.items(value))
    return base(value) if base is not None else None
