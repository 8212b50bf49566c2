"""The tests' end of the boundary: asks the candidate, answers its calls back, and believes nothing without looking.

    peer = Peer(tree, sock, deadline)    tree: modules.Tree, the proxies
    peer.ask(op, *body)                  one round trip; raises what the candidate raised
    peer.dead, peer.faults, peer.spoilt  how the candidate ended; contradictions; why the current test does not count
"""

import os
import random
import sys
import threading
import types
import weakref

from . import codec, errors, given, making, proxies, special
from .codec import ProtocolError, Unsendable
from .proxies import Bound, Remote, RemoteType
from .shares import Shares
from .wire import Ended, Overdue, Wire

MOST_NESTED = 30
MOST_OUTPUT = 16 << 20
_random = random.SystemRandom()
_write = os.write
_exact = (int, float, str, bytes, bool, type(None), complex)


class Gone(BaseException):
    """The candidate cannot be asked any more; not an Exception, so that no test mistakes it for an answer."""


def plain(items):
    return all(type(i) in _exact or (type(i) in (tuple, frozenset) and plain(i)) for i in items)


class Peer:
    plain = staticmethod(plain)

    def __init__(self, tree, sock, deadline, mirror=None):
        self.tree = tree
        self.wire = Wire(sock, deadline)
        self.shares = Shares(0)
        self.live = weakref.WeakValueDictionary()
        self.given = given.Given(tree.suite)
        self.mirror = mirror
        self.released = []
        self.number = 0
        self.back_number = 0
        self.nested = 0
        self.output = 0
        self.dead = None
        self.faults = []
        self.spoilt = None
        self.lock = threading.RLock()
        self.arrived = []
        self.returned_objects = set()
        self.calls = 0
        self.shown = set()

    # asking

    def ask(self, op, *body):
        if self.dead:
            raise Gone(self.dead)
        with self.lock:
            self.nested += 1
            try:
                if self.nested > MOST_NESTED:
                    raise RecursionError("calls between tests and candidate are nested too deep")
                return self._ask(op, body)
            except ProtocolError as e:
                self.end("protocol", e)
            except Ended as e:
                self.end("ended", e)
            except Overdue as e:
                self.end("overdue", e)
            except Unsendable as e:
                self.spoil(e)
                raise
            finally:
                self.nested -= 1

    def end(self, kind, reason):
        self.dead = "%s: %s" % (kind, reason)
        raise Gone(self.dead) from None

    def spoil(self, reason):
        """The current test asked for something that this boundary cannot do."""
        self.spoilt = self.spoilt or "cannot run isolated: %s" % reason

    def _ask(self, asked, body):
        self.calls += 1
        self.number += 1
        number = self.number
        self.wire.send(self._encode(asked, number, body))
        while True:
            op, n, value = self._receive()
            if op >= special.BACK_CALL:
                self._serve(op, n, value)
                continue
            if n != number:
                raise ProtocolError("an answer to another question")
            if op == special.REPLY:
                return self._came(asked, body, value)
            if op == special.RAISE and isinstance(value, BaseException):
                raise value
            if op == special.REFUSE and type(value) is str:
                self.spoil(value)
                raise Unsendable(value)
            raise ProtocolError("an unknown answer")

    def _encode(self, op, number, body):
        released, self.released = self.released, []
        dropped = self.shares.unused() if len(self.shares.by_number) > 24 else []
        news = self.mirror.news() if self.mirror is not None else ()
        extra = (tuple(released), tuple(dropped), news) if released or dropped or news else None
        try:
            return codec.encode(self, op, number, extra, body)
        except RecursionError:
            raise Unsendable("a value is nested too deep") from None
        except ValueError as e:
            raise Unsendable(str(e)) from None

    def _receive(self):
        self.arrived = []
        op, number, extra, value = codec.decode(self, self.wire.receive())
        if extra is not None:
            self._hear(extra)
        return op, number, value

    def _hear(self, extra):
        """What the candidate printed and logged, and the random numbers' state."""
        if type(extra) is not tuple or len(extra) != 4:
            raise ProtocolError("an unknown message")
        for parts, stream, fd in zip(extra, (sys.stdout, sys.stderr), (1, 2)):
            if type(parts) is not tuple:
                raise ProtocolError("a malformed message")
            for part in parts:
                if type(part) is not tuple or [type(p) for p in part] != [bool, bytes]:
                    raise ProtocolError("a malformed message")
                self._print(part[0], part[1][: max(0, MOST_OUTPUT - self.output)], stream, fd)
        if self.mirror is not None:
            try:
                self.mirror.hear(extra[2], extra[3])
            except (TypeError, ValueError, OverflowError):
                raise ProtocolError("a malformed message") from None

    def _print(self, direct, data, stream, fd):
        self.output += len(data)
        try:
            if direct:
                _write(fd, data)
            else:
                stream.write(data.decode("utf-8", "replace"))
                stream.flush()
        except (OSError, ValueError):  # closed by the test
            pass

    def _came(self, op, body, value):
        """Notes what returns objects; those of a call that never did so in the original's run are strangers."""
        if self.arrived and op != special.COPY:
            key = self.tree.key(op, body)
            self.returned_objects.add(key)
            if self.tree.calls is not None and key not in self.tree.calls:
                for remote in self.arrived:
                    object.__setattr__(remote, "_iccm_stranger", True)
        return value

    # answering

    def _serve(self, op, number, body):
        if number <= self.back_number:
            raise ProtocolError("a call that came before")
        self.back_number = number
        if type(body) is not tuple or not body or type(body[0]) is not int:
            raise ProtocolError("a malformed call")
        try:
            answer, value = special.REPLY, self.given.serve(op, body)
        except (Gone, ProtocolError):
            raise
        except given.Forbidden as e:
            raise ProtocolError(str(e)) from None
        except BaseException as e:
            answer, value = special.RAISE, e
        if self.dead:
            raise Gone(self.dead)
        try:
            data = self._encode(answer, number, value)
        except Unsendable as e:
            self.spoil(e)
            data = self._encode(special.RAISE, number, TypeError("cannot cross"))
        self.wire.send(data)

    # values

    def put_other(self, e, value, depth):
        kind = type(value)
        if kind is types.TracebackType:
            e.out += b"N"
        elif isinstance(value, Remote) and proxies.number_of(value) is not None:
            e.out += b"H"
            e.number(proxies.number_of(value))
        elif kind is Bound:
            e.out += b"B"
            e.put(value.__self__, depth + 1)
            e.text(value.__name__)
        elif isinstance(value, BaseException):
            if "_iccm_id" in value.__dict__:
                e.out += b"H"
                e.number(value.__dict__["_iccm_id"])
            else:
                errors.put(e, value, depth, self._class_of, self.given.number(value))
        else:
            path = self.tree.path_of(value)
            if path is not None:
                e.out += b"P"
                e.number(path)
                return
            constant = self.tree.resolved(value)
            if constant is not value:
                e.put(constant, depth)
                return
            base = given.base_data(value)
            if base is not None:
                e.put(base, depth)
            else:
                self.given.put(e, value, depth, self._class_of)

    def _class_of(self, kind):
        """How an exception class is named: a path, a standard name, or a class of the suite."""
        for base in kind.__mro__:
            path = base.__dict__.get("_iccm_path")
            if path is not None:
                return path
            if self.tree.in_suite(base.__module__) and base is kind:
                return kind
            name = special.standard_name(base)
            if name is not None:
                return name
        return "Exception"

    def get_other(self, d, tag, depth):
        if tag == 0x48:
            return self._handle(d, depth)
        if tag == 0x50:
            value = self.tree.by_path(d.number())
            if value is None:
                raise ProtocolError("an unknown path")
            return value
        if tag == 0x4B:
            value = self.given.get(d.number())
            if value is given.UNKNOWN:
                raise ProtocolError("an unknown object")
            return value
        if tag == 0x45:
            return errors.get(d, depth, self._exception)
        raise ProtocolError("an unknown tag")

    def _handle(self, d, depth):
        number, path, mask = d.number(), d.number(), d.get(depth + 1)
        name = d.text()
        view = d.get(depth + 1)
        if not 0 < number < 1 << 60 or len(name) > 100 or type(mask) is not int or not 0 <= mask <= special.MOST_MASK:
            raise ProtocolError("a malformed handle")
        known = self.live.get(number)
        if known is not None:
            object.__setattr__(known, "_iccm_seen", known._iccm_seen + 1)
            self.arrived.append(known)
            return known
        if view is not None and type(view) not in (int, float, str, bytes, tuple):
            raise ProtocolError("a malformed view")
        if path:
            kind = self.tree.by_path(path - 1)
            if not isinstance(kind, RemoteType) or issubclass(kind, BaseException):
                raise ProtocolError("an unknown class")
        else:
            try:
                kind = making.unknown_class(name if name.isidentifier() else "object", mask)
            except ValueError as e:
                raise ProtocolError(str(e)) from None
        try:
            value = making.make(kind, number, view)
        except TypeError:
            raise ProtocolError("an object cannot be of that class") from None
        if view is None:
            self.live[number] = value
        self.arrived.append(value)
        return value

    def _exception(self, kind, name, number):
        """The class for an exception that arrives."""
        if type(kind) is int:
            found = self.tree.by_path(kind)
            if not isinstance(found, RemoteType) or not issubclass(found, BaseException):
                raise ProtocolError("an unknown exception")
        else:
            found = special.standard(kind)
            if found is None:
                raise ProtocolError("an unknown exception")
        return self.tree.subclass(found, name) if name else found

    def sent(self):
        self.given.sent()

    def undo(self):
        self.given.undo()

    def came(self, error, number):
        pass

    def release(self, number, seen):
        self.released.append((number, seen))

    def compare(self, remote, name, other):
        return _compare(self, remote, name, other)


