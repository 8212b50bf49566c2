"""What must fail: tests that compare what differs, hidden among the suite's own, and comparisons that contradict the suite's.

    plant(run, pytest, items)    puts tests that must fail among collected items; returns them
    tree = ask_twice(tree)       a test module as pytest has rewritten it: its assertions compare by compare()
    faults                       contradictions so far

An object of the candidate that equals what a test expects is asked whether it equals other values of the suite's, too.
"""

import ast
import operator
import os
import sys
import types

faults = []
values = {}
# by number: a class may have a class of its own that says what it equals
_exact = frozenset(map(id, (int, float, str, bytes, bool, complex, type(None), type(...))))
_containers = frozenset(map(id, (list, tuple, set, frozenset)))
_operators = {
    "Eq": operator.eq,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "In": lambda left, right: left in right,
}
_modules = sys.modules
_urandom = os.urandom
_trusted = {}
_place = []
MOST_NODES = 2000
MOST_VALUES = 50


def below(most):
    return int.from_bytes(_urandom(4), "big") % most


def candidate(run):
    """Where its modules are."""
    _place[:] = [run["candidate"] + "/"]


# tests that must fail


def unsaid(excinfo, style=None):
    return "AssertionError"


def plant(run, pytest, items):
    """Each beside another test, and none runs code of the candidate."""
    planted = []
    for name in run.pop("canaries", None) or ():
        if not items:
            break
        at = below(len(items))
        module = items[at].getparent(pytest.Module)
        if module is None:
            continue
        one, other = below(1000), 1000 + below(1000)
        space = {"__name__": module.name}
        code = "def %s():\n    assert %d == %d\n" % (name, one, other)
        exec(compile(code, str(module.path if hasattr(module, "path") else module.fspath), "exec"), space)
        item = pytest.Function.from_parent(module, name=name, callobj=space[name])
        # nobody reads why, and to say it takes as long as all tests together
        item.repr_failure = unsaid
        items.insert(at, item)
        planted.append(item)
    return planted


# contradictions


def ask_twice(tree):
    """Comparisons of assertions ask compare(); what they are made of, and what pytest shows, stays the same."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float, str, bytes):
            pool = values.setdefault(type(node.value), [])
            if len(pool) < MOST_VALUES and node.value not in pool and not is_prose(node.value):
                pool.append(node.value)
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and is_comparison(node.targets[0], node.value):
            compared = node.value
            called = ast.Attribute(ast.Name("@iccm", ast.Load()), "compare", ast.Load())
            kind = ast.Constant(type(compared.ops[0]).__name__)
            asked = ast.Call(called, [kind, compared.left, compared.comparators[0]], [])
            node.value = ast.fix_missing_locations(ast.copy_location(asked, compared))
            found = True
    for i, node in enumerate(tree.body):
        if found and isinstance(node, ast.Import) and node.names[0].asname == "@pytest_ar":
            ours = ast.Import([ast.alias("recorder_canaries", "@iccm")])
            ours.lineno = ours.end_lineno = node.lineno
            ours.col_offset = ours.end_col_offset = 0
            # that of pytest's own nodes is none of our business: not all of them have an end
            tree.body.insert(i + 1, ast.fix_missing_locations(ours))
            break
    return tree


def is_prose(value):
    """pytest's own texts, after it has rewritten a module."""
    return isinstance(value, str) and ("%(py" in value or len(value) > 200)


def is_comparison(target, value):
    return (
        isinstance(target, ast.Name)
        and target.id.startswith("@py_assert")
        and isinstance(value, ast.Compare)
        and len(value.ops) == 1
        and type(value.ops[0]).__name__ in _operators
        and isinstance(value.left, ast.Name)
        and isinstance(value.comparators[0], ast.Name)
    )


