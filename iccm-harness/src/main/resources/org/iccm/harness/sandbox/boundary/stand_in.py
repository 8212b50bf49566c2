"""In the candidate's process: what stands for a function, fake or file of the tests."""

from . import special
from .special import ALL, BIT



class Stand:
    """An object of the tests; everything about it is asked there."""

    def __init__(self, back, number):
        object.__setattr__(self, "_iccm_back", back)
        object.__setattr__(self, "_iccm_number", number)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError("%r object has no attribute %r" % (type(self).__name__, name))
        return self._iccm_back(special.BACK_GET, self._iccm_number, name)

    def __setattr__(self, name, value):
        self._iccm_back(special.BACK_SET, self._iccm_number, name, value)

    def __repr__(self):
        return self._iccm_back(special.BACK_SPECIAL, self._iccm_number, "__repr__", ())

    def __str__(self):
        return self._iccm_back(special.BACK_SPECIAL, self._iccm_number, "__str__", ())


def number_of(stand):
    return object.__getattribute__(stand, "_iccm_number")


def _special(name):
    def method(self, *args):
        return self._iccm_back(special.BACK_SPECIAL, self._iccm_number, name, args)

    return method


def _call(self, *args, **kwargs):
    return self._iccm_back(special.BACK_CALL, self._iccm_number, args, tuple(kwargs), tuple(kwargs.values()))


_METHODS = {name: _special(name) for name in ALL}
_METHODS["__call__"] = _call
_classes = {}


def _class(name, mask):
    if (name, mask) not in _classes:
        space = {n: _METHODS[n] for n in ALL if mask & BIT[n]}
        if "__eq__" in space and "__hash__" not in space:
            space["__hash__"] = None
        _classes[name, mask] = type(name, (Stand,), space)
    return _classes[name, mask]


def stand_for(back, number, kind, mask, name, doc):
    if kind == "object":
        return _class(name, mask)(back, number)

    def function(*args, **kwargs):
        return back(special.BACK_CALL, number, args, tuple(kwargs), tuple(kwargs.values()))

    function.__name__ = function.__qualname__ = name
    function.__module__ = "tests"
    function.__doc__ = doc
    return function
