"""Values as bytes: what may cross between the tests' process and the candidate's, and nothing else.

    encode(ends, op, number, extra, body) -> bytes
    decode(ends, data) -> (op, number, extra, body)

Only exact built-in types and a fixed table of value types (values.py) are written as data. Everything else is the business of
`ends`, the side that sends or receives: put_other(encoder, value, depth), get_other(decoder, tag, depth), sent(), undo(). Mutable
containers carry a number, so that both sides keep one object each for it (shares.py). Every limit is checked while
reading, before anything is allocated for it.
"""

import struct

from . import shares, values

MAX_DEPTH = 200
MAX_NODES = 1_000_000
MAX_BYTES = 16 << 20
MAX_INT_BYTES = 1 << 16

_double = struct.Struct(">d")
_TEXT = "surrogatepass"


class ProtocolError(Exception):
    """The other side sent what it must not send."""


class Unsendable(TypeError):
    """A value that cannot cross."""


class Encoder:
    def __init__(self, ends):
        self.out = bytearray()
        self.ends = ends
        self.nodes = 0

    def number(self, n):
        """A length, an id: never negative."""
        out = self.out
        while n > 127:
            out.append(n & 127 | 128)
            n >>= 7
        out.append(n)

    def raw(self, data):
        self.number(len(data))
        self.out += data

    def text(self, value):
        self.raw(value.encode("utf-8", _TEXT))

    def put(self, value, depth=0):
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise Unsendable("a value is nested more than %d deep" % MAX_DEPTH)
        if self.nodes > MAX_NODES or len(self.out) > MAX_BYTES:
            raise Unsendable("a value is too large to cross")
        writer = _WRITERS.get(type(value))
        if writer is not None:
            writer(self, value, depth)
        elif type(value) in shares.KINDS:
            self.shared(value, type(value), depth)
        elif not self.fixed(value, depth):
            self.ends.put_other(self, value, depth)

    def items(self, tag, items, depth):
        self.out += tag
        self.number(self.counted(items))
        for item in items:
            self.put(item, depth + 1)

    def fixed(self, value, depth):
        found = values.take_apart(value)
        if found is None:
            return False
        self.out += b"x"
        self.number(found[0])
        self.items(b"(", found[1], depth)
        return True

    def shared(self, value, kind, depth):
        share = self.ends.shares.known(value)
        if share is not None:
            self.out += b"r"
            self.number(share.number)
            return
        share = self.ends.shares.add(value, kind)
        self.out += b"s"
        self.number(shares.KINDS[kind])
        self.number(share.number)
        self.put(shares.option(value, kind), depth + 1)
        self.content(share, depth)

    def content(self, share, depth):
        share.look()
        items = share.flat()
        if share.kind is bytearray:
            self.raw(items)
            return
        self.number(self.counted(items))
        for item in items:
            self.put(item, depth + 1)

    def counted(self, items):
        if self.nodes + len(items) > MAX_NODES:
            raise Unsendable("a value is too large to cross")
        return len(items)


def _int(e, value, depth):
    if -(1 << 62) < value < 1 << 62:
        e.out += b"i"
        e.number(value << 1 if value >= 0 else (-value << 1) - 1)
        return
    data = value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
    if len(data) > MAX_INT_BYTES:
        raise Unsendable("an int of more than %d bytes" % MAX_INT_BYTES)
    e.out += b"I"
    e.raw(data)


def _str(e, value, depth):
    e.out += b"u"
    e.text(value)


def _bytes(e, value, depth):
    e.out += b"b"
    e.raw(value)


def _float(e, value, depth):
    e.out += b"f" + _double.pack(value)


def _constant(tag):
    def write(e, value, depth):
        e.out += tag

    return write


def _bool(e, value, depth):
    e.out += b"T" if value else b"F"


def _tuple(e, value, depth):
    e.items(b"(", value, depth)


def _frozenset(e, value, depth):
    if e.ends.plain(value):
        e.items(b"z", value, depth)
    else:
        e.ends.put_other(e, value, depth)


_WRITERS = {
    type(None): _constant(b"N"),
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    bytes: _bytes,
    tuple: _tuple,
    frozenset: _frozenset,
}


