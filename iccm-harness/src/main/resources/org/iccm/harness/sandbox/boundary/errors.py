"""Exceptions as data: class, arguments, text, attributes, cause and context, notes."""

from .codec import ProtocolError
from .special import standard

_SLOTS = ("filename", "filename2", "name", "path")
_CHAIN = 6
MOST_NAME = 100


def put(e, error, depth, class_of, number):
    """number: how the sender knows this very exception."""
    kind = type(error)
    named = class_of(kind)
    exact = not isinstance(named, str) or standard(named) is kind
    e.out += b"E"
    e.number(number)
    e.put(named, depth + 1)
    e.text("" if exact else kind.__name__[:MOST_NAME])
    e.put(tuple(error.args) if isinstance(error.args, tuple) else (), depth + 1)
    e.put(text_of(error), depth + 1)
    # where an exception says no more than its class and arguments, neither does this
    attributes = [p for p in error.__dict__.items() if isinstance(p[0], str) and p[0][:6] not in ("_iccm_", "__note")]
    for name in _SLOTS:
        value = getattr(error, name, None)
        if name not in error.__dict__ and type(value) in (str, bytes, int):
            attributes.append((name, value))
    e.put(tuple(attributes), depth + 1)
    e.put(tuple(str(n) for n in getattr(error, "__notes__", ())), depth + 1)
    deep = depth >= _CHAIN
    e.put(None if deep else error.__cause__, depth + 1)
    e.put(None if deep else error.__context__, depth + 1)
    e.put(bool(error.__suppress_context__), depth + 1)


def text_of(error):
    try:
        text = str(error)
        return text if type(text) is str else str.__str__(text)
    except BaseException:
        return None


def get(d, depth, class_for):
    number = d.number()
    named = d.get(depth + 1)
    name = d.text()
    args = d.plain_tuple(depth + 1)
    text = d.get(depth + 1)
    attributes = d.plain_tuple(depth + 1)
    notes = d.plain_tuple(depth + 1)
    cause, context, suppress = d.get(depth + 1), d.get(depth + 1), d.get(depth + 1)
    if len(name) > MOST_NAME or (name and not name.isidentifier()) or type(text) not in (str, type(None)):
        raise ProtocolError("a malformed exception")
    kind = class_for(named, name, number)
    error = make(kind, args)
    for pair in attributes:
        if type(pair) is not tuple or len(pair) != 2 or type(pair[0]) is not str or not allowed(pair[0]):
            raise ProtocolError("a malformed exception")
        if pair[0] in _SLOTS:
            try:
                setattr(error, *pair)
                continue
            except (AttributeError, TypeError):
                pass
        error.__dict__[pair[0]] = pair[1]
    finish(error, cause, context, suppress, notes)
    if hasattr(kind, "_iccm_path"):
        error.__dict__["_iccm_text"] = text
        if number:
            error.__dict__["_iccm_id"] = number
            error.__dict__["_iccm_seen"] = 1
    d.ends.came(error, number)
    return error


def allowed(name):
    """Attributes that an exception may bring along."""
    return name.isidentifier() and not name.startswith(("__", "_iccm")) and not hasattr(BaseException, name)


def make(kind, args):
    """An exception without running an initialiser of an application or of the standard library's Python code."""
    builtin = next(b for b in kind.__mro__ if b.__module__ == "builtins")
    try:
        error = kind.__new__(kind, *args)
        if issubclass(builtin, (OSError, UnicodeError, SystemExit, StopIteration, SyntaxError, ImportError)):
            builtin.__init__(error, *args)
    except TypeError:
        error = kind.__new__(kind)
    error.args = args
    return error


def finish(error, cause, context, suppress, notes):
    for link in (cause, context):
        if link is not None and not isinstance(link, BaseException):
            raise ProtocolError("a malformed exception")
    if type(suppress) is not bool or not all(type(n) is str for n in notes):
        raise ProtocolError("a malformed exception")
    error.__cause__ = cause
    error.__context__ = context
    error.__suppress_context__ = suppress
    if notes:
        error.__notes__ = list(notes)


