"""What makes a confined process of a fork of a warm parent: its room, its rights, its job. Who keeps it: apart.py, watched.py, tenant.py."""

import fcntl
import json
import os
import sys

import kernel

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = """apart confine container envelope groups kernel memory parents probe streams tenant watched""".split()
REPORT, CHANNEL = 3, 4
TEMPORARY = "/tmp"
# runs whose report is judged
JUDGED = ("run", "isolated", "java", "reach")
# tests without a candidate: they have the network that their suite's parent has made, which takes long
OF_SUITE = "isolated"
# what a parent has prepared that goes on where it waits
BEGUN = "begun"
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


def tell(status, **facts):
    """A line for whoever watches."""
    try:
        os.write(status, json.dumps(facts).encode() + b"\n")
    except BrokenPipeError:
        # nobody waits any more
        pass


def make_room(run, files, shared):
    """Namespaces of its own for the calling process, and what is to be found there."""
    off = run["off"]
    kernel.unshare(namespaces(run))
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
    if "NETWORK" not in off and run["job"] != OF_SUITE:
        kernel.loopback_up()


def namespaces(run):
    """What a run has of its own, beside its processes."""
    off = run["off"]
    kinds = kernel.NEWNS | kernel.NEWUTS
    for safeguard, kind in (("IPC", kernel.NEWIPC), ("NETWORK", kernel.NEWNET)):
        if safeguard not in off and not (kind == kernel.NEWNET and run["job"] == OF_SUITE):
            kinds |= kind
    return kinds


def give_up(status, e):
    """The end of a process that did not get as far as its job."""
    tell(status, fault="%s: %s" % (type(e).__name__, e))
    os._exit(71)


def end_of(pid):
    """Waits for a child's end; whoever watches it may kill it."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    waited = delay(pid)
    _, ended, used = os.wait4(pid, 0)
    return {"code": os.waitstatus_to_exitcode(ended), "cpu": used.ru_utime + used.ru_stime, "waited": waited}


def delay(pid):
    """Seconds in which it could have run, had a processor been free; None where the kernel does not count them."""
    try:
        with open("/proc/%d/schedstat" % pid) as f:
            return int(f.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def enter(setup, prepared, run, users, report, output, channel):
    """Never returns, but by Begun."""
    try:
        go(setup, prepared, run, users, report, output, channel)
    except Begun:
        raise
    except BaseException as e:
        # what else it had is closed by then
        os.write(2, ("%s: %s\n" % (type(e).__name__, e)).encode("utf-8", "replace"))
    os._exit(70)


def go(setup, prepared, run, users, report, output, channel):
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