class Decoder:
    def __init__(self, data, ends):
        if len(data) > MAX_BYTES:
            raise ProtocolError("a frame is too long")
        self.data = data
        self.at = 0
        self.ends = ends
        self.nodes = 0
        self.fills = []

    def byte(self):
        at = self.at
        if at >= len(self.data):
            raise ProtocolError("a frame ends too early")
        self.at = at + 1
        return self.data[at]

    def number(self):
        if self.at < len(self.data) and self.data[self.at] < 128:
            self.at += 1
            return self.data[self.at - 1]
        n = shift = 0
        while True:
            b = self.byte()
            n |= (b & 127) << shift
            if b < 128:
                return n
            shift += 7
            if shift > 63:
                raise ProtocolError("a number is too long")

    def count(self):
        """How many items follow: each takes a byte at least."""
        n = self.number()
        if n > len(self.data) - self.at:
            raise ProtocolError("a count exceeds its frame")
        return n

    def raw(self):
        n = self.count()
        self.at += n
        return self.data[self.at - n : self.at]

    def text(self):
        try:
            return self.raw().decode("utf-8", _TEXT)
        except UnicodeDecodeError:
            raise ProtocolError("a text is not UTF-8") from None

    def get(self, depth=0):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ProtocolError("a value is too deep or too large")
        tag = self.byte()
        reader = _READERS.get(tag)
        if reader is not None:
            return reader(self, depth)
        return self.ends.get_other(self, tag, depth)

    def items(self, depth):
        return [self.get(depth + 1) for _ in range(self.count())]

    def plain_tuple(self, depth):
        """A tuple at this place, whatever is in it."""
        if self.byte() != 0x28:
            raise ProtocolError("a tuple was expected")
        return tuple(self.items(depth))

    def shared(self, depth):
        kind = shares.KIND_LIST
        code = self.number()
        if code >= len(kind):
            raise ProtocolError("an unknown kind of container")
        number = self.number()
        option = self.get(depth + 1)
        try:
            share = self.ends.shares.adopt(number, kind[code], option)
        except ValueError as e:
            raise ProtocolError(str(e)) from None
        self.fills.append((share, self.content(share, depth)))
        return share.object

    def content(self, share, depth):
        if share.kind is bytearray:
            return bytes(self.raw())
        items = self.items(depth)
        if share.pairs and len(items) % 2:
            raise ProtocolError("a key without a value")
        return items

    def fill(self):
        """Hashing and comparing may ask the other side, so this waits until the frame has been read."""
        for share, _ in self.fills:
            share.pending = True
        for share, items in self.fills:
            try:
                share.fill(items)
            except (TypeError, ValueError, OverflowError):
                raise ProtocolError("a container cannot hold what was sent") from None
            finally:
                share.pending = False


def _signed(d, depth):
    n = d.number()
    return -(n + 1 >> 1) if n & 1 else n >> 1


def _long(d, depth):
    data = d.raw()
    if len(data) > MAX_INT_BYTES:
        raise ProtocolError("an int is too long")
    return int.from_bytes(data, "big", signed=True)


def _real(d, depth):
    d.at += 8
    if d.at > len(d.data):
        raise ProtocolError("a frame ends too early")
    return _double.unpack_from(d.data, d.at - 8)[0]


def _frozen(d, depth):
    items = d.items(depth)
    if not d.ends.plain(items):
        raise ProtocolError("a frozenset of what is no data")
    try:
        return frozenset(items)
    except TypeError:
        raise ProtocolError("a frozenset of what cannot be hashed") from None


def _known(d, depth):
    share = d.ends.shares.by_number.get(d.number())
    if share is None:
        raise ProtocolError("an unknown container")
    return share.object


def _fixed(d, depth):
    code = d.number()
    args = d.plain_tuple(depth)
    try:
        return values.put_together(code, args)
    except Exception:
        raise ProtocolError("a value cannot be made") from None


_READERS = {
    ord("N"): lambda d, depth: None,
    ord("T"): lambda d, depth: True,
    ord("F"): lambda d, depth: False,
    ord("i"): _signed,
    ord("I"): _long,
    ord("f"): _real,
    ord("u"): lambda d, depth: d.text(),
    ord("b"): lambda d, depth: bytes(d.raw()),
    ord("("): lambda d, depth: tuple(d.items(depth)),
    ord("z"): _frozen,
    ord("s"): lambda d, depth: d.shared(depth),
    ord("r"): _known,
    ord("x"): _fixed,
}


def encode(ends, op, number, extra, body):
    """Raises Unsendable, ValueError or RecursionError; then it is as if this had not been asked."""
    e = Encoder(ends)
    changed = ends.shares.changed()
    before, newest = [s.seen for s in changed], ends.shares.next
    try:
        e.out.append(op)
        e.number(number)
        e.number(len(changed))
        for share in changed:
            e.number(share.number)
            e.content(share, 0)
        e.put(extra)
        e.put(body)
        if len(e.out) > MAX_BYTES:
            raise Unsendable("a value is too large to cross")
    except BaseException:
        for share, seen in zip(changed, before):
            share.seen = seen
        ends.shares.drop_after(newest)
        ends.undo()
        raise
    ends.sent()
    return bytes(e.out)


def decode(ends, data):
    d = Decoder(data, ends)
    try:
        op = d.byte()
        number = d.number()
        for _ in range(d.count()):
            share = ends.shares.by_number.get(d.number())
            if share is None:
                raise ProtocolError("an unknown container")
            d.fills.append((share, d.content(share, 0)))
        extra = d.get()
        body = d.get()
    except RecursionError:
        raise ProtocolError("a value is too deep") from None
    if d.at != len(data):
        raise ProtocolError("a frame goes on after its end")
    d.fill()
    return op, number, extra, body