def stranger(remote):
    """Its class has operators, but nothing of its kind came from here in the original: it is shown no operand."""
    try:
        return object.__getattribute__(remote, "_iccm_stranger")
    except AttributeError:
        return False


def unasked(remote, name, other):
    """What Python does for a class without that method."""
    return any(i is other or i == other for i in remote) if name == "__contains__" else NotImplemented


def _compare(peer, remote, name, other):
    from_candidate = isinstance(other, (Remote, Bound)) or hasattr(type(other), "_iccm_path")
    if stranger(remote):
        return unasked(remote, name, other)
    entry = peer.tree.entry_of(type(remote))
    mutable = entry is not None and entry["view"] in ("list", "dict", "set", "bytearray") and entry["eq"] is None
    if mutable and name in ("__eq__", "__ne__", "__contains__", "__lt__", "__le__", "__gt__", "__ge__"):
        data = peer.ask(special.SPECIAL, "__data__", remote, ())
        if isinstance(other, Remote):
            other = peer.ask(special.SPECIAL, "__data__", other, ())
        return getattr(type(data), name)(data, other)
    if not from_candidate:
        if name in ("__eq__", "__ne__") and entry is not None and entry["eq"] == "fields":
            return NotImplemented
        key = "%s.%s" % ("?" if entry is None else entry["module"] + ":" + entry["name"], name)
        peer.shown.add(key)
        if peer.tree.shown is not None and key not in peer.tree.shown:
            return unasked(remote, name, other)
    if from_candidate or name not in ("__eq__", "__ne__", "__contains__", "__lt__", "__gt__"):
        answer = peer.ask(special.SPECIAL, name, remote, (other,))
        if from_candidate and name == "__eq__" and answer is True:
            _doubt(peer, remote)
        return answer
    return _ask_disguised(peer, remote, name, other)


