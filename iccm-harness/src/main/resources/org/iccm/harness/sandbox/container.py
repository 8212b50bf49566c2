"""The first process of a container: what envelope.py is where nothing may unshare or mount.

All runs of a container share its files and processes. So one run is under way at a time, its users are such as no run before
it had, and what it leaves is gone before the next, or the container is not used again. Places, all in memory:

    /work/agent                 the driver
    /work/iccm_suite            the suite of the run under way, for the users of its tests alone
    /work/kept                  the other suites, for root alone
    /work/src                   the candidate of the run under way, for its users alone
    /work/java                  what Java runtimes share
    /tmp, /dev/shm, /dev/mqueue what a run may write to
"""

import fcntl
import os
import select
import signal
import socket
import time

import envelope
import groups
import kernel
import parents
from confine import parts_of
from memory import resident

KEPT, FOR_JAVA = "/work/kept", "/work/java"
BY_NAME = ("/dev/shm", "/dev/mqueue")
WRITABLE = ("/tmp", *BY_NAME)
# the tables of single sockets are the whole host's, and slow
TABLES = ("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/net/sockstat", "/proc/net/sockstat6")
OURS_ALONE = ("inuse", "tw")
# beyond what systems and other sandboxes hand out, if this user namespace goes that far
FIRST_USER, MOST_USERS, USERS = 1910000000, 2147000000, 1024
FIRST_OF_FEW = 10000
EMPTYING_SECONDS = 3
SPEAK_SECONDS, SPEAK_BYTES = 0.1, 1 << 15
TICK_MILLIS, MUCH = 10, 1 << 15
# Python 3.10 has it as fcntl.F_SETPIPE_SZ
SET_PIPE_SIZE = 1031


class Mouth:
    """Frames go out by the handful: each costs a few processes' attention on its way."""

    def __init__(self):
        self.parts = []
        self.size = 0
        self.last = time.monotonic()

    def say(self, kind, content):
        if content:
            self.parts.append((len(content) + 1).to_bytes(4, "big") + kind + content)
            self.size += len(content)
            if self.size > SPEAK_BYTES:
                self.flush()

    def flush(self):
        if self.parts:
            envelope.write_all(1, b"".join(self.parts))
            self.parts, self.size = [], 0
        self.last = time.monotonic()

    def tick(self, now):
        if now - self.last > SPEAK_SECONDS:
            self.flush()


class Container(envelope.Slot):
    def __init__(self, setup):
        os.mkdir(KEPT, 0o700)
        # there from the beginning: importers remember what is no directory
        os.mkdir(setup["warm"]["candidate"], 0o750)
        os.mkdir(FOR_JAVA, 0o755)
        self.groups = groups.Groups()
        setup.update(container=True, cpu=self.groups.time, cgroups=[])
        super().__init__(setup)
        await_ready(self.base)
        self.next = first_user()
        self.places = {}
        self.faults = {}
        self.own = processes()
        self.habits = habits()
        self.kept = kept_by_kernel()

    def add(self, key, content):
        super().add(key, content)
        try:
            await_ready(self.suites[key])
        except OSError as e:
            self.faults[key] = str(e)
        header, _ = parts_of(content)
        self.places[key] = (os.path.join(header["root"], header["suite"]), os.path.join(KEPT, key))
        self.hide(key)

    def hide(self, key):
        place, kept = self.places[key]
        if os.path.exists(place):
            os.rename(place, kept)

    def forget(self, key):
        super().forget(key)
        self.faults.pop(key, None)
        remove(self.places.pop(key)[1])

    def next_user(self):
        self.next += 1
        return self.next

    def connect(self, header):
        """A socket; their temporary place they have in common with everybody."""
        return [(end.detach(),) for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)]

    def make_room(self, headers, users, content):
        first = headers[0]
        key = first.get("parent")
        if key in self.faults:
            raise OSError(self.faults[key])
        if key:
            place, kept = self.places[key]
            os.chown(kept, 0, users[0])
            os.rename(kept, place)
        off = first["off"]
        for user, (header, order) in zip(users, self.processes(content)):
            _, files = parts_of(order)
            if files or user == users[-1]:
                furnish(header["candidate"], files, user)
        # without users of their own they are root, and it is theirs as it is
        if "SEALED_INPUTS" in off and "USER" not in off:
            for place in [headers[-1]["candidate"], *([place] if key else [])]:
                give_away(place, users[-1])
        if len(users) > 1:
            # what is in there by a name that is known does not cross
            for place in BY_NAME:
                allow(place, users[-1], 0o1770)
        self.own = processes()
        return ContainerRun(self, first, users)

    def kill(self, users):
        """All processes of a run, and those that they start meanwhile: as their user we see no others."""
        for user in users:
            os.setresuid(user, user, 0)
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
            finally:
                os.setresuid(0, 0, 0)

    def vacate(self, run):
        """Whether nothing of a run is left."""
        off = run.header["off"]
        deadline = time.monotonic() + EMPTYING_SECONDS
        while "CLEANUP" not in off and processes() - self.own:
            self.kill(run.users)
            if time.monotonic() > deadline:
                return False
            time.sleep(0.001)
        if run.header.get("parent"):
            self.hide(run.header["parent"])
        try:
            fresh = WRITABLE if "FRESH_PLACES" not in off else ()
            for place in (run.header["candidate"], *fresh):
                for name in os.listdir(place) if os.path.isdir(place) else ():
                    remove(os.path.join(place, name))
            if len(run.users) > 1:
                for place in BY_NAME:
                    allow(place, 0, 0o1777)
        except (OSError, RecursionError):
            return False
        return ("IPC" in off or kept_by_kernel() == self.kept) and habits() == self.habits


