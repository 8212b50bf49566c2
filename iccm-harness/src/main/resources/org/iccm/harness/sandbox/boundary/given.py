"""What the suite hands to the candidate and keeps itself: functions, fakes, files. The candidate may call them, with data
or its own objects as arguments, and read public names of them; each kind says which.

    functions, other classes      call
    suite classes                 call, public names
    their instances               public names (get, set), their special methods
    files (io)                    FILE, iteration, with
    mocks                         public names that are not the mock's own, call
    random.Random                 RANDOM
    SimpleNamespace, Namespace    public names
    other iterators               next
"""

import argparse
import collections.abc
import functools
import io
import random
import types

from . import special
from .codec import Unsendable
from .special import BIT

FILE = frozenset(
    "read readline readlines write writelines close flush seek tell truncate getvalue closed name mode encoding newlines "
    "readable writable seekable isatty buffer read1 readinto".split()
)
RANDOM = frozenset("random randint randrange choice choices shuffle sample uniform gauss seed getrandbits".split())
UNKNOWN = object()
_FUNCTIONS = (
    types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodDescriptorType, types.MethodWrapperType,
    types.WrapperDescriptorType, types.ClassMethodDescriptorType, functools.partial,
)  # fmt: skip
_ITERATION = BIT["__iter__"] | BIT["__next__"]
_FILE_MASK = _ITERATION | BIT["__enter__"] | BIT["__exit__"]
_BASES = (str, bytes, bytearray, int, float, complex, tuple, list, dict, set, frozenset)


class Forbidden(Exception):
    """The candidate asked for what it may not have."""


def public(name):
    return type(name) is str and name.isidentifier() and not name.startswith("_")


def is_mock(value):
    return any(k.__module__ == "unittest.mock" and k.__name__ == "NonCallableMock" for k in type(value).__mro__)


def base_data(value):
    """An exact built-in value of what derives from one."""
    for base in _BASES:
        if isinstance(value, base):
            if hasattr(type(value), "_fields"):
                return None
            return {k: value[k] for k in value} if base is dict else base(value)
    return None


