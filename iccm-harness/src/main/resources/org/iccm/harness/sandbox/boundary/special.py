"""Special methods and operations that both sides know, and the fixed table of standard exceptions."""

import builtins
import importlib

# requests of the tests' side
BIND, CALL, METHOD, GET, SET, DELETE, SPECIAL, AWAIT, COPY = range(1, 10)
# answers of either side
REPLY, RAISE, REFUSE = 20, 21, 22
# requests of the candidate's side
BACK_CALL, BACK_GET, BACK_SET, BACK_SPECIAL = range(30, 34)

# whoever holds an object may ask for these: they show the other side nothing that it does not have
OPEN = """len iter next getitem setitem delitem call enter exit bool reversed int float index complex neg pos abs
    invert round trunc floor ceil format bytes fspath length_hint aiter anext aenter aexit""".split()
# these show the object what it is compared with, so only classes that had them in the original have them
_BINARY = "add sub mul truediv floordiv mod pow divmod matmul and or xor lshift rshift".split()
GUARDED = "eq ne lt le gt ge contains hash".split() + _BINARY
GUARDED += ["r" + n for n in _BINARY] + ["i" + n for n in _BINARY if n != "divmod"]
ALL = ["__%s__" % n for n in OPEN + GUARDED]
BIT = {name: 1 << i for i, name in enumerate(ALL)}
OPEN_MASK = (1 << len(OPEN)) - 1
UNHASHABLE = 1 << len(ALL)
MOST_MASK = 2 * UNHASHABLE - 1

# names with underscores that may be read from a remote object
READABLE = {"__name__", "__qualname__", "__doc__", "__module__", "__wrapped__", "__dict__", "__version__", "__author__"}
READABLE |= {"__annotations__", "__defaults__", "__all__", "__members__", "__cause__", "__context__"}

_MORE = """json.JSONDecodeError subprocess.CalledProcessError subprocess.TimeoutExpired subprocess.SubprocessError
    decimal.InvalidOperation decimal.DecimalException decimal.DivisionByZero struct.error binascii.Error csv.Error
    zlib.error configparser.Error configparser.NoSectionError configparser.NoOptionError queue.Empty queue.Full
    asyncio.CancelledError concurrent.futures.TimeoutError dataclasses.FrozenInstanceError re.error shutil.Error
    argparse.ArgumentError argparse.ArgumentTypeError sqlite3.Error sqlite3.IntegrityError sqlite3.OperationalError
    statistics.StatisticsError urllib.error.URLError urllib.error.HTTPError uuid.Error
    zipfile.BadZipFile tarfile.TarError pickle.PicklingError pickle.UnpicklingError io.UnsupportedOperation
    graphlib.CycleError ipaddress.AddressValueError socket.gaierror http.client.HTTPException""".split()
_found = {n: v for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, BaseException)}


def standard(name):
    """The standard exception of that name, or None; the table is fixed."""
    if type(name) is not str:
        return None
    if name not in _found and name in _MORE:
        module, _, attribute = name.rpartition(".")
        try:
            kind = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError):
            return None
        if isinstance(kind, type) and issubclass(kind, BaseException):
            _found[name] = kind
    return _found.get(name)


def standard_name(kind):
    """The table's name of an exception class, or None."""
    name = kind.__name__
    if _found.get(name) is kind:
        return name
    for name in _MORE:
        if name.endswith("." + kind.__name__) and standard(name) is kind:
            return name
    return None


def mask_of(kind):
    """Which special methods a class has beyond those that every object has."""
    mask = 0
    for name, bit in BIT.items():
        method = None
        for base in kind.__mro__:
            if base is not object and base is not BaseException and name in vars(base):
                method = vars(base)[name]
                break
        if method is not None:
            mask |= bit
        elif name == "__hash__" and kind.__hash__ is None:
            mask |= UNHASHABLE
    return mask
