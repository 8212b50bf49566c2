"""What a suite sees instead of the application: classes, functions and objects whose substance is in the candidate.

They are made from the shape before a candidate exists, and bound to it by link.py. All real work is LINK's: ask(op, ...).
"""

from . import special
from .special import READABLE

_dict = type.__dict__["__dict__"].__get__


class NotConnected(RuntimeError):
    """The suite needs the application while it is collected."""


class Unconnected:
    """Stands for the candidate before there is one."""

    def ask(self, op, *body):
        raise NotConnected("the suite uses the application while it is collected")

    compare = ask

    def release(self, *args):
        pass


class Link:
    """Whom to ask."""

    def __init__(self):
        self.peer = Unconnected()


LINK = Link()


def ask(op, *body):
    return LINK.peer.ask(op, *body)


def call(target, args, kwargs):
    return ask(special.CALL, target, args, tuple(kwargs), tuple(kwargs.values()))


def hidden(name):
    return name.startswith("_iccm") or (name.startswith("__") and name.endswith("__") and name not in READABLE)


class RemoteType(type):
    """The type of proxy classes; bound to a class of the candidate by its path."""

    def __new__(mcls, name, bases, space, path=None):
        kind = super().__new__(mcls, name, bases, space)
        if path is None and not issubclass(kind, BaseException):
            raise TypeError("a suite that derives classes from the application's cannot run isolated")
        type.__setattr__(kind, "_iccm_path", path)
        return kind

    def __init__(cls, name, bases, space, path=None):
        super().__init__(name, bases, space)

    def __call__(cls, *args, **kwargs):
        if vars(cls).get("_iccm_local") or cls._iccm_path is None:
            return super().__call__(*args, **kwargs)
        return call(cls, args, kwargs)

    def __getattr__(cls, name):
        if hidden(name) or cls._iccm_path is None:
            raise AttributeError("type object %r has no attribute %r" % (cls.__name__, name))
        return ask(special.GET, cls, name)

    def __setattr__(cls, name, value):
        if cls._iccm_path is not None and not name.startswith("_iccm"):
            ask(special.SET, cls, name, value)
            if not (hasattr(value, "__get__") or hasattr(value, "__code__")):
                value = Attribute(None, name)
        type.__setattr__(cls, name, value)

    def __delattr__(cls, name):
        if cls._iccm_path is not None:
            ask(special.DELETE, cls, name)
        if name in _dict(cls):
            type.__delattr__(cls, name)


class EnumType(RemoteType):
    """The type of proxy enumerations."""

    def __iter__(cls):
        return iter(cls._iccm_members.values())

    def __reversed__(cls):
        return reversed(list(cls._iccm_members.values()))

    def __len__(cls):
        return len(cls._iccm_members)

    def __contains__(cls, value):
        return isinstance(value, cls) or any(same(m._iccm_value, value) for m in cls)

    def __getitem__(cls, name):
        return cls._iccm_members[name]

    def __getattr__(cls, name):
        members = _dict(cls).get("_iccm_members", {})
        return members[name] if name in members else super().__getattr__(name)

    @property
    def __members__(cls):
        return dict(cls._iccm_members)


def same(a, b):
    return type(a) is type(b) and a == b


class Remote(metaclass=RemoteType, path=-1):
    """An object of the candidate."""

    def __getattr__(self, name):
        if hidden(name):
            raise AttributeError("%r object has no attribute %r" % (type(self).__name__, name))
        return ask(special.GET, self, name)

    def __setattr__(self, name, value):
        ask(special.SET, self, name, value)

    def __delattr__(self, name):
        ask(special.DELETE, self, name)

    def __repr__(self):
        return text(ask(special.SPECIAL, "__repr__", self, ()))

    def __str__(self):
        return text(ask(special.SPECIAL, "__str__", self, ()))

    @property
    def __dict__(self):
        return ask(special.GET, self, "__dict__")

    def __copy__(self):
        return ask(special.COPY, self, False)

    def __deepcopy__(self, memo):
        return ask(special.COPY, self, True)

    def __reduce_ex__(self, protocol):
        raise TypeError("objects of the candidate cannot be pickled in the tests' process")

    def __del__(self):
        try:
            LINK.peer.release(self._iccm_id, self._iccm_seen)
        except AttributeError:  # not finished
            pass


def number_of(value):
    """The candidate's number of an object; members that both sides know by their path have none."""
    for name in ("_iccm_id", "_iccm_extra"):
        try:
            return object.__getattribute__(value, name)
        except AttributeError:
            pass
    return None