def processes():
    return {name for name in os.listdir("/proc") if name.isdigit()}


def habits():
    """What a process that has our user for a moment could change of ours."""
    return os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), os.sched_getaffinity(0)


def kept_by_kernel():
    """What outlives processes: shared memory, semaphores, queues, connections that are not over."""
    found = []
    for place in TABLES:
        try:
            with open(place) as f:
                lines = f.read(1 << 16).splitlines()
        except FileNotFoundError:
            continue
        if "sockstat" not in place:
            found.append(len(lines))
        for line in lines:
            words = line.split()
            found += [(words[0], k, v) for k, v in zip(words[1::2], words[2::2]) if k in OURS_ALONE]
    return found


def first_user():
    """So that the limits which the kernel counts by user are no other container's."""
    with open("/proc/self/uid_map") as f:
        most = max(int(line.split()[0]) + int(line.split()[2]) for line in f)
    first, end = (FIRST_USER, MOST_USERS) if most > MOST_USERS else (FIRST_OF_FEW, min(most, 65000))
    if end - first < USERS:
        raise SystemExit("this container has only %d users, which takes %d" % (most, FIRST_OF_FEW + USERS))
    return first + int.from_bytes(os.urandom(8), "big") % ((end - first) // USERS) * USERS


def await_ready(parent):
    parent.sock.settimeout(envelope.START_SECONDS)
    answer, _ = parents.receive(parent.sock)
    if answer is None or "fault" in answer:
        raise OSError(answer["fault"] if answer else "a warm parent ended")


def allow(place, group, mode):
    if os.path.isdir(place):
        os.chown(place, 0, group)
        os.chmod(place, mode)


def give_away(place, user):
    for folder, _, names in os.walk(place):
        for path in [folder, *(os.path.join(folder, name) for name in names)]:
            os.chown(path, user, user)


def furnish(place, files, user):
    """A candidate's files: root's, read by one user."""
    os.chown(place, 0, user)
    kernel.fill(place, files)


def remove(path):
    """A file or a directory with all that is in it."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except (IsADirectoryError, PermissionError):
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    remove(entry.path)
                else:
                    os.unlink(entry.path)
        os.rmdir(path)


class ContainerRun(envelope.Run):
    def __init__(self, container, header, users):
        self.container = container
        self.users = users
        self.mouth = Mouth()
        super().__init__(header, container.setup, self.mouth.say)
        self.most_memory = header["memoryBytes"]
        self.budget = groups.Budget(container.groups, self.most_memory)
        self.memory = False

    def add(self, report, output, status, pidfd):
        super().add(report, output, status, pidfd)
        try:
            # a flood fills it between two looks
            fcntl.fcntl(output, SET_PIPE_SIZE, 1 << 18)
        except OSError:
            # more looks, then
            pass

    def cpu(self):
        return super().cpu() - time.process_time()

    def kill(self):
        super().kill()
        self.container.kill(self.users)

    def look(self, now):
        super().look(now)
        self.mouth.tick(now)
        if not self.memory and (self.budget.over() or self.over_by_itself()):
            self.memory = True
            self.kill()

    def over_by_itself(self):
        """Where no control group counts it."""
        if not self.header["memoryLimit"]:
            return False
        mine = processes() - self.container.own
        most = self.most_memory
        return any(sum(resident(pid, exact) for pid in mine) > most for exact in (False, True))

    def watch(self):
        """As for others, but what is said waits for a tick: waking for each line would cost as much as the tests."""
        poller = select.poll()
        for fd in [0, *self.pidfds]:
            poller.register(fd, select.POLLIN)
        open_fds = set(self.sinks) | set(self.statuses)
        for fd in open_fds:
            os.set_blocking(fd, False)
        alive = set(self.pidfds)
        grace = None
        taken, flood = 0, 0.0
        while alive or open_fds:
            now = time.monotonic()
            self.look(now)
            if not alive:
                grace = grace or now + 2
                if now > grace:
                    break
            if taken > MUCH:
                flood = now + TICK_MILLIS / 1e3
            wait = 0 if taken > MUCH else 1 if now < flood else TICK_MILLIS
            for fd, _ in poller.poll(wait if alive else 0 if taken else 1):
                if fd == 0:
                    # its end; nothing else is said during a run
                    os._exit(0)
                alive.discard(fd)
                poller.unregister(fd)
                if fd == self.pidfds[0] and "CLEANUP" not in self.header["off"]:
                    self.kill()
            taken = self.hear(open_fds)

    def hear(self, open_fds):
        """Takes what there is, in bytes."""
        taken = 0
        for fd in list(open_fds):
            try:
                taken += self.take(fd, open_fds)
            except BlockingIOError:
                continue
        return taken

    def finish(self):
        if self.memory or self.budget.over():
            self.told.setdefault(0, {})["memory"] = True
        well = super().finish()
        empty = self.container.vacate(self)
        self.mouth.flush()
        return well and empty


def main():
    setup = envelope.read_setup()
    if os.getpid() != 1:
        raise SystemExit("not the first process of its container: it has to be started without an init")
    if "CLOSED_PROCESSES" not in setup["off"]:
        kernel.dumpable(0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # others are not delivered to a first process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    envelope.serve(Container(setup))
