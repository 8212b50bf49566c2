"""Runs the tests of the original, each in a process of its own that is forked after collection: what one test has set up,
no other finds ready, so each is credited with all that it needs. One that fails there is tried alone by whoever asked.

A report has a line for what the import of the test files runs, k "loaded", and one for each test, k "reach".
"""

import json
import os
import shutil
import signal
import tempfile
import time

import recorder
from recorder_lines import Lines, bounded

from . import spawning
from .tracer import Record, Tracer

# kept here, so that replacing it elsewhere changes nothing
_exit = os._exit


class Relay(Lines):
    """In a test's process lines are kept: only the first process numbers and sends them."""

    kept = None

    def send(self, **record):
        if self.kept is None:
            super().send(**record)
        else:
            self.kept.append(record)


class EachAlone:
    """A pytest plug-in."""

    def __init__(self, run, lines):
        self.run = run
        self.lines = lines
        self.place = tempfile.mkdtemp(prefix=".iccm-reach-")
        plan = {"classes": run["classes"]}
        for name, place in (("root", run["candidate"]), ("suite", os.path.join(run["root"], run["suite"]))):
            plan[name] = os.path.realpath(place)
        self.plan = os.path.join(self.place, "plan")
        with open(self.plan, "w", encoding="utf-8") as f:
            json.dump(plan, f)
        self.record = Record(os.path.join(self.place, "loaded"))
        self.tracer = Tracer(plan, self.record)
        self.spawning = spawning.Spawning(self.plan, self.record)
        self.spawning.install()
        self.tracer.next_phase(True)
        self.tracer.start()

    def pytest_runtestloop(self, session):
        # called before pytest's own, which is registered earlier, and instead of it
        self.lines.send(k="loaded", **self.seen("loaded"))
        for number, item in enumerate(session.items):
            self.record.path = os.path.join(self.place, str(number))
            self.record.fd = -1
            self.spawning.inherit()
            if self.run["alone"]:
                self.lines.kept = []
                result = self.test(item)
                self.lines.kept = None
            else:
                result = self.fork(item, self.record.path)
            prefix = self.run["suite"] + "/"
            name = item.nodeid[len(prefix):] if item.nodeid.startswith(prefix) else item.nodeid
            self.lines.send(k="reach", id=name, **result, **self.seen(str(number)))
        self.tracer.stop()
        shutil.rmtree(self.place, ignore_errors=True)
        return True

    def test(self, item):
        """What became of a test that runs here, with all of its fixtures set up and taken down."""
        self.tracer.next_phase(False)
        for value in getattr(getattr(item, "callspec", None), "params", {}).values():
            for part in (value, *value) if isinstance(value, (list, tuple)) else (value,):
                self.tracer.credit_object(part)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        self.tracer.check()
        ended = [r for r in self.lines.kept if r["k"] == "test"]
        if not ended:
            return failed("it did not end")
        return {"status": ended[-1]["status"], "message": ended[-1]["message"]}

    def fork(self, item, place):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            try:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                os.setpgid(0, 0)
                self.lines.kept = []
                result = self.test(item)
            except BaseException as e:
                result = failed("pytest ended with %s" % type(e).__name__)
            # a pipe might be closed by the test
            with open(place + ".result", "w", encoding="utf-8") as f:
                json.dump(result, f)
            _exit(0)
        why = self.await_end(pid)
        # also what it has left running
        for kill in (os.killpg, os.kill):
            try:
                kill(pid, signal.SIGKILL)
            except OSError:
                pass
        os.waitpid(pid, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        try:
            with open(place + ".result", encoding="utf-8") as f:
                return json.load(f)
        except (OSError, ValueError):
            return failed(why)

    def await_end(self, pid):
        """Why there is no result, should there be none."""
        end = time.monotonic() + self.run["testSeconds"]
        while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            left = end - time.monotonic()
            if left <= 0:
                return "it took longer than %g seconds" % self.run["testSeconds"]
            signal.sigtimedwait([signal.SIGCHLD], min(left, 0.5))
        return "its process ended"

    def seen(self, name):
        """What the processes of one test wrote."""
        seen = {"direct": {}, "loading": {}, "named": {}}
        started, tracing, faults = set(), set(), []
        try:
            with open(os.path.join(self.place, name), encoding="utf-8") as f:
                records = [json.loads(line) for line in f if line.endswith("\n")]
        except FileNotFoundError:
            records = []
        for kind, *rest in records:
            if kind in "din":
                where = {"d": "direct", "i": "loading", "n": "named"}[kind]
                place = seen[where].setdefault(rest[0], [])
                if rest[1] not in place:
                    place.append(rest[1])
            elif kind == "s":
                started.add(rest[0])
            elif kind == "h":
                tracing.add(rest[0])
            else:
                faults.append(rest[0])
        if started - tracing:
            faults.append("a Python process that it started ran without the tracer")
        return dict(seen, why=bounded("; ".join(faults), 500))


def failed(why):
    return {"status": "ERROR", "message": why}


def session(run, secret, fd, traces):
    import pytest

    lines = Relay()
    plugin = EachAlone(run, lines)
    return recorder.session(run, secret, fd, pytest, traces, lines, [plugin])


def confined(run, prepared):
    """In a fork of a suite's parent."""
    _exit(session(run, run["secret"].encode(), 3, prepared.traces))