def text(value):
    if type(value) is not str:
        raise TypeError("not a text")
    return value


class Member(Remote, path=-1):
    """A member of an enumeration: one object for each, known before the candidate is."""

    _iccm_name = _iccm_value = _iccm_view = None  # of a combination of flags

    @property
    def name(self):
        return ask(special.GET, self, "name") if self._iccm_name is None else self._iccm_name

    @property
    def value(self):
        return ask(special.GET, self, "value") if self._iccm_name is None else self._iccm_value

    @property
    def __name__(self):
        return "%s.%s" % (type(self).__name__, self._iccm_name)

    def __hash__(self):
        view = self._iccm_view
        return object.__hash__(self) if view is None else hash(view)

    def __eq__(self, other):
        if self is other:
            return True
        view = self._iccm_view
        if view is None:
            return NotImplemented
        return view == (other._iccm_view if isinstance(other, Member) else other)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _of_member(name):
    def method(self, *others):
        view = self._iccm_view
        if view is None and all(isinstance(o, Remote) for o in others):
            return ask(special.SPECIAL, name, self, others)
        if view is None or not hasattr(view, name):
            return NotImplemented
        return getattr(view, name)(*(o._iccm_view if isinstance(o, Member) else o for o in others))

    return method


_NUMBERS = "lt le gt ge add radd sub rsub mul rmul floordiv rfloordiv truediv rtruediv mod rmod and rand or ror".split()
for _name in _NUMBERS:
    type.__setattr__(Member, "__%s__" % _name, _of_member("__%s__" % _name))


class Function:
    # a function of one of the application's modules

    @property
    def __doc__(self):
        return ask(special.GET, self, "__doc__")

    def __init__(self, path, module, name):
        self._iccm_path = path
        self.__name__ = name.rpartition(".")[2]
        self.__qualname__ = name
        self.__module__ = module

    def __call__(self, *args, **kwargs):
        return call(self, args, kwargs)

    def __getattr__(self, name):
        if hidden(name):
            raise AttributeError("function %r has no attribute %r" % (self.__name__, name))
        return ask(special.GET, self, name)

    def __repr__(self):
        return "<function %s>" % self.__qualname__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def coroutine(path, module, name):
    """A function whose coroutine the candidate runs to its end when it is awaited."""

    async def proxy(*args, **kwargs):
        return ask(special.AWAIT, proxy, args, tuple(kwargs), tuple(kwargs.values()))

    proxy._iccm_path = path
    proxy.__name__ = name
    proxy.__qualname__ = name
    proxy.__module__ = module
    return proxy


class Bound:
    """A method of a remote object or class: one round trip when it is called."""

    def __init__(self, owner, name):
        self.__self__ = owner
        self.__name__ = name

    def __call__(self, *args, **kwargs):
        return ask(special.METHOD, self.__self__, self.__name__, args, tuple(kwargs), tuple(kwargs.values()))

    def __getattr__(self, name):
        if hidden(name):
            raise AttributeError(name)
        return ask(special.GET, self, name)

    def __eq__(self, other):
        return type(other) is Bound and self.__self__ is other.__self__ and self.__name__ == other.__name__

    def __hash__(self):
        return hash((id(self.__self__), self.__name__))


class Method:
    """A method in a proxy class."""

    def __init__(self, path, name):
        self._iccm_path = path
        self.name = name

    def __get__(self, value, owner):
        return Bound(owner if value is None else value, self.name)


class Attribute:
    """A property or class constant in a proxy class: read anew each time."""

    def __init__(self, path, name):
        self._iccm_path = path
        self.name = name

    def __get__(self, value, owner):
        return ask(special.GET, owner if value is None else value, self.name)

    def __set__(self, value, new):
        ask(special.SET, value, self.name, new)

    def __delete__(self, value):
        ask(special.DELETE, value, self.name)


class RemoteError:
    """What exceptions of the application share: their text is the candidate's."""

    def __str__(self):
        own = self.__dict__.get("_iccm_text")
        if own is None and "_iccm_id" in self.__dict__:
            return text(ask(special.SPECIAL, "__str__", self, ()))
        return super().__str__() if own is None else own

    def __del__(self):
        number = self.__dict__.get("_iccm_id")
        if number is not None:
            LINK.peer.release(number, self.__dict__["_iccm_seen"])
