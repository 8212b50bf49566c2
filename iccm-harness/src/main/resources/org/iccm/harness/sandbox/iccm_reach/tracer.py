"""Notes which code of an application runs, in all threads of this process and in its forks.

What is seen is written at once, one line of JSON each, because a process may end in any way:
["d", path, line] code that begins at this line ran; ["i", path, line] it ran while a module was imported;
["n", path, name] code that ran named this class, or an object of it; ["o", reason] from here on something may be missing;
["s", id] a Python process was started, ["h", id] it traces too.
"""

import json
import os
import sys
import threading

from . import naming

EVERYTHING_SEEN = object()
TOOL = 4


class Record:
    """A file that is only appended to. Whoever closes its descriptor does not stop it."""

    def __init__(self, path):
        self.path = path
        self.fd = -1
        self.identity = None

    def write(self, *values):
        data = json.dumps(values).encode() + b"\n"
        try:
            stat = os.fstat(self.fd)
            if (stat.st_dev, stat.st_ino) != self.identity:
                raise OSError("another file by now")
        except OSError:
            self.fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            stat = os.fstat(self.fd)
            self.identity = stat.st_dev, stat.st_ino
        os.write(self.fd, data)


class Seen:
    """What is known of one code object."""

    __slots__ = ("code", "place", "kinds", "lines")

    def __init__(self, code, place):
        self.code = code
        self.place = place
        self.kinds = set()
        self.lines = None


class Tracer:
    """Give it a plan (root, suite, classes) and a record; start it; everything it meets from then on is noted."""

    def __init__(self, plan, record):
        self.record = record
        self.here = os.getcwd()
        self.names = naming.Names(plan, self.relative)
        self.roots = (plan["root"] + "/", plan["suite"] + "/")
        self.known = {}
        self.kept = []
        self.paths = {}
        self.credited = set()
        # until the tests begin, everything belongs to the import of their file
        self.collecting = False
        self.monitoring = getattr(sys, "monitoring", None)

    def start(self):
        if self.monitoring:
            events = self.monitoring.events
            self.monitoring.use_tool_id(TOOL, "iccm")
            register = self.monitoring.register_callback
            register(TOOL, events.PY_START, self.started)
            register(TOOL, events.PY_RESUME, self.started)
            register(TOOL, events.PY_THROW, self.thrown)
            register(TOOL, events.LINE, self.at_line)
            self.monitoring.set_events(TOOL, events.PY_START | events.PY_RESUME | events.PY_THROW)
        else:
            threading.settrace(self.called)
            sys.settrace(self.called)

    def stop(self):
        if self.monitoring:
            self.monitoring.set_events(TOOL, 0)
            self.monitoring.free_tool_id(TOOL)
        else:
            sys.settrace(None)
            threading.settrace(None)

    def next_phase(self, collecting):
        self.collecting = collecting
        self.credited.clear()

    def check(self):
        """Says so if somebody, or Python at its recursion limit, has switched it off."""
        if not self.monitoring and sys.gettrace() != self.called:
            self.record.write("o", "tracing was switched off during the test")

    # with sys.settrace

    def called(self, frame, event, arg):
        state = self.known.get(id(frame.f_code))
        if state is EVERYTHING_SEEN:
            return None
        state = state or self.meet(frame)
        if state is not EVERYTHING_SEEN and self.note(state, frame):
            return self.in_line
        return None

    def in_line(self, frame, event, arg):
        state = self.known.get(id(frame.f_code))
        if event == "line" and isinstance(state, Seen):
            self.note_line(state, frame.f_lineno)
        return self.in_line

    # with sys.monitoring

    def started(self, code, offset):
        state = self.known.get(id(code))
        if state is not EVERYTHING_SEEN:
            frame = sys._getframe(1)
            state = state or self.meet(frame)
            if state is not EVERYTHING_SEEN and self.note(state, frame):
                self.monitoring.set_local_events(TOOL, code, self.monitoring.events.LINE)
        return self.monitoring.DISABLE if self.known[id(code)] is EVERYTHING_SEEN else None

    def thrown(self, code, offset, exception):
        # this event cannot be disabled
        if self.known.get(id(code)) is not EVERYTHING_SEEN:
            self.started(code, offset)

    def at_line(self, code, line):
        state = self.known.get(id(code))
        if isinstance(state, Seen):
            self.note_line(state, line)
        return self.monitoring.DISABLE

    # with both

    def relative(self, filename):
        """(which root, path below it), or None for a file of others."""
        place = self.paths.get(filename, "")
        if place == "":
            place = None
            if not filename.startswith("<"):
                # a script has the name by which it was called
                full = os.path.realpath(os.path.join(self.here, filename))
                for i, root in enumerate(self.roots):
                    if full.startswith(root):
                        place = (i, full[len(root):])
            self.paths[filename] = place
        return place

    def meet(self, frame):
        """The state of code that is new."""
        code = frame.f_code
        place = self.relative(code.co_filename)
        state = EVERYTHING_SEEN
        if place is not None:
            state = Seen(code, place)
        elif code.co_filename.startswith("<") and not code.co_filename.startswith("<frozen"):
            owners = self.names.owners_of_generated(frame)
            if owners:
                state = Seen(code, None)
                state.lines = {0: owners}
        # as long as it is kept no other code gets its id
        self.kept.append(code)
        self.known[id(code)] = state
        return state

    def note(self, state, frame):
        """Returns whether its lines are to be watched."""
        if "d" in state.kinds:
            return True
        kind = "i" if self.collecting or self.importing(frame) else "d"
        if kind not in state.kinds:
            state.kinds.add(kind)
            if state.place is not None and state.place[0] == 0 and state.code.co_name != "<module>":
                self.record.write(kind, state.place[1], state.code.co_firstlineno)
        if kind == "i":
            return False
        if state.place is None:
            self.note_line(state, 0)
            return False
        if state.lines is None:
            state.lines = self.names.lines(state.code, frame.f_globals)
        self.settle(state)
        return bool(state.lines)

    def note_line(self, state, line):
        for owner in (state.lines or {}).pop(line, ()):
            self.credit(owner)
        self.settle(state)

    def settle(self, state):
        if not state.lines and "d" in state.kinds:
            self.known[id(state.code)] = EVERYTHING_SEEN

    def credit(self, owner):
        if owner not in self.credited:
            self.credited.add(owner)
            self.record.write("n", *owner)

    def credit_object(self, value):
        for owner in self.names.owners(value):
            self.credit(owner)

    def importing(self, frame):
        """Whether a module of application or suite is on its way; a script is not imported but run."""
        while frame is not None:
            code = frame.f_code
            if code.co_name == "<module>" and frame.f_globals.get("__name__") != "__main__":
                if self.relative(code.co_filename) is not None:
                    return True
            frame = frame.f_back
        return False
