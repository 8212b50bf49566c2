"""Mutable containers that both sides know: one object on each side, kept equal whenever a message crosses.

A side notices its own changes by comparing identities with what it saw last, so nothing of the other side is called.
Numbers are even for containers of the tests' side and odd for the candidate's.
"""

import collections
import sys
from operator import is_

_references = sys.getrefcount

KIND_LIST = [
    list, dict, set, bytearray, collections.deque, collections.OrderedDict, collections.defaultdict, collections.Counter
]  # fmt: skip
KINDS = {kind: code for code, kind in enumerate(KIND_LIST)}
PAIRS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)
FACTORIES = {None: None, "int": int, "float": float, "str": str, "list": list, "dict": dict, "set": set}
NAMES = {factory: name for name, factory in FACTORIES.items()}
MOST = 100_000


def option(value, kind):
    if kind is collections.deque:
        return value.maxlen
    if kind is collections.defaultdict:
        return NAMES.get(value.default_factory)
    return None


def make(kind, option):
    if kind is collections.deque:
        if option is not None and (type(option) is not int or not 0 <= option < 1 << 40):
            raise ValueError("not a length")
        return collections.deque((), option)
    if kind is collections.defaultdict:
        if option is not None and type(option) is not str or option not in FACTORIES:
            raise ValueError("not a factory")
        return collections.defaultdict(FACTORIES[option])
    return kind()


class Share:
    __slots__ = ("number", "object", "kind", "pairs", "seen", "pending")

    def __init__(self, number, value, kind):
        self.number = number
        self.object = value
        self.kind = kind
        self.pairs = kind in PAIRS
        self.pending = False
        self.seen = None

    def flat(self):
        """What is inside; for a dict each key followed by its value."""
        if self.pairs:
            return [part for pair in self.object.items() for part in pair]
        return bytes(self.object) if self.kind is bytearray else list(self.object)

    def look(self):
        """Remembers what is inside now."""
        value = self.object
        if self.pairs:
            self.seen = (list(value), list(value.values()))
        elif self.kind is bytearray:
            self.seen = bytes(value)
        else:
            self.seen = list(value)

    def same(self):
        value, seen = self.object, self.seen
        if self.pairs:
            return (
                len(value) == len(seen[0])
                and all(map(is_, value, seen[0]))
                and all(map(is_, value.values(), seen[1]))
            )
        if self.kind is bytearray:
            return value == seen
        if len(value) != len(seen):
            return False
        if self.kind is set:
            return all(map(is_, value, seen)) or set(map(id, value)) == set(map(id, seen))
        return all(map(is_, value, seen))

    def fill(self, items):
        value = self.object
        if self.pairs:
            value.clear()
            # not update(), which counts in a Counter
            for key, item in zip(items[::2], items[1::2]):
                dict.__setitem__(value, key, item) if self.kind is not collections.OrderedDict else value.__setitem__(
                    key, item
                )
        elif self.kind is set:
            value.clear()
            value.update(items)
        elif self.kind is collections.deque:
            value.clear()
            value.extend(items)
        else:
            value[:] = items
        self.look()


class Shares:
    def __init__(self, first):
        self.next = first + 2
        self.parity = first
        self.last = 1 - first
        self.by_number = {}
        self.by_object = {}

    def known(self, value):
        return self.by_object.get(id(value))

    def keep(self, share):
        if len(self.by_number) >= MOST:
            raise ValueError("too many containers")
        self.by_number[share.number] = share
        self.by_object[id(share.object)] = share
        return share

    def add(self, value, kind):
        self.next += 2
        return self.keep(Share(self.next, value, kind))

    def adopt(self, number, kind, option):
        """A container of the other side."""
        if number % 2 == self.parity or number <= self.last:
            raise ValueError("a container's number is not new")
        self.last = number
        return self.keep(Share(number, make(kind, option), kind))

    def changed(self):
        return [s for s in self.by_number.values() if not s.pending and not s.same()]

    def drop(self, number):
        share = self.by_number.pop(number, None)
        if share is not None:
            del self.by_object[id(share.object)]

    def drop_after(self, number):
        """Forgets this side's containers that were never sent."""
        for n in range(number + 2, self.next + 1, 2):
            self.drop(n)

    def unused(self):
        """Forgets the containers that nobody else on this side holds, and tells their numbers."""
        numbers = [n for n, s in self.by_number.items() if _references(s.object) <= 2]
        for number in numbers:
            self.drop(number)
        return numbers
