"""Makes proxies for what arrives: their special methods, classes that the shape does not have, objects that carry data."""

from . import special
from .proxies import LINK, Remote, RemoteType, ask
from .special import ALL, BIT, OPEN_MASK, UNHASHABLE

_new = object.__new__
_set = object.__setattr__


def _open_method(name):
    def method(self, *args):
        return ask(special.SPECIAL, name, self, args)

    return method


def _guarded_method(name):
    def method(self, other):
        return LINK.peer.compare(self, name, other)

    return method


def _hash(self):
    value = ask(special.SPECIAL, "__hash__", self, ())
    return hash(value) if type(value) is int else hash(None)


_METHODS = {n: _open_method(n) if BIT[n] & OPEN_MASK else _guarded_method(n) for n in ALL}
_METHODS["__hash__"] = _hash


def furnish(kind, mask, allowed):
    """Gives a proxy class the special methods that its class has and may have."""
    mask &= OPEN_MASK | allowed | UNHASHABLE
    for name, bit in BIT.items():
        if mask & bit:
            type.__setattr__(kind, name, _METHODS[name])
    if mask & UNHASHABLE or (mask & BIT["__eq__"] and not mask & BIT["__hash__"]):
        type.__setattr__(kind, "__hash__", None)


_unknown = {}
_doc = property(lambda self: ask(special.GET, self, "__doc__"))
_MOST_CLASSES = 2000


def unknown_class(name, mask, base=None):
    """A proxy class for objects whose class the shape does not have."""
    base = base or Remote
    key = (name, mask, base)
    if key not in _unknown:
        if len(_unknown) >= _MOST_CLASSES:
            raise ValueError("too many classes")
        kind = RemoteType(name, (base,), {"__module__": "application", "__doc__": _doc}, path=-1)
        furnish(kind, mask, 0)
        _unknown[key] = kind
    return _unknown[key]


_OF_VIEW = "eq ne lt le gt ge hash len iter getitem contains add radd mul rmul mod".split()
_OF_VIEW += "sub rsub truediv rtruediv floordiv rfloordiv rmod pow rpow neg pos abs int float index bool format".split()
_views = {}


def view_class(kind, base):
    """A proxy class whose objects hold their data here, as a named tuple does: nothing is asked to compare them."""
    key = (kind, base)
    if key not in _views:
        space = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
        for name in _OF_VIEW:
            if hasattr(base, "__%s__" % name):
                space["__%s__" % name] = getattr(base, "__%s__" % name)
        _views[key] = RemoteType(kind.__name__, (kind, base), space, path=-1)
    return _views[key]


def make(kind, number, view=None):
    """The proxy of one object of the candidate."""
    if issubclass(kind, BaseException):
        value = kind.__new__(kind)
    elif view is None:
        value = _new(kind)
    else:
        base = type(view)
        value = base.__new__(view_class(kind, base), view)
    _set(value, "_iccm_id", number)
    _set(value, "_iccm_seen", 1)
    return value
