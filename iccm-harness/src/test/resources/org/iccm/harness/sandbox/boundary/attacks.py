"""Candidates that attack the boundary: none may raise its score, each ends in a named way.

    python attacks.py DRIVER [NAME ...]

A suite of eight tests, of which a beginner's module passes two. An attack is an addition to that module (a file in attacks/), or
a process that speaks on the socket itself. A line for each: what it scores in bare pytest and isolated, and how it ended.
"""

import os
import socket
import struct
import sys
import tempfile
import threading
import time

import run_suite

ORIGINAL = '''
import functools

BASE = 40


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        return self.cents == (other.cents if isinstance(other, Money) else other)

    def __hash__(self):
        return hash(self.cents)

    def __sub__(self, other):
        return Money(self.cents - (other.cents if isinstance(other, Money) else other))

    def __contains__(self, other):
        return other == self.cents


def answer():
    return 42


def words():
    return ["a", "b"]


def near():
    return 2.5


def money():
    return Money(7)


def apply(f, values):
    return [f(v) for v in values]


def easy():
    return 1
'''

SUITE = '''
import pytest
import app


def test_easy():
    assert app.easy() == 1


def test_easy_too():
    assert app.apply(lambda v: v + 1, [1, 2]) == [2, 3]


def test_answer():
    assert app.answer() == 42


def test_words():
    assert "a" in app.words() and app.words() == ["a", "b"] and len(app.words()) == 2


def test_near():
    assert app.near() == pytest.approx(2.5)
    assert abs(app.near() - 2.5) < 0.01


def test_money():
    assert app.money() == 7


def test_contains():
    assert 7 in app.money()


def test_raises():
    with pytest.raises(BaseException):
        app.apply(lambda v: 1 // v, [0])
    assert app.answer() == 42
'''
HONEST = ("test_easy", "test_easy_too")

# what an honest beginner has: two tests pass
BEGIN = ORIGINAL.replace("return 42", "return 1").replace('["a", "b"]', "[]")
BEGIN = BEGIN.replace("2.5", "9.5").replace("Money(7)", "Money(1)")

EVERYTHING = '''
class Every:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __eq__
    def __len__(self): return 2
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __sub__
    def __abs__(self): return 0
    def __iter__(self): return iter([Every(), Every()])
    def __getitem__(self, i): return Every()
    def __getattr__(self, name): return Every()
    def __call__(self, *a): return Every()
    def __float__(self): return 0.0
    def __bool__(self): return True
'''
SOCKET = '''
import gc, os, socket, stat, struct, threading, sys
def fds():
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                yield fd
        except OSError:
            pass
'''



def modules():
    """Each file of attacks/ follows the beginner's module; its first line may say what else it uses."""
    place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "attacks")
    for file in sorted(os.listdir(place)):
        with open(os.path.join(place, file), encoding="utf-8") as f:
            text = f.read()
        uses = text.split("\n")[0] if text.startswith("# uses:") else ""
        text = BEGIN + (EVERYTHING if "every" in uses else "") + (SOCKET if "sockets" in uses else "") + "\n" + text
        yield file[: -len(".py")], text


# processes that speak for themselves


def frame(data):
    return struct.pack(">I", len(data)) + data


def exchange(reply):
    """A candidate that answers every frame by a function of (number of the frame, its bytes)."""

    def serve(sock, src):
        n = 0
        while True:
            head = sock.recv(4, socket.MSG_WAITALL)
            if len(head) < 4:
                return
            data = sock.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)
            sock.sendall(reply(n, data))
            n += 1

    return serve


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def asked(data):
    """The number of a question."""
    n = shift = 0
    for b in data[1:]:
        n |= (b & 127) << shift
        shift += 7
        if b < 128:
            return n


def reply(body, op=20, number=None, changed=b"\x00"):
    def make(n, data):
        return frame(bytes([op]) + varint(asked(data) if number is None else number) + changed + b"N" + body)

    return make


def flood(sock, src):
    def drain():
        try:
            while sock.recv(1 << 16):
                pass
        except OSError:
            pass

    threading.Thread(target=drain, daemon=True).start()
    junk = os.urandom(1 << 16)
    while True:
        try:
            sock.sendall(junk)
        except OSError:
            return


def silent(sock, src):
    time.sleep(60)


def honest_then(change):
    """The real server, with its answers changed on the way."""

    def serve(sock, src):
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            sock.close()
            ours.close()
            run_suite.serve_candidate(theirs, src)
            os._exit(0)
        theirs.close()
        n, last = 0, b""
        while True:
            head = sock.recv(4, socket.MSG_WAITALL)
            if len(head) < 4:
                return
            ours.sendall(head + sock.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL))
            head = ours.recv(4, socket.MSG_WAITALL)
            answer = head + ours.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)
            sock.sendall(change(n, answer, last))
            n, last = n + 1, answer

    return serve


def _deep(n):
    return b"(\x01" * n + b"N"