class Given:
    def __init__(self, suite):
        self.suite = suite
        self.objects = []
        self.numbers = {}
        self.described = set()
        self.describing = []
        self.masks = {}

    def number(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            self.objects.append(value)
            number = self.numbers[id(value)] = len(self.objects)
        return number

    def get(self, number):
        return self.objects[number - 1] if 0 < number <= len(self.objects) else UNKNOWN

    def sent(self):
        self.describing.clear()

    def undo(self):
        """What was to be told with a message that could not be written."""
        self.described.difference_update(self.describing)
        self.describing.clear()

    def put(self, e, value, depth, class_of):
        kind, mask, base = self.describe(value, class_of)
        number = self.number(value)
        e.out += b"K"
        e.number(number)
        if number in self.described:
            e.text("")
            return
        self.described.add(number)
        self.describing.append(number)
        self.masks[number] = mask
        e.text(kind)
        e.put(mask, depth)
        named = value if kind in ("function", "error") else type(value)
        e.text(str(getattr(named, "__name__", "object"))[:100])
        doc = getattr(value, "__doc__", None) if kind == "function" else None
        e.put(doc if type(doc) is str else None, depth + 1)
        e.put(base, depth + 1)

    def describe(self, value, class_of):
        if isinstance(value, type) and issubclass(value, BaseException):
            return "error", 0, class_of(value.__mro__[1])
        if isinstance(value, type) and self.suite(value.__module__):
            return "object", BIT["__call__"], None
        if isinstance(value, (*_FUNCTIONS, type)):
            return "function", 0, None
        if is_mock(value):
            return "object", special.mask_of(type(value)), None
        if isinstance(value, io.IOBase):
            return "object", _FILE_MASK, None
        if self.suite(type(value).__module__):
            return "object", special.mask_of(type(value)), None
        if isinstance(value, collections.abc.Iterator):
            return "object", _ITERATION, None
        if type(value) in (random.Random, types.SimpleNamespace, argparse.Namespace):
            return "object", 0, None
        raise Unsendable("%s cannot be handed to the candidate" % type(value).__name__)

    def may_read(self, value, name):
        if not public(name):
            return False
        if isinstance(value, type):
            return self.suite(value.__module__)
        if isinstance(value, _FUNCTIONS):
            return False
        if is_mock(value):
            import unittest.mock

            return not name.startswith(("assert", "mock")) and not hasattr(unittest.mock.NonCallableMock, name)
        if isinstance(value, io.IOBase):
            return name in FILE
        if type(value) is random.Random:
            return name in RANDOM
        return self.suite(type(value).__module__) or type(value) in (types.SimpleNamespace, argparse.Namespace)

    def serve(self, op, body):
        value = self.get(body[0])
        if value is UNKNOWN or body[0] not in self.masks:
            raise Forbidden("an unknown object of the suite")
        if op == special.BACK_CALL and len(body) == 4:
            _, args, names, values = body
            ok = type(args) is tuple and type(names) is tuple and type(values) is tuple and len(names) == len(values)
            if not ok or not all(type(n) is str for n in names) or isinstance(value, io.IOBase):
                raise Forbidden("a malformed call")
            return value(*args, **dict(zip(names, values)))
        if op == special.BACK_GET and len(body) == 2:
            if not self.may_read(value, body[1]):
                raise AttributeError("%s has no attribute %r" % (type(value).__name__, body[1]))
            return getattr(value, body[1])
        if op == special.BACK_SET and len(body) == 3:
            if isinstance(value, (io.IOBase, type)) or not self.may_read(value, body[1]):
                raise AttributeError("%s cannot be set" % (body[1],))
            setattr(value, body[1], body[2])
            return None
        if op == special.BACK_SPECIAL and len(body) == 3 and type(body[2]) is tuple:
            name = body[1]
            if name in ("__str__", "__repr__") and not body[2]:
                return str(value) if name == "__str__" else repr(value)
            if type(name) is not str or not self.masks[body[0]] & BIT.get(name, 0):
                raise Forbidden("an operation that it does not have: %r" % (name,))
            return getattr(type(value), name)(value, *body[2])
        raise Forbidden("a malformed call")


def fresh(value):
    """A copy, so that nothing tells the question from its decoys."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return kind([fresh(v) for v in value])
    if kind is dict:
        return {fresh(k): fresh(v) for k, v in value.items()}
    return bytearray(value) if kind is bytearray else value


def _others(value, step, rnd):
    """Evenly spaced, the value at any place among them."""
    place = rnd.randrange(4)
    return [value + (i - place) * step for i in range(4) if i != place]


def decoys(value, member, rnd):
    """Values that cannot be equal to this one if it is; for members, ones that hardly anything contains."""
    kind = type(value)
    if member:
        unlikely = "".join(rnd.choice("bcdfghjklmnpqrstvwxyz") for _ in range(12))
        if kind in (int, float, bool):
            return [kind(rnd.randrange(1 << 40, 1 << 50)) if kind is not bool else unlikely, -rnd.randrange(1 << 40, 1 << 50)]
        return [unlikely, unlikely[::-1]]
    if kind is bool:
        return [not value]
    if kind is int:
        return _others(value, rnd.randrange(1, 9), rnd)
    if kind is float:
        return _others(value, (1 + abs(value)) * rnd.randrange(1, 9) / 8, rnd)
    if kind is str:
        letters = "bcdfghjklmnpqrstvwxyz"
        at = rnd.randrange(len(value) + 1)
        return [value[:at] + rnd.choice(letters) + value[at:], rnd.choice(letters) + value[1:] + rnd.choice(letters)]
    if kind is bytes:
        return [value + b"x", b"y" + value]
    if kind in (list, tuple):
        other = [decoys(v, False, rnd) for v in value[-1:]]
        tail = other[0][:1] if other and other[0] else [rnd.randrange(1000)]
        return [fresh(value[:-1]) + kind(tail), fresh(value) + kind(tail)]
    if kind is dict:
        return [{**fresh(value), "extra": rnd.randrange(1000)}]
    if kind in (set, frozenset):
        return [kind([*value, rnd.randrange(1 << 40)])]
    return [rnd.randrange(1000), "none"]
