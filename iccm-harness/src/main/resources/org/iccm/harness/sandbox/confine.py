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
OURS = ("confine", "kernel", "memory", "parents", "probe", "streams")
REPORT, CHANNEL = 3, 4
# runs whose report is judged
JUDGED = ("run", "isolated")
OUR_NAMESPACE = []


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
    end = 4 + int.from_bytes(data[:4], "big")
    header = json.loads(data[4:end])
    files = []
    for path, length in header.get("files", ()):
        files.append((path, data[end: end + length]))
        end += length
    return header, files


def start(setup, prepared, user, fds):
    """Forks a run. fds: order, report, output, status, then perhaps the channel to its twin. Returns its pidfd."""
    if not OUR_NAMESPACE:
        OUR_NAMESPACE.append(os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC))
    kernel.unshare(kernel.NEWPID)
    # it must not be gone before we hold on to it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        try:
            first(setup, prepared, user, *fds)
        except Begun:
            raise
        except BaseException as e:
            tell(fds[3], fault="%s: %s" % (type(e).__name__, e))
        os._exit(71)
    kernel.setns(OUR_NAMESPACE[0], kernel.NEWPID)
    pidfd = os.pidfd_open(pid)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass
    return pidfd


def tell(status, **facts):
    os.write(status, json.dumps(facts).encode())


def first(setup, prepared, user, order, report, output, status, channel=-1):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for fd in setup["cgroups"]:
        os.write(fd, b"0")
    run, files = read_order(order)
    kernel.unshare(kernel.NEWNS | kernel.NEWIPC | kernel.NEWNET | kernel.NEWUTS)
    kernel.private_mounts()
    kernel.tmpfs("/tmp", run["temporaryBytes"], run["temporaryFiles"], "1777")
    kernel.tmpfs("/dev/shm", run["sharedMemoryBytes"], run["sharedMemoryFiles"], "1777")
    place = run["candidate"]
    kernel.tmpfs(place, sum(len(f[1]) + 4096 for f in files) + (1 << 16), 4 * len(files) + 64, "755")
    kernel.fill(place, files)
    kernel.seal(place)
    kernel.mount("proc", "/proc", "proc", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC)
    kernel.loopback_up()
    child = os.fork()
    if child == 0:
        try:
            second(setup, prepared, run, user, report, output, channel)
        except Begun:
            raise
        except BaseException as e:
            os.write(2, ("%s: %s\n" % (type(e).__name__, e)).encode("utf-8", "replace"))
        os._exit(70)
    kernel.keep_capabilities([kernel.CAP_SYS_PTRACE] if run["memoryLimit"] else [])
    kernel.dumpable(0)
    os.dup2(status, 3)
    os.closerange(4, 1 << 16)
    for fd in (0, 1, 2):
        os.close(fd)
    watch(run, child, 3)


def watch(run, child, status):
    """As first process it also inherits orphans."""
    memory = False
    code = None
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
            pid, ended = os.waitpid(-1, os.WNOHANG if run["memoryLimit"] else 0)
            if pid == child:
                code = os.waitstatus_to_exitcode(ended)
                break
            if pid == 0:
                break
    used = os.times()
    tell(status, code=code, memory=memory, cpu=used.children_user + used.children_system)
    os._exit(0)


def second(setup, prepared, run, user, report, output, channel):
    # clear of the numbers that they will get
    ours = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in (output, output, report, channel) if fd >= 0]
    for target, fd in enumerate([os.open(os.devnull, os.O_RDONLY)] + ours):
        os.dup2(fd, target)
    os.closerange(CHANNEL + (1 if channel >= 0 else 0), 1 << 16)
    os.setsid()
    os.chdir(run["workingDirectory"])
    kernel.ordinary_signals()
    kernel.limit(run)
    kernel.become(user)
    kernel.dumpable(1)
    kernel.filter_calls(setup["seccomp"])
    for name in set(os.environ) - set(run["environment"]):
        del os.environ[name]
    body = entry(run["job"])
    give_back_names()
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
    if job == "isolated":
        return None
    if job == "candidate":
        from boundary import candidate

        return candidate.confined
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
