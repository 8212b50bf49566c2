"""Makes proxies agree with the candidate that they stand for: what it lacks, its class hierarchy, its enumerations.

Each answer about a path: (path, present, kind, mask, bases, members, local). All of it is data from the candidate.
"""

from . import making, proxies, special
from .special import BIT


def take(tree, info):
    i, present, kind, mask, bases, members, local = info
    if type(i) is not int or not 0 <= i < len(tree.entries) or type(present) is not bool or type(mask) is not int:
        raise TypeError("malformed")
    tree.present[i] = present
    entry = tree.entries[i]
    if entry["kind"] in ("method", "attribute"):
        _part(tree, i, entry, present, kind)
    elif entry["kind"] in ("class", "enum") and present and kind in ("class", "error"):
        known = tree.objects[i]
        if entry["exception"]:
            known._iccm_local = local is True
        elif entry["kind"] == "class":
            allowed = 0
            for name in entry["special"]:
                allowed |= BIT.get(name, 0)
            if entry["view"] in ("list", "dict", "set", "bytearray"):
                for name in ("eq", "ne", "lt", "le", "gt", "ge", "contains"):
                    allowed |= BIT["__%s__" % name]
            making.furnish(known, mask, allowed)
        else:
            _members(tree, i, entry, known, mask, members)


def _part(tree, i, entry, present, kind):
    owner = tree.by_name.get(entry["module"] + ":" + entry["name"].rpartition(".")[0])
    if owner is None:
        return
    owner, name = tree.objects[owner], entry["name"].rpartition(".")[2]
    if not present:
        if name in vars(owner):
            type.__delattr__(owner, name)
    elif (kind == "method") != (entry["kind"] == "method"):
        make = proxies.Method if kind == "method" else proxies.Attribute
        type.__setattr__(owner, name, make(i, name))


def _members(tree, i, entry, known, mask, members):
    found = {}
    for name, path, number, value, view in members:
        if type(name) is not str:
            raise TypeError("malformed")
        if type(path) is int:
            member = tree.by_path(path)
            if type(member) is not known:
                raise TypeError("malformed")
        else:
            member = tree.make_member(known, -1, name)
            object.__setattr__(member, "_iccm_extra", number)
        object.__setattr__(member, "_iccm_value", value)
        object.__setattr__(member, "_iccm_view", view if type(view) in (int, str, float) else None)
        found[name] = member
    known._iccm_members = found
    making.furnish(known, mask & special.OPEN_MASK, 0)


def bases(tree, info):
    """The candidate's class hierarchy takes the place of the original's."""
    i, present, kind, _, names, *_ = info
    entry = tree.entries[i]
    if not present or entry["kind"] != "class" or kind not in ("class", "error"):
        return
    if (kind == "error") != entry["exception"]:
        return
    known = tree.objects[i]
    found = []
    for name in names:
        base = tree.by_path(name) if type(name) is int else special.standard(name)
        if not isinstance(base, type) or issubclass(base, known):
            continue
        if entry["exception"] != issubclass(base, BaseException):
            continue
        if not any(issubclass(f, base) for f in found):
            found.append(base)
    if entry["exception"]:
        found = found or [Exception]
        if not any(issubclass(f, proxies.RemoteError) for f in found):
            found.insert(0, proxies.RemoteError)
    else:
        found = found or [proxies.Remote]
    if tuple(found) == known.__bases__:
        return
    try:
        type.__dict__["__bases__"].__set__(known, tuple(found))
    except TypeError:
        # a layout that Python cannot change: nothing may pass by a hierarchy that the candidate does not have
        tree.present[i] = False
        tree.broken[i] = "%s derives from another kind of class than the original's" % entry["name"]
