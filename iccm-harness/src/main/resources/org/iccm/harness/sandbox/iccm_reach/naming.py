"""Classes that code names. Much of a class is used without running any code of it: an exception, an enumeration, a constant.
So a class counts as reached, too, when a line runs that names it, or an object of it, or a class derived from it.
"""

import dis
import sys

GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_GLOBALS", "LOAD_FROM_DICT_OR_DEREF")
MEMBER = ("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR", "IMPORT_FROM")


class Names:
    """classes: names of the application's classes by path; relative: place of a file, or None."""

    def __init__(self, plan, relative):
        self.relative = relative
        self.simple = {}
        for path, names in plan["classes"].items():
            for name in names:
                self.simple.setdefault(name.rsplit(".", 1)[-1], []).append((path, name))

    def owner(self, cls):
        """(path, name) of a class of the application, or None."""
        name = cls.__module__
        filename = getattr(sys.modules.get(name), "__file__", None) if isinstance(name, str) else None
        place = self.relative(filename) if isinstance(filename, str) else None
        if place is None or place[0] != 0:
            return None
        return place[1], cls.__qualname__

    def owners(self, value):
        """Of a class or an object: all classes of the application that it comes from."""
        cls = value if issubclass(type(value), type) else type(value)
        return [o for o in map(self.owner, cls.__mro__) if o]

    def lines(self, code, space):
        """Which classes each line of some code names, as far as that can be seen before it runs."""
        starts = dict(dis.findlinestarts(code))
        found = {}
        line = code.co_firstlineno
        for instruction in dis.get_instructions(code):
            line = starts.get(instruction.offset) or line
            name = instruction.argval
            if not isinstance(name, str):
                continue
            owners = ()
            if instruction.opname in GLOBAL:
                owners = self.owners(space[name]) if name in space else self.simple.get(name, ())
            elif instruction.opname in MEMBER:
                owners = self.simple.get(name, ())
            if owners:
                found.setdefault(line, []).extend(owners)
        return found

    def owners_of_generated(self, frame):
        """Of code without a file, as dataclasses and named tuples get it: the classes of its first argument."""
        code = frame.f_code
        if not code.co_argcount:
            return ()
        value = frame.f_locals.get(code.co_varnames[0])
        cls = value if issubclass(type(value), type) else type(value)
        for base in cls.__mro__:
            if code is code_of(vars(base).get(code.co_name)):
                return self.owners(base)
        return ()


def code_of(function):
    function = getattr(function, "__func__", function)
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return getattr(function, "__code__", None)