def _doubt(peer, remote):
    """Two objects are equal if the candidate says so, unless it says so of anything."""
    for decoy in given.decoys("", True, _random):
        try:
            if peer.ask(special.SPECIAL, "__eq__", remote, (decoy,)) is not True:
                return
        except Exception:
            return
    peer.faults.append("an object equals contradicting values")


def _ask_disguised(peer, remote, name, other):
    """The question among others that contradict it, in any order: who says yes to all of them says nothing."""
    questions = [(name, given.fresh(other))]
    if name in ("__lt__", "__gt__"):
        opposite = "__gt__" if name == "__lt__" else "__lt__"
        if hasattr(type(remote), opposite):
            questions.append((opposite, given.fresh(other)))
    else:
        questions += [(name, decoy) for decoy in given.decoys(other, name == "__contains__", _random)]
    order = list(range(len(questions)))
    _random.shuffle(order)
    answers, failure = {}, None
    for i in order:
        try:
            answers[i] = peer.ask(special.SPECIAL, questions[i][0], remote, (questions[i][1],))
        except Exception as e:
            answers[i] = None
            if i == 0:
                failure = e
    yes = False if name == "__ne__" else True
    said = [answers[i] is not NotImplemented and bool(answers[i]) is yes for i in range(len(questions)) if answers[i] is not None]
    if len(questions) > 1 and len(said) == len(questions) and all(said):
        peer.faults.append("an object %s contradicting values" % ("equals" if name != "__contains__" else "contains"))
    if failure is not None:
        raise failure
    return answers[0]
