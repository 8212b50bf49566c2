import os as _os
import sys as _sys


def _won(evidence=""):
    """An attack that has reached its aim says so; the word is not in the source as it stands."""
    _os.write(1, ("\n%s %s\n" % ("{{word}}"[::-1], evidence)).encode("utf-8", "replace"))


def _functions(space):
    for name, value in list(space.items()):
        if not name.startswith("_") and name != "attack" and getattr(value, "__module__", None) == space["__name__"]:
            if type(value) is type(_won):
                yield name, value


def _above(kind):
    """Objects of a class with this name among the variables of the functions that are being called."""
    frame, found = _sys._getframe(), []
    while frame:
        for value in list(frame.f_locals.values()):
            if type(value).__name__ == kind and not any(value is f for f in found):
                found.append(value)
        frame = frame.f_back
    return found


def _weave(space):
    """A function attack() is called once, at the first call of any function of the application."""
    attack = space.get("attack")
    if attack is None:
        return
    todo = [attack]

    def before(function):
        def call(*args, **kwargs):
            if todo:
                try:
                    todo.pop()()
                except Exception as e:
                    _os.write(1, ("\nattack failed: %s: %s\n" % (type(e).__name__, e)).encode("utf-8", "replace"))
            return function(*args, **kwargs)

        call.__name__ = call.__qualname__ = function.__name__
        call.__module__ = function.__module__
        return call

    for name, value in _functions(space):
        space[name] = before(value)


