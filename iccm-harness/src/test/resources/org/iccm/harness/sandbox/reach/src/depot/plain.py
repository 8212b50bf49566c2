import functools
import threading


def table():
    """Runs when the module is imported, and never again."""
    return {n: n * n for n in range(4)}


SQUARES = table()


def counted(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@counted
@counted
def doubled(n):
    return 2 * n


def square(n):
    return SQUARES[n]


def adder(n):
    def add(m):
        return n + m

    return add


def by_length(words):
    return sorted(words, key=lambda w: len(w))


def evens(n):
    yield from (m for m in range(n) if m % 2 == 0)


def slow_evens(n):
    for m in evens(n):
        yield m


def in_thread(n):
    found = []

    def work():
        found.append(doubled(n))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found


def shared():
    return ["shared"]


def opened():
    return "opened"


def closed():
    return "closed"


def forgotten():
    return "nobody asks"


def both():
    return "at import and later"


BOTH = both()


def _only_lambda():
    return 1


first = lambda pair: pair[0]  # noqa: E731
