"""The first process in the sandbox: starts the tests, watches over them and says how they ended.

It is process 1 of its namespace, so nothing inside can kill it and everything ends with it. It imports nothing of the
candidate. Files beside it: run.json (what to do), recorder.py (runs in the child). Standard input gives one line, a
secret of this run. Standard output carries the report, one line each: "c ..." as the child wrote it, "p ..." its own.
Standard error carries what the tests printed, its middle left out if there is too much.
"""

import functools
import json
import os
import select
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import kernel  # noqa: E402
from memory import tree_memory  # noqa: E402
from streams import Lines, Output  # noqa: E402

sys.path.remove(HERE)
START_SECONDS = 60


def read_secret():
    text = b""
    while not text.endswith(b"\n"):
        more = os.read(0, 4096)
        if not more:
            break
        text += more
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    return text.strip()


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


class Watch:
    def __init__(self, run, child, report, lines, output):
        self.run = run
        self.child = child
        self.report = report
        self.lines = lines
        self.output = output
        self.status = None
        self.timeout = False
        self.memory = False
        self.next_look = 0.0
        self.deadline = time.monotonic() + START_SECONDS
        self.started = None

    def reap(self):
        """As process 1 it also inherits orphans."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.child:
                self.status = status

    def look_at_memory(self, now):
        """Where no control group does it: late, but for the whole tree."""
        if not self.run["memoryLimit"] or now < self.next_look or self.status is not None:
            return
        self.next_look = now + 0.05
        most = self.run["memoryBytes"]
        if tree_memory(False) > most and tree_memory(True) > most:
            self.memory = True
            os.kill(self.child, signal.SIGKILL)

    def loop(self, records, printed):
        poller = select.poll()
        sinks = {records: self.lines, printed: self.output}
        for fd in sinks:
            poller.register(fd, select.POLLIN)
        grace = None
        while sinks:
            now = time.monotonic()
            if self.status is None and now > self.deadline:
                self.timeout = True
                os.kill(self.child, signal.SIGKILL)
                self.deadline = now + START_SECONDS
            if self.lines.fault and self.status is None:
                os.kill(self.child, signal.SIGKILL)
            self.look_at_memory(now)
            self.reap()
            if self.status is not None:
                kill_others()
                grace = grace or now + 1
                if now > grace:
                    return
            for fd, event in poller.poll(20):
                data = os.read(fd, 1 << 16) if event & (select.POLLIN | select.POLLHUP) else b""
                if data:
                    sinks[fd].add(data)
                    if fd == records and self.started is None:
                        self.started = time.monotonic()
                        self.deadline = self.started + self.run["seconds"]
                else:
                    poller.unregister(fd)
                    del sinks[fd]
        while self.status is None:
            if time.monotonic() > self.deadline:
                self.timeout = True
                os.kill(self.child, signal.SIGKILL)
            time.sleep(0.002)
            self.reap()

    def finish(self):
        kill_others()
        self.lines.finish()
        self.output.finish()
        code = os.waitstatus_to_exitcode(self.status) if self.status is not None else None
        end = {
            "exit": code,
            "timeout": self.timeout or code == -signal.SIGXCPU,
            "memory": self.memory,
            "ready": self.started is not None,
            "fault": self.lines.fault,
            "seconds": time.monotonic() - self.started if self.started else 0,
        }
        write_all(self.report, b"p " + json.dumps(end).encode() + b"\n")


def kill_others():
    if os.getpid() == 1:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass


def supervise(run):
    secret = read_secret()
    kernel.dumpable(0)
    records, records_in = os.pipe()
    printed, printed_in = os.pipe()
    child = os.fork()
    if child == 0:
        kernel.dumpable(1)
        os.dup2(printed_in, 1)
        os.dup2(printed_in, 2)
        os.dup2(records_in, 3)
        os.closerange(4, 64)
        os.setsid()
        kernel.ordinary_signals()
        kernel.limit(run)
        # an image may bring variables of its own
        for name in set(os.environ) - set(run["environment"]):
            del os.environ[name]
        sys.path.insert(0, HERE)
        import recorder

        sys.path.remove(HERE)
        kernel.filter_calls(bytes.fromhex(run["seccomp"]))
        # a candidate may have modules that are called like ours
        for name in ("kernel", "memory", "streams"):
            del sys.modules[name]
        recorder.main(run, secret, 3)
        os._exit(70)
    os.close(records_in)
    os.close(printed_in)
    report = functools.partial(write_all, 1)
    printed_to = functools.partial(write_all, 2)
    watch = Watch(run, child, 1, Lines(report), Output(printed_to, run["outputBytes"]))
    watch.loop(records, printed)
    watch.finish()


def main():
    with open(os.path.join(HERE, "run.json"), encoding="utf-8") as f:
        run = json.load(f)
    if run["job"] == "probe":
        sys.path.insert(0, HERE)
        import probe

        # what lies beside us is no module that a candidate could hide
        sys.path.remove(HERE)
        read_secret()
        write_all(1, b"p " + json.dumps(probe.facts(run)).encode() + b"\n")
    else:
        supervise(run)
    os._exit(0)


main()
