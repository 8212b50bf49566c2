import enum
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from functools import total_ordering

Reading = namedtuple("Reading", "minute height")


class Colour(enum.Enum):
    RED = "r"
    GREEN = "g"

    def shout(self):
        return self.name + "!"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 5


class Right(enum.Flag):
    READ = 1
    WRITE = 2


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def moved(self, dx):
        return Point(self.x + dx, self.y)


@total_ordering
class Money:
    rate = 3

    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        if isinstance(other, int):
            return self.cents == other
        return isinstance(other, Money) and self.cents == other.cents

    def __lt__(self, other):
        return self.cents < (other if isinstance(other, int) else other.cents)

    def __hash__(self):
        return hash(self.cents)

    def __repr__(self):
        return f"Money({self.cents})"

    def __str__(self):
        return f"{self.cents / 100:.2f}"

    def __mul__(self, by):
        return Money(self.cents * by)

    __rmul__ = __mul__

    def __bool__(self):
        return self.cents != 0

    def __float__(self):
        return self.cents / 100

    def __format__(self, spec):
        return "M" + format(self.cents, spec)

    @property
    def euros(self):
        return self.cents // 100

    @euros.setter
    def euros(self, value):
        self.cents = value * 100

    @classmethod
    def parse(cls, text):
        return cls(int(text))

    @staticmethod
    def zero():
        return Money(0)


class Unit:
    made = 0

    def __init__(self, name, parts=None):
        Unit.made += 1
        self.name = name
        self.parts = parts if parts is not None else []
        self.on_change = None

    def add(self, part):
        self.parts.append(part)
        if self.on_change:
            self.on_change(self, part)
        return self

    def __iter__(self):
        return iter(self.parts)

    def __len__(self):
        return len(self.parts)

    def __contains__(self, part):
        return part in self.parts

    def __getitem__(self, i):
        return self.parts[i]

    def __setitem__(self, i, value):
        self.parts[i] = value

    def __delitem__(self, i):
        del self.parts[i]

    def __call__(self, n):
        return [self.name] * n

    def __enter__(self):
        self.parts.append("open")
        return self

    def __exit__(self, kind, error, tb):
        self.parts.append(kind.__name__ if kind else "closed")
        return kind is KeyError


class SpecialUnit(Unit):
    pass


class Shelf(list):
    def total(self):
        return sum(self)


@dataclass
class Box:
    label: str
    items: list = field(default_factory=list)


def counted(words):
    return Counter(words)


def grouped(words):
    groups = defaultdict(list)
    for word in words:
        groups[word[0]].append(word)
    return groups


def ordered(pairs):
    return OrderedDict(pairs)


def queue(items, size):
    return deque(items, size)
