"""The first process in the sandbox: starts the tests, watches over them and says how they ended.

It is process 1 of its namespace, so nothing inside can kill it and everything ends with it. It imports nothing of the
candidate. Files beside it: run.json (what to do), recorder.py (runs in the child). Standard input gives one line, a
secret of this run. Standard output carries the report, one line each: "c ..." as the child wrote it, "p ..." its own.
Standard error carries what the tests printed, its middle left out if there is too much.
"""

import json
import os
import select
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MAX_LINE = 1 << 20
MAX_REPORT = 24 << 20
START_SECONDS = 60
PAGE = os.sysconf("SC_PAGE_SIZE")


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


def dumpable(value):
    """Whether processes of the same user may look into this one."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(4, value, 0, 0, 0)
        return True
    except (ImportError, OSError, AttributeError):
        return False


def limit(run):
    import resource

    def hard(what, value):
        most = resource.getrlimit(what)[1]
        if most != resource.RLIM_INFINITY:
            value = min(value, most)
        resource.setrlimit(what, (value, value))

    hard(resource.RLIMIT_CORE, 0)
    hard(resource.RLIMIT_NOFILE, run["openFiles"])
    hard(resource.RLIMIT_FSIZE, run["diskBytes"])
    if run["processLimit"]:
        hard(resource.RLIMIT_NPROC, run["processes"] + 2)
    if run["memoryLimit"]:
        hard(resource.RLIMIT_AS, run["memoryBytes"])


class Output:
    """Passes on the beginning, keeps the end, counts the rest."""

    def __init__(self, fd, most):
        self.fd = fd
        self.head = most // 2
        self.most_tail = most - self.head
        self.tail = bytearray()
        self.dropped = 0

    def add(self, data):
        if self.head:
            write_all(self.fd, data[: self.head])
            data, self.head = data[self.head:], max(0, self.head - len(data))
        if data:
            self.tail += data
            extra = len(self.tail) - self.most_tail
            if extra > 0:
                self.dropped += extra
                del self.tail[:extra]

    def finish(self):
        if self.dropped:
            write_all(self.fd, b"\n[... %d bytes left out ...]\n" % self.dropped)
        write_all(self.fd, bytes(self.tail))


class Lines:
    """Passes on whole lines of the child; too much is a fault."""

    def __init__(self, fd):
        self.fd = fd
        self.rest = b""
        self.total = 0
        self.fault = None

    def add(self, data):
        self.total += len(data)
        if self.total > MAX_REPORT or len(self.rest) > MAX_LINE:
            self.fault = "the report is too long"
        if self.fault:
            return
        *whole, self.rest = (self.rest + data).split(b"\n")
        for line in whole:
            write_all(self.fd, b"c " + line + b"\n")

    def finish(self):
        if self.rest and not self.fault:
            self.fault = "the report ends in the middle of a line"


def resident(pid, exact):
    """Bytes of one process; shared pages are split among their users only if exact."""
    try:
        if exact:
            with open("/proc/%s/smaps_rollup" % pid) as f:
                for line in f:
                    if line.startswith("Pss:"):
                        return int(line.split()[1]) << 10
        with open("/proc/%s/statm" % pid) as f:
            return int(f.read().split()[1]) * PAGE
    except (OSError, ValueError):
        return resident(pid, False) if exact else 0


def tree_memory(exact):
    total = sum(resident(pid, exact) for pid in os.listdir("/proc") if pid.isdigit() and pid != "1")
    for place in ("/tmp", "/dev/shm"):
        try:
            space = os.statvfs(place)
            total += (space.f_blocks - space.f_bfree) * space.f_frsize
        except OSError:
            pass
    return total


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
            "timeout": self.timeout,
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
    hidden = dumpable(0)
    records, records_in = os.pipe()
    printed, printed_in = os.pipe()
    child = os.fork()
    if child == 0:
        if hidden:
            dumpable(1)
        os.dup2(printed_in, 1)
        os.dup2(printed_in, 2)
        os.dup2(records_in, 3)
        os.closerange(4, 64)
        os.setsid()
        try:
            with open("/proc/self/oom_score_adj", "w") as f:
                f.write("1000")
        except OSError:
            pass
        limit(run)
        # an image may bring variables of its own
        for name in set(os.environ) - set(run["environment"]):
            del os.environ[name]
        sys.path[:] = [p for p in sys.path if p != HERE]
        sys.path.insert(0, HERE)
        import recorder

        sys.path.remove(HERE)
        recorder.main(run, secret, 3)
        os._exit(70)
    os.close(records_in)
    os.close(printed_in)
    watch = Watch(run, child, 1, Lines(1), Output(2, run["outputBytes"]))
    watch.loop(records, printed)
    watch.finish()


def main():
    with open(os.path.join(HERE, "run.json"), encoding="utf-8") as f:
        run = json.load(f)
    if run["job"] == "probe":
        sys.path.insert(0, HERE)
        import probe

        read_secret()
        write_all(1, b"p " + json.dumps(probe.facts(run)).encode() + b"\n")
    else:
        supervise(run)
    os._exit(0)


main()
