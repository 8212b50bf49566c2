"""The fixed table of value types that cross as data besides the built-in ones. No other name becomes a type."""

import builtins
import datetime
import decimal
import fractions
import operator
import pathlib
import re
import uuid

# plain types, standard exceptions and harmless functions; nothing that reads, runs or looks up
_NAMES = """int float complex str bytes bytearray bool list tuple dict set frozenset range slice object memoryview
    len abs min max sum sorted round repr ascii ord chr hash id any all divmod pow callable bin hex oct format
    reversed enumerate zip map filter iter next isinstance issubclass print property staticmethod classmethod""".split()
_NAMES += sorted(n for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, BaseException))
_OPERATORS = "add sub mul truediv floordiv mod pow neg eq ne lt le gt ge and_ or_ xor not_".split()
OBJECTS = [getattr(builtins, n) for n in _NAMES if hasattr(builtins, n)] + [getattr(operator, n) for n in _OPERATORS]
OBJECTS += [datetime.date, datetime.datetime, datetime.time, datetime.timedelta, decimal.Decimal, fractions.Fraction]
OBJECTS += [pathlib.Path, type(None), Ellipsis, NotImplemented]
_CODES = {id(o): i for i, o in enumerate(OBJECTS)}


def _zone(value):
    """An offset is data; other time zones are not."""
    zone = value.tzinfo
    return type(zone) in (type(None), datetime.timezone)


def _instant(v):
    return (v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond, v.tzinfo, v.fold)


def _hour(v):
    return (v.hour, v.minute, v.second, v.microsecond, v.tzinfo, v.fold)


def _of(kinds, args):
    if len(args) != len(kinds) or not all(type(a) in k if type(k) is tuple else type(a) is k for a, k in zip(args, kinds)):
        raise ValueError("wrong parts")
    return args


_I = int
_NONE = type(None)
_ZONE = (_NONE, datetime.timezone)
_POSITION = (int, _NONE)


def _make_instant(a):
    a = _of((_I,) * 7 + (_ZONE, _I), a)
    return datetime.datetime(*a[:8], fold=a[8])


def _make_hour(a):
    a = _of((_I,) * 4 + (_ZONE, _I), a)
    return datetime.time(*a[:5], fold=a[5])


def _delta(a):
    return datetime.timedelta(*_of((_I, _I, _I), a))


def _make_path(kind):
    return lambda a: kind(*_of((str,), a))


def _make_decimal(a):
    return decimal.Decimal(*_of((str,), a))


# type, its parts, how it is made of them
_TABLE = [
    (range, lambda v: (v.start, v.stop, v.step), lambda a: range(*_of((_I, _I, _I), a))),
    (slice, lambda v: (v.start, v.stop, v.step), lambda a: slice(*_of((_POSITION,) * 3, a))),
    (complex, lambda v: (v.real, v.imag), lambda a: complex(*_of((float, float), a))),
    (decimal.Decimal, lambda v: (str(v),), _make_decimal),
    (fractions.Fraction, lambda v: (v.numerator, v.denominator), lambda a: fractions.Fraction(*_of((_I, _I), a))),
    (datetime.date, lambda v: (v.year, v.month, v.day), lambda a: datetime.date(*_of((_I,) * 3, a))),
    (datetime.time, _hour, _make_hour),
    (datetime.datetime, _instant, _make_instant),
    (datetime.timedelta, lambda v: (v.days, v.seconds, v.microseconds), _delta),
    (
        datetime.timezone,
        lambda v: (v.utcoffset(None), v.tzname(None)),
        lambda a: datetime.timezone(*_of((datetime.timedelta, str), a)),
    ),
    (uuid.UUID, lambda v: (v.int,), lambda a: uuid.UUID(int=_of((_I,), a)[0])),
    (pathlib.PurePosixPath, lambda v: (str(v),), _make_path(pathlib.PurePosixPath)),
    (pathlib.PosixPath, lambda v: (str(v),), _make_path(pathlib.PosixPath)),
    (re.Pattern, lambda v: (v.pattern, v.flags), lambda a: re.compile(*_of(((str, bytes), _I), a))),
    (type({}.keys()), tuple, lambda a: dict.fromkeys(a).keys()),
    (type({}.values()), tuple, lambda a: dict(enumerate(a)).values()),
    (type({}.items()), tuple, lambda a: dict(a).items()),
]
_APART = {kind: (code, apart) for code, (kind, apart, _) in enumerate(_TABLE)}
_OBJECT = len(_TABLE)


def take_apart(value):
    """(code, parts), or None if the table does not have it."""
    code = _CODES.get(id(value))
    if code is not None and OBJECTS[code] is value:
        return _OBJECT, (code,)
    found = _APART.get(type(value))
    if found is None or (type(value) in (datetime.time, datetime.datetime) and not _zone(value)):
        return None
    return found[0], found[1](value)


def put_together(code, parts):
    if code == _OBJECT:
        index = _of((int,), parts)[0]
        if index < 0:
            raise ValueError("unknown object")
        return OBJECTS[index]
    return _TABLE[code][2](parts)
