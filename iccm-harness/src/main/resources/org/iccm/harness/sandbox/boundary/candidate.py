"""The candidate's process: imports its modules when asked and does what the tests' process asks, until that is gone.

    serve(sock, root)      sock: the connected socket; root: the folder with the candidate's sources. Returns when the
                           other side has closed. The process must be of its own: standard output and error are redirected.

Nothing here is trusted: the candidate's code shares the process and may change all of it. The other side checks what comes.
"""

import asyncio
import copy
import importlib
import sys
import threading

from . import codec, hide, reflection, special
from .codec import Unsendable
from .objects import Objects, about_class, describe, plain_data
from .printed import Output
from .wire import Ended, Wire

_identity = threading.get_ident


class Server:
    def __init__(self, sock, root):
        self.wire = Wire(sock)
        self.root = root
        self.objects = Objects(self.back)
        self.thread = _identity()
        self.back_number = 0
        self.outputs = [Output(1, "stdout"), Output(2, "stderr")]
        self.reflection = reflection.Reflection()
        self.modules = {}

    # the connection

    def send(self, op, number, body):
        printed = tuple(o.take() for o in self.outputs)
        logs, state = self.reflection.logs(), self.reflection.random()
        extra = (*printed, logs, state) if any(printed) or logs or state else None
        self.wire.send(codec.encode(self.objects, op, number, extra, body))

    def receive(self):
        op, number, extra, body = codec.decode(self.objects, self.wire.receive())
        if extra is not None:
            released, dropped, news = extra
            for handle, count in released:
                self.objects.release(handle, count)
            for share in dropped:
                self.objects.shares.drop(share)
            self.reflection.apply(news)
        return op, number, body

    def back(self, op, *body):
        """A call of something that the tests handed over."""
        if _identity() != self.thread:
            raise RuntimeError("objects of the tests can be called by the main thread only")
        self.back_number += 1
        mine = self.back_number
        self.send(op, mine, body)
        while True:
            op, number, value = self.receive()
            if op == special.REPLY and number == mine:
                return value
            if op == special.RAISE and number == mine:
                raise value
            self.answer(op, number, value)

    def answer(self, op, number, body):
        try:
            kind, value = special.REPLY, self.perform(op, body)
        except Ended:
            raise
        except BaseException as e:
            kind, value = special.RAISE, e
        try:
            self.send(kind, number, value)
        except Ended:
            raise
        except RecursionError:
            self.send(special.REFUSE, number, "a value is nested too deep")
        except Exception as e:
            text = str(e) if isinstance(e, (Unsendable, ValueError)) else type(e).__name__
            self.send(special.REFUSE, number, "the candidate's answer: %s" % text[:200])

    def loop(self):
        while True:
            try:
                self.answer(*self.receive())
            except Ended:
                return

    # requests

    def perform(self, op, body):
        if op == special.CALL:
            target, args, names, values = body
            return target(*args, **dict(zip(names, values)))
        if op == special.METHOD:
            target, name, args, names, values = body
            return getattr(target, name)(*args, **dict(zip(names, values)))
        if op == special.GET:
            return getattr(*body)
        if op == special.SET:
            setattr(*body)
            return None
        if op == special.DELETE:
            delattr(*body)
            return None
        if op == special.SPECIAL:
            return self.special(*body)
        if op == special.AWAIT:
            target, args, names, values = body
            return asyncio.run(whole(target(*args, **dict(zip(names, values)))))
        if op == special.COPY:
            return (copy.deepcopy if body[1] else copy.copy)(body[0])
        if op == special.BIND:
            return self.bind(*body)
        raise codec.ProtocolError("an unknown request")

    def special(self, name, value, args):
        if name == "__str__":
            return plain_text(str(value))
        if name == "__repr__":
            return plain_text(repr(value))
        if name == "__data__":
            return plain_data(value)
        method = getattr(type(value), name, None)
        return NotImplemented if method is None else method(value, *args)

    def bind(self, modules, questions):
        """Imports, and says what is there of what the suite may name."""
        errors = []
        for name in modules:
            try:
                importlib.import_module(name)
                errors.append(None)
            except BaseException as e:
                errors.append(e)
        infos, kinds = [], {}
        for path, module, name, kind in questions:
            place = sys.modules.get(module)
            if place is None:
                continue
            infos.append(describe(self.objects, path, kind, place, name))
            kinds[path] = kind
        for info in infos:
            if kinds[info[0]] in ("class", "enum", "error") and info[2] in ("class", "error"):
                if (info[2] == "error") == (kinds[info[0]] == "error"):
                    self.objects.kinds.setdefault(self.objects.by_path[info[0]], info[0])
        answer = []
        for info in infos:
            kind = kinds[info[0]]
            answer.append(about_class(self.objects, info, kind == "error") if kind in ("class", "enum", "error") else info)
        return tuple(errors), tuple(answer)


async def whole(awaitable):
    return await awaitable


def plain_text(value):
    return value if type(value) is str else str.__str__(value)


def confined(run, prepared):
    """In a fork of the warm parent."""
    import os
    import socket

    serve(socket.socket(fileno=4), run["candidate"])
    os._exit(0)


def serve(sock, root):
    hide()
    sys.dont_write_bytecode = True
    sys.argv = ["pytest"]
    sys.path.insert(0, root)
    importlib.invalidate_caches()
    Server(sock, root).loop()