def compare(kind, left, right):
    ask = _operators[kind]
    result = ask(left, right)
    if id(type(left)) in _exact and id(type(right)) in _exact:
        return result
    if len(faults) < 20 and (is_foreign(left, [MOST_NODES]) or is_foreign(right, [MOST_NODES])):
        try:
            if result and contradicted(kind, ask, left, right):
                faults.append("an object equals contradicting values" if kind == "Eq" else "an object contradicts itself")
        except Exception:
            # an honest object may refuse what it does not know
            pass
    return result


def contradicted(kind, ask, left, right):
    if kind in ("Lt", "LtE", "Gt", "GtE"):
        return bool(left < right) and bool(left > right)
    if kind == "In":
        if is_foreign(right, [MOST_NODES]):
            # an honest one may hold any other value of the kind, such as a range
            return all(odd(str, i) in right for i in range(2))
        return all(left in [another(next(iter(right)), i)] for i in range(2))
    if is_foreign(left, [MOST_NODES]):
        return all(left == decoy for decoy in decoys(left, right))
    return all(decoy == right for decoy in decoys(right, left))


def is_foreign(value, budget):
    """Whether it is, or holds, an object of the candidate's own making."""
    kind = type(value)
    if id(kind) in _exact:
        return False
    budget[0] -= 1
    if budget[0] < 0:
        return False
    if id(kind) in _containers:
        return any(is_foreign(v, budget) for v in value)
    if kind is dict:
        return any(is_foreign(k, budget) or is_foreign(v, budget) for k, v in value.items())
    if id(kind) not in _trusted:
        # kept, so that no other class gets its number
        _trusted[id(kind)] = kind, is_known(kind)
    return not _trusted[id(kind)][1]


def is_known(kind):
    """Whether it is where it says that it is, and that is no place of the candidate's."""
    name = type.__dict__["__module__"].__get__(kind)
    path = type.__dict__["__qualname__"].__get__(kind)
    module = _modules.get(name) if type(name) is str else None
    if type(module) is not types.ModuleType or name == "__main__":
        return False
    if (getattr(module, "__file__", None) or "").startswith(tuple(_place)):
        return False
    found = module
    for part in path.split("."):
        found = vars(found).get(part) if isinstance(found, (type, types.ModuleType)) else None
    return found is kind


class Same(Exception):
    """There is nothing in it that could be another."""


def decoys(asked, value):
    """Two values like this one, but where something foreign is asked; elsewhere they differ in nothing."""
    return [decoy(asked, value, i) for i in range(2)]


def decoy(asked, value, number):
    changed = []
    found = against(asked, value, number, changed)
    if not changed:
        raise Same
    return found


def against(asked, value, number, changed):
    if not is_foreign(asked, [MOST_NODES]):
        return value
    kind = type(value)
    if type(asked) is kind and (kind is list or kind is tuple) and len(asked) == len(value):
        return kind([against(a, v, number, changed) for a, v in zip(asked, value)])
    if type(asked) is kind and kind is dict:
        return {k: against(asked[k], v, number, changed) if k in asked else v for k, v in value.items()}
    changed.append(value)
    return another(value, number)


def another(value, number):
    kind = type(value)
    if id(kind) in _containers:
        return kind([another(v, number) for v in value] or [another(None, number)])
    if kind is dict:
        return {k: another(v, number) for k, v in value.items()} or {"": number}
    if kind is bool or value is None or id(kind) not in _exact or kind in (complex, type(...)):
        kind = str
    pool = [v for v in values.get(kind, ()) if kind is not type(value) or plainly_differ(v, value)]
    if len(pool) > 1:
        start = below(len(pool) - 1)
        return pool[start + number]
    return odd(kind, number)


def odd(kind, number):
    """What nobody expects."""
    some = 100003 + 2 * below(1 << 20) + number
    if kind is str:
        return "%x" % some
    return b"%x" % some if kind is bytes else kind(some)


def plainly_differ(one, other):
    if type(one) is str:
        return one.strip().casefold() != other.strip().casefold()
    return one != other
