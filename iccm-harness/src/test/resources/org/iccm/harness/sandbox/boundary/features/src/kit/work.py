import asyncio
import datetime
import decimal
import logging
import os
import pathlib
import random
import sys
import time
from functools import lru_cache

from .model import Money, Unit

LIMIT = 30
NAMES = ["a", "b"]
TABLE = {"one": 1}
DEFAULT = Money(5)
_secret = 11
log = logging.getLogger("kit")
counter = 0


def bump():
    global counter
    counter += 1
    return counter


def sort_in_place(values):
    values.sort()


def mutate(d, s, b):
    d["new"] = [1]
    s.add("x")
    b.extend(b"yz")
    return d


def same(value):
    return value


def alias(a, b):
    a.append(1)
    return a is b, len(b)


def countdown(n):
    while n:
        yield n
        n -= 1
    return "done"


def echo():
    while True:
        got = yield
        if got is None:
            return


async def later(n):
    await asyncio.sleep(0)
    return n * 2


def apply(f, *args, **kw):
    return f(*args, **kw)


def twice(f):
    import functools

    @functools.wraps(f)
    def wrapper(*args):
        return f(f(*args))

    return wrapper


def retry(f, times, errors=(Exception,)):
    for i in range(times):
        try:
            return f()
        except errors as e:
            last = e
    raise last


def helper():
    return "real"


def uses_helper():
    return helper() + "!"


def report(stream=None):
    print("to out")
    print("to err", file=sys.stderr)
    if stream is not None:
        stream.write("to stream\n")
    os.write(1, b"raw\n")


def read_lines(stream):
    return [line.strip() for line in stream]


def ask():
    return input("name? ")


def arguments():
    return sys.argv[1:]


def setting():
    return os.environ.get("KIT_SETTING", "none")


def save(path, text):
    pathlib.Path(path).write_text(text)
    return path


def here():
    return os.getcwd()


def stamp():
    return time.time()


def wait(n):
    time.sleep(n)
    return n


def draw(n):
    return [random.randint(1, 100) for _ in range(n)]


def warn(text):
    log.warning("careful: %s", text)
    log.info("quiet")


def day(text):
    return datetime.date.fromisoformat(text)


def exact(text):
    return decimal.Decimal(text)


@lru_cache(maxsize=None)
def cached(n):
    return n * n


def notify(clock, sink):
    sink.send(clock.now(), level=2)
    sink.seen = True
    return sink.count


def nested():
    return {"a": [1, (2, 3)], "u": Unit("inner", ["p"])}


def big():
    return 10**100, float("nan"), float("inf"), "\ud800", "é\0", b"\x00\xff", 1 + 2j, None, ..., range(3), {1, 2}, frozenset({3})


def compare(a, b):
    return a == b


def make_adder(n):
    return lambda x: x + n


square = lambda x: x * x
