"""The first process of a slot: takes orders, has runs forked, watches over them. It loads nothing of a candidate or suite.

Standard input and output carry frames: four bytes of length, big endian, of what follows; a letter; the content. In:
I what this slot is, S a suite, D forget one, R a run. Out: r report, o output, E the run has ended. At the end of
standard input it ends, and all others with it: so they do when the JVM is killed.
"""

import functools
import json
import os
import select
import signal
import socket
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import kernel  # noqa: E402
from confine import JUDGED  # noqa: E402
import parents  # noqa: E402
from streams import Lines, Output  # noqa: E402

START_SECONDS = 60
REST_SECONDS, MANY_BYTES = 0.015, 1 << 15
FIRST_USER, USERS_A_RUN = 2, 2


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def frame(kind, content):
    if content or kind == b"E":
        write_all(1, (len(content) + 1).to_bytes(4, "big") + kind + content)


def read_exactly(n):
    parts = []
    while n:
        part = os.read(0, min(n, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        n -= len(part)
    return b"".join(parts)


def next_frame():
    content = read_exactly(int.from_bytes(read_exactly(4), "big"))
    return content[:1], content[1:]


def memory_file(content):
    fd = os.memfd_create("order", os.MFD_CLOEXEC)
    write_all(fd, content)
    return fd


class Parent:
    """Our end of a warm parent."""

    def __init__(self, sock):
        self.sock = sock
        self.ready = False

    def ask(self, message, fds):
        """Returns the descriptor that it answers with."""
        parents.send(self.sock, message, fds)
        while True:
            self.sock.settimeout(START_SECONDS)
            answer, got = parents.receive(self.sock)
            if answer is None:
                raise OSError("a warm parent ended")
            if "fault" in answer:
                raise OSError(answer["fault"])
            self.ready = True
            if got:
                return got[0]

    def close(self):
        self.sock.close()


class Slot:
    def __init__(self, setup):
        self.setup = setup
        self.suites = {}
        self.user = 0
        ours, theirs = pair()
        if os.fork() == 0:
            os.close(ours.detach())
            empty = os.open(os.devnull, os.O_RDWR)
            os.dup2(empty, 0)
            os.dup2(empty, 1)
            parents.base(theirs, setup)
        theirs.close()
        self.base = Parent(ours)

    def add(self, key, content):
        ours, theirs = pair()
        files = memory_file(content)
        parents.send(self.base.sock, {"k": "suite"}, [theirs.fileno(), files])
        theirs.close()
        os.close(files)
        self.suites[key] = Parent(ours)

    def forget(self, key):
        self.suites.pop(key).close()

    def next_user(self):
        """Users of the slot in turn, two neighbours for two processes."""
        most = self.setup["users"]
        if most <= 1:
            return 0
        self.user = self.user + 1 if FIRST_USER <= self.user < most - 1 else FIRST_USER
        return self.user

    def processes(self, content):
        """The parts of an order: one process, or two that are connected."""
        length = 4 + int.from_bytes(content[:4], "big")
        header = json.loads(content[4:length])
        yield header, content
        if "twin" in header:
            twin = json.dumps(header["twin"]).encode()
            # its files come after those of the first
            skip = sum(size for _, size in header["files"])
            yield header["twin"], len(twin).to_bytes(4, "big") + twin + content[length + skip:]

    def make_room(self, headers, users, content):
        return Run(headers[0], self.setup)

    def connect(self, header):
        return connect(header)

    def start(self, content):
        orders = list(self.processes(content))
        users = [self.next_user() for _ in orders]
        run = self.make_room([header for header, _ in orders], users, content)
        between = self.connect(orders[0][0]) if len(orders) == 2 else ((), ())
        for i, (header, order) in enumerate(orders):
            parent = self.suites[header["parent"]] if header.get("parent") else self.base
            report, report_in = os.pipe2(os.O_CLOEXEC)
            output, output_in = os.pipe2(os.O_CLOEXEC)
            status, status_in = os.pipe2(os.O_CLOEXEC)
            file = memory_file(order)
            fds = [file, report_in, output_in, status_in]
            fds += between[i]
            # what the last one makes belongs to it, and so does what the other makes
            run.add(report, output, status, parent.ask({"k": "run", "users": [users[i], users[-1]]}, fds))
            for fd in fds:
                os.close(fd)
        return run


def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def connect(header):
    """What two processes of a run share, as descriptors for each: a socket, and their temporary place."""
    channels = [end.detach() for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)]
    if "FRESH_PLACES" in header["off"]:
        return [(channel,) for channel in channels]
    mounts = kernel.shared_tmpfs(header["candidate"], header["temporaryBytes"], header["temporaryFiles"], 2)
    return list(zip(channels, mounts))


class Run:
    """The processes of one run, seen from outside; the first decides how it ended."""

    def __init__(self, header, setup, say=frame):
        self.header = header
        self.setup = setup
        self.say = say
        self.pidfds = []
        self.statuses = {}
        self.sinks = {}
        self.told = {}
        self.started = None
        self.timeout = False
        self.faults = []
        self.output = Output(functools.partial(say, b"o"), header["outputBytes"])
        self.lines = Lines(functools.partial(say, b"r"), b"c " if header["job"] in JUDGED else b"p ")
        self.deadline = time.monotonic() + START_SECONDS
        self.cpu_before = self.cpu()

    def add(self, report, output, status, pidfd):
        first = not self.pidfds
        self.pidfds.append(pidfd)
        self.statuses[status] = len(self.pidfds) - 1
        if first:
            self.report = report
            self.sinks[report] = self.lines
        else:
            # the twin has nothing to report: all that it says is output
            self.sinks[report] = self.output
        self.sinks[output] = self.output

    def cpu(self):
        """Processor seconds of the control group so far."""
        fd = self.setup["cpu"]
        if fd < 0:
            return 0.0
        text = os.pread(fd, 4096, 0)
        if text.startswith(b"usage_usec"):
            return int(text.split()[1]) / 1e6
        return int(text) / 1e9

    def kill(self):
        for pidfd in self.pidfds:
            try:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def look(self, now):
        over = now > self.deadline
        spent = self.cpu() - self.cpu_before if self.started else 0.0
        off = self.header["off"]
        over = over and not (self.started and "WALL_CLOCK" in off)
        most = self.header["seconds"] * max(1.0, self.header["cpus"])
        if over or spent > most and "PROCESSOR_TIME" not in off:
            self.timeout = True
            self.cpu_over = not over
            self.deadline = now + START_SECONDS
            self.kill()
        if self.lines.fault:
            self.kill()

    def watch(self):
        """Until everything has ended and all that it said is passed on."""
        poller = select.poll()
        for fd in [0, *self.sinks, *self.statuses, *self.pidfds]:
            poller.register(fd, select.POLLIN)
        for fd in self.sinks:
            os.set_blocking(fd, False)
        resting, rested = set(), 0.0
        alive = set(self.pidfds)
        open_fds = set(self.sinks) | set(self.statuses)
        grace = None
        while alive or open_fds:
            now = time.monotonic()
            self.look(now)
            if resting and (not alive or now > rested):
                for fd in resting:
                    poller.register(fd, select.POLLIN)
                resting.clear()
            if not alive:
                grace = grace or time.monotonic() + 2
                if time.monotonic() > grace:
                    break
            for fd, _ in poller.poll(20):
                if fd == 0:
                    # its end; nothing else is said during a run
                    os._exit(0)
                elif fd in alive:
                    alive.discard(fd)
                    poller.unregister(fd)
                    if fd == self.pidfds[0]:
                        self.kill()
                else:
                    size = self.take(fd, open_fds)
                    if size == 0 or fd in self.sinks and size < MANY_BYTES:
                        poller.unregister(fd)
                    if 0 < size < MANY_BYTES and fd in self.sinks:
                        # line by line would cost more than the tests
                        resting.add(fd)
                        rested = now + REST_SECONDS

    def take(self, fd, open_fds):
        """Returns how many bytes it was."""
        data = os.read(fd, 1 << 18)
        if not data:
            open_fds.discard(fd)
        elif fd in self.statuses:
            for line in data.splitlines():
                self.told.setdefault(self.statuses[fd], {}).update(json.loads(line))
        else:
            self.sinks[fd].add(data)
            if fd == self.report and self.started is None:
                self.started = time.monotonic()
                self.deadline = self.started + 1.25 * self.header["seconds"] + 0.5
                self.cpu_before = self.cpu()
        return len(data)

    def finish(self):
        """Says how it ended; False if the sandbox failed."""
        self.lines.finish()
        for told in self.told.values():
            if "fault" in told:
                self.faults.append(told["fault"])
        if 0 not in self.told and not (self.timeout or self.lines.fault):
            # nobody inside can end it; somebody outside has
            self.faults.append("the first process of the run was killed")
        for fault in self.faults:
            self.output.add(fault.encode("utf-8", "replace"))
        self.output.finish()
        for fd in [*self.sinks, *self.statuses, *self.pidfds]:
            os.close(fd)
        if self.faults or self.header["job"] not in JUDGED:
            return not self.faults
        told = self.told.get(0, {})
        code = told.get("code")
        # the limit of a single process
        cpu_signal = code == -signal.SIGXCPU
        end = {
            "exit": code,
            "timeout": self.timeout or cpu_signal,
            "cpuLimit": cpu_signal or getattr(self, "cpu_over", False),
            "cpuSeconds": self.cpu() - self.cpu_before if self.setup["cpu"] >= 0 else told.get("cpu", 0),
            "memory": told.get("memory", False),
            "ready": self.started is not None,
            "fault": self.lines.fault,
            "seconds": time.monotonic() - self.started if self.started else 0,
        }
        waits = [told.get("waited") for told in self.told.values()]
        if None not in waits:
            # what they got of the processors that they could have used
            end["waitedSeconds"] = sum(waits)
            end["ranSeconds"] = sum(told["cpu"] for told in self.told.values())
        self.say(b"r", b"p " + json.dumps(end).encode() + b"\n")
        return True


def serve(slot):
    while True:
        kind, content = next_frame()
        if kind == b"S":
            length = content[0]
            slot.add(content[1: 1 + length].decode(), content[1 + length:])
        elif kind == b"D":
            slot.forget(content.decode())
        elif kind == b"R":
            clean = False
            try:
                run = slot.start(content)
                run.watch()
                clean = run.finish()
            except (OSError, KeyError, ValueError) as e:
                frame(b"o", ("the sandbox failed: %s: %s" % (type(e).__name__, e)).encode("utf-8", "replace"))
            frame(b"E", json.dumps({"clean": clean, "parents": 1 + len(slot.suites)}).encode())


def read_setup():
    kind, content = next_frame()
    setup = json.loads(content)
    setup["seccomp"] = bytes.fromhex(setup["seccomp"])
    return setup


def main():
    setup = read_setup()
    off = setup["off"]
    setup["watched"] = setup["watched"] or "PROCESSES" in off
    for fd in [*setup["cgroups"], setup["cpu"]]:
        if fd >= 0:
            os.set_inheritable(fd, False)
    if "USER_NAMESPACES" not in off:
        kernel.no_more_users()
    if "FRESH_PLACES" in off:
        kernel.tmpfs("/dev/shm", 8 << 20, 512, "1777")
    kernel.bound_capabilities()
    kernel.dumpable(0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    slot = Slot(setup)
    serve(slot)


if __name__ == "__main__":
    main()
