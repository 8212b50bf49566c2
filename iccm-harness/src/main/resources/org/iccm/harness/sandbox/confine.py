"""One confined process: forked from a warm parent, in namespaces of its own, with a first process that outlives it.

The first process of the run's namespace is ours and imports nothing of the candidate; when it ends, the kernel ends
everything else in there, and the mounts and sockets go with it.
"""

import fcntl
import json
import os
import signal
import sys

import kernel
from memory import tree_memory

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = ("confine", "container", "envelope", "groups", "kernel", "memory", "parents", "probe", "streams", "tenant")
REPORT, CHANNEL = 3, 4
TEMPORARY = "/tmp"
# runs whose report is judged
JUDGED = ("run", "isolated", "java", "reach")
# what a parent has prepared that goes on where it waits
BEGUN = "begun"
OUR_NAMESPACE = []
# modules that a parent has loaded and taken out of the import system again
LOADED = {}


class Begun(BaseException):
    """Takes a confined process back to where its parent waited, for what can only go on from there."""

    def __init__(self, run):
        super().__init__(run["job"])
        self.run = run


def read_order(fd):
    """A header and the files that it lists; the descriptor is a memory file."""
    size = os.fstat(fd).st_size
    data = os.pread(fd, size, 0)
    while len(data) < size:
        data += os.pread(fd, size - len(data), len(data))
    return parts_of(data)


def parts_of(data):
    end = 4 + int.from_bytes(data[:4], "big")
    header = json.loads(data[4:end])
    files = []
    for path, length in header.get("files", ()):
        files.append((path, data[end: end + length]))
        end += length
    return header, files


def start(setup, prepared, users, fds):
    """Forks a run. users: whom it becomes, and whose files it makes. fds: order, report, output, status; for one of two,
    the channel to its twin and a mount that both have. Returns its pidfd."""
    if not OUR_NAMESPACE:
        OUR_NAMESPACE.append(os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC))
    apart = "PROCESSES" not in setup["off"]
    if apart:
        kernel.unshare(kernel.NEWPID)
    # it must not be gone before we hold on to it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        try:
            first(setup, prepared, users, *fds)
        except Begun:
            raise
        except BaseException as e:
            tell(fds[3], fault="%s: %s" % (type(e).__name__, e))
        os._exit(71)
    if apart:
        kernel.setns(OUR_NAMESPACE[0], kernel.NEWPID)
    pidfd = os.pidfd_open(pid)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass
    return pidfd


def started(fds):
    """The first process of the run tells the rest."""


def tell(status, **facts):
    os.write(status, json.dumps(facts).encode())


def first(setup, prepared, users, order, report, output, status, channel=-1, shared=-1):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for fd in setup["cgroups"]:
        os.write(fd, b"0")
    run, files = read_order(order)
    off = run["off"]
    kernel.unshare(namespaces(off))
    kernel.private_mounts()
    if shared >= 0:
        # the tests must not be led out of there by a candidate's link
        kernel.attach(shared, TEMPORARY, run["job"] not in JUDGED)
    elif "FRESH_PLACES" not in off:
        kernel.tmpfs(TEMPORARY, run["temporaryBytes"], run["temporaryFiles"], "1777")
    if "FRESH_PLACES" not in off:
        kernel.tmpfs("/dev/shm", run["sharedMemoryBytes"], run["sharedMemoryFiles"], "1777")
    place = run["candidate"]
    kernel.tmpfs(place, sum(len(f[1]) + 4096 for f in files) + (1 << 16), 4 * len(files) + 64, "755")
    kernel.fill(place, files)
    if "SEALED_INPUTS" not in off:
        kernel.seal(place)
    if "PROCESSES" not in off:
        kernel.mount("proc", "/proc", "proc", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC)
    if "NETWORK" not in off:
        kernel.loopback_up()
    child = os.fork()
    if child == 0:
        try:
            second(setup, prepared, run, users, report, output, channel)
        except Begun:
            raise
        except BaseException as e:
            os.write(2, ("%s: %s\n" % (type(e).__name__, e)).encode("utf-8", "replace"))
        os._exit(70)
    kernel.keep_capabilities([kernel.CAP_SYS_PTRACE] if run["memoryLimit"] else [])
    if "CLOSED_PROCESSES" not in off:
        kernel.dumpable(0)
    os.dup2(status, 3)
    os.closerange(4, 1 << 16)
    for fd in (0, 1, 2):
        os.close(fd)
    watch(run, child, 3)