PROCESSES = {
    "silent": silent,
    "flood": flood,
    "closes": lambda sock, src: sock.close(),
    "zeroes": exchange(lambda n, d: b"\x00" * 4),
    "length-of-4-gigabytes": exchange(lambda n, d: b"\xff\xff\xff\xff" + b"x" * 100),
    "length-beyond-limit": exchange(lambda n, d: struct.pack(">I", (16 << 20) + 1) + b"x" * 100),
    "half-a-frame": exchange(lambda n, d: struct.pack(">I", 100) + b"x"),
    "deep": exchange(reply(_deep(5000))),
    "deep-lists": exchange(reply(b"".join(b"s\x00" + varint(2 * i + 3) + b"N\x01" for i in range(3000)) + b"N")),
    "count-beyond-frame": exchange(reply(b"(" + varint(1 << 40))),
    "million-nodes": exchange(reply(b"(" + varint(1_100_000) + b"N" * 1_100_000)),
    "number-too-long": exchange(reply(b"i" + b"\xff" * 50)),
    "int-too-long": exchange(reply(b"I" + varint(1 << 20) + b"x" * (1 << 20))),
    "unknown-tag": exchange(reply(b"?")),
    "unknown-handle": exchange(reply(b"K\x05")),
    "unknown-path": exchange(reply(b"P" + varint(1 << 30))),
    "unknown-container": exchange(reply(b"r\x07")),
    "container-of-the-tests": exchange(reply(b"s\x00\x04N\x00")),
    "changes-unknown-container": exchange(reply(b"N", changed=b"\x01\x04\x00")),
    "unhashable-key": exchange(reply(b"s\x01\x03N\x02s\x00\x05N\x00N")),
    "odd-dict": exchange(reply(b"s\x01\x03N\x01N")),
    "unknown-kind-of-container": exchange(reply(b"s\x7f\x03N\x00")),
    "unknown-value-type": exchange(reply(b"x\x7f(\x00")),
    "bad-value": exchange(reply(b"x\x05(\x03i\x00i\x00i\x00")),
    "unknown-object": exchange(reply(b"x\x11(\x01i" + varint(1 << 20))),
    "bad-text": exchange(reply(b"u\x02\xff\xfe")),
    "goes-on-after-its-end": exchange(reply(b"NNNN")),
    "wrong-number": exchange(reply(b"N", number=77)),
    "unknown-operation": exchange(reply(b"N", op=99)),
    "raises-no-exception": exchange(reply(b"i\x02", op=21)),
    "calls-unknown-object": exchange(reply(b"(\x04i\x0a(\x00(\x00(\x00", op=30, number=1)),
    "calls-malformed": exchange(reply(b"i\x02", op=30, number=1)),
    "reads-private-name": exchange(reply(b"(\x02i\x02u\x0b__globals__", op=31, number=1)),
    "handle-of-no-class": exchange(reply(b"H\x01" + varint(99) + b"i\x00\x01AN")),
    "handle-with-all-bits": exchange(reply(b"H\x01\x00I" + varint(64) + b"\x7f" * 64 + b"\x01AN")),
    "exception-with-bad-attributes": exchange(
        reply(b"E\x00u\x0aValueError\x00(\x00u\x00(\x01(\x02u\x09__class__N(\x00NNF", op=21)
    ),
    "unknown-exception": exchange(reply(b"E\x00u\x06Custom\x00(\x00u\x00(\x00(\x00NNF", op=21)),
    "binding-answered-by-data": exchange(reply(b"i\x02")),
    "replays": honest_then(lambda n, answer, last: last or answer),
    "doubles": honest_then(lambda n, answer, last: answer + answer if n else answer),
    "truncates": honest_then(lambda n, answer, last: answer[:-1] if n > 2 else answer),
    "flips-a-bit": honest_then(lambda n, answer, last: answer[:-1] + bytes([answer[-1] ^ 1]) if n > 2 else answer),
}


# these cannot end but by the deadline
HANGS = ("hangs", "busy", "silent", "half-a-frame", "truncates")
HANGING = 4
PATIENT = 120


def outcome(report):
    end = report["end"]
    if end is None:
        return "no end"
    if end["faults"]:
        return "TAMPERED: " + end["faults"][0]
    return end["candidate"]


def main():
    driver = sys.argv[1]
    sys.path.insert(0, driver)
    import pytest  # noqa: F401
    from boundary import candidate, tests_side  # noqa: F401

    work = tempfile.mkdtemp()
    for name, text in (("original/app.py", ORIGINAL), ("tests/test_app.py", SUITE)):
        os.makedirs(os.path.dirname(os.path.join(work, name)), exist_ok=True)
        with open(os.path.join(work, name), "w") as f:
            f.write(text)
    suite = os.path.join(work, "tests")
    shape = run_suite.describe(driver, os.path.join(work, "original"))
    tests = run_suite.Isolated(driver, suite, shape)
    report = tests.run(os.path.join(work, "original"))
    assert set(report["tests"].values()) == {"PASSED"}, report
    shape.update(calls=report["end"]["calls"], shown=report["end"]["shown"])
    tests.close()
    tests = run_suite.Isolated(driver, suite, shape)
    ids = tests.collected()
    bad = 0
    found = [*modules(), *PROCESSES.items()]
    for name, what in found:
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        place = tempfile.mkdtemp()
        with open(os.path.join(place, "app.py"), "w") as f:
            f.write(what if isinstance(what, str) else BEGIN)
        start = time.monotonic()
        report = tests.run(place, HANGING if name in HANGS else PATIENT, serve=None if isinstance(what, str) else what)
        seconds = time.monotonic() - start
        verdicts = run_suite.verdicts(report, ids)
        passed = {i.rpartition("::")[2] for i, s in verdicts.items() if s == "PASSED"}
        raised = sorted(passed - set(HONEST))
        plain = "-"
        if isinstance(what, str):
            plain = run_suite.bare(driver, suite, place, HANGING if name in HANGS else PATIENT)
            plain = sum(s == "PASSED" for s in plain["tests"].values())
        ok = not raised and seconds < PATIENT and report["end"] is not None and report["exit"] in (0, 1, 2, 3)
        bad += not ok
        end = "held" if ok else "NOT HELD %s %s" % (raised, report)
        line = "attack %s bare %s isolated %d %s [%s] %.1f s"
        print(line % (name, plain, len(passed), end, outcome(report), seconds), flush=True)
    tests.close()
    print("attacks %d bad %d" % (len(found), bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