def namespaces(off):
    """What a run has of its own, beside its processes."""
    kinds = kernel.NEWNS | kernel.NEWUTS
    for safeguard, kind in (("IPC", kernel.NEWIPC), ("NETWORK", kernel.NEWNET)):
        if safeguard not in off:
            kinds |= kind
    return kinds


def watch(run, child, status):
    """As first process it also inherits orphans."""
    memory = False
    code = waited = None
    if run["memoryLimit"]:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    while code is None:
        if run["memoryLimit"]:
            signal.sigtimedwait([signal.SIGCHLD], 0.05)
            most = run["memoryBytes"]
            if tree_memory(False) > most and tree_memory(True) > most:
                memory = True
                break
        while True:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | (os.WNOHANG if run["memoryLimit"] else 0))
            if ended is None:
                break
            if ended.si_pid == child:
                waited = delay(child)
            _, status_of = os.waitpid(ended.si_pid, 0)
            if ended.si_pid == child:
                code = os.waitstatus_to_exitcode(status_of)
                break
    used = os.times()
    tell(status, code=code, memory=memory, cpu=used.children_user + used.children_system, waited=waited)
    os._exit(0)


def delay(pid):
    """Seconds in which it could have run, had a processor been free; None where the kernel does not count them."""
    try:
        with open("/proc/%d/schedstat" % pid) as f:
            return int(f.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def second(setup, prepared, run, users, report, output, channel):
    # clear of the numbers that they will get
    ours = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in (output, output, report, channel) if fd >= 0]
    for target, fd in enumerate([os.open(os.devnull, os.O_RDONLY)] + ours):
        os.dup2(fd, target)
    off = run["off"]
    if "DESCRIPTORS" not in off:
        os.closerange(CHANNEL + (1 if channel >= 0 else 0), 1 << 16)
    os.setsid()
    os.chdir(run["workingDirectory"])
    kernel.ordinary_signals()
    kernel.limit(run)
    if run["job"] == "java" and users[0]:
        # Java opens it by its path
        os.fchown(REPORT, *users)
    kernel.become(*(users if "USER" not in off else (0, 0)), "CAPABILITIES" in off)
    kernel.dumpable(1)
    kernel.filter_calls(setup["seccomp"])
    if "ENVIRONMENT" not in off:
        for name in set(os.environ) - set(run["environment"]):
            del os.environ[name]
    body = None if prepared == BEGUN and run["job"] in JUDGED else entry(run["job"])
    give_back_names()
    # behind everything of the sandbox itself
    sys.path.extend(place for place in run["wheels"] if place not in sys.path)
    if body is None:
        raise Begun(run)
    body(run, prepared)


def give_back_names():
    """A candidate may have modules that are called like ours."""
    sys.path[:] = [place for place in sys.path if place != HERE]
    for name in OURS:
        sys.modules.pop(name, None)


def entry(job):
    """What a confined process does: a module beside this one, by name."""
    if job == "run":
        import recorder

        return recorder.confined
    if job == "java":
        import java_side

        return java_side.confined
    if job == "reach":
        from iccm_reach import runs

        return runs.confined
    if job == "candidate":
        return LOADED["candidate"].confined
    if job == "shape":
        from boundary import shape

        return shape.confined
    if job == "probe":
        import probe

        return probe.confined
    if job == "pair":
        import probe

        return probe.paired
    raise ValueError("no job " + job)
