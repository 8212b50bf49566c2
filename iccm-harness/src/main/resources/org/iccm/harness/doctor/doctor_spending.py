"""What a hostile candidate tries to use up, and to leave behind: each function says "held", or what got through."""

import ctypes
import os
import threading
import time

from doctor_common import LIBC, places
from doctor_given import DISK, FILES, MARK, OPEN_FILES, PROCESSES, SECONDS, SHARED


def fill(place, most):
    """Bytes that a place takes, at most."""
    name, written = os.path.join(place, "iccm-doctor-fill"), 0
    try:
        for i in range(most >> 20):
            # small files too: a limit by file is none
            with open("%s-%d" % (name, i), "wb") as f:
                written += f.write(b"x" * (1 << 20))
    except OSError:
        pass
    for i in range(most >> 20):
        try:
            os.unlink("%s-%d" % (name, i))
        except OSError:
            pass
    return written


def disk():
    taken = {place: fill(place, 4 * DISK) for place in places()}
    total = sum(taken.values())
    return "held" if total <= DISK else "wrote %d MiB of %d: %s" % (total >> 20, DISK >> 20, taken)


def one_file():
    try:
        with open("/tmp/sparse", "wb") as f:
            f.truncate(1 << 40)
        return "made a file of a terabyte"
    except OSError:
        return "held"
    finally:
        if os.path.exists("/tmp/sparse"):
            os.unlink("/tmp/sparse")


def shared_memory():
    if "/dev/shm" not in places():
        return "held"
    taken = fill("/dev/shm", 4 * SHARED)
    return "held" if taken <= SHARED else "wrote %d MiB of %d" % (taken >> 20, SHARED >> 20)


def empty_files(place):
    made, most = 0, 6 * FILES
    name = os.path.join(place, "iccm-doctor-many-")
    try:
        for made in range(most):
            os.close(os.open(name + str(made), os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError:
        pass
    for i in range(made + 1):
        try:
            os.unlink(name + str(i))
        except OSError:
            pass
    return made if made < most - 1 else -1


def files_in_temporary():
    return "held" if empty_files("/tmp") >= 0 else "no limit of files in /tmp"


def files_elsewhere():
    open_places = [p for p in places() if p != "/tmp" and empty_files(p) < 0]
    return "held" if not open_places else "no limit of files in " + ", ".join(open_places)


def open_files():
    held = []
    try:
        for _ in range(OPEN_FILES + 64):
            held.append(os.open("/dev/null", os.O_RDONLY))
        return "opened %d files" % len(held)
    except OSError:
        return "held"
    finally:
        for fd in held:
            os.close(fd)


def higher_limits():
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES * 4, OPEN_FILES * 4))
        return "raised the limit of open files"
    except (OSError, ValueError):
        return "held"


def forks():
    made, children = 0, []
    while made < 4 * PROCESSES:
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            time.sleep(20)
            os._exit(0)
        children.append(pid)
        made += 1
    for pid in children:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return "held" if made < 2 * PROCESSES else "made %d processes" % made


def threads():
    stop, made = threading.Event(), []
    try:
        for _ in range(4 * PROCESSES):
            t = threading.Thread(target=stop.wait, daemon=True)
            t.start()
            made.append(t)
    except RuntimeError:
        pass
    stop.set()
    for t in made:
        t.join()
    return "held" if len(made) < 2 * PROCESSES else "made %d threads" % len(made)


def ipc(make):
    """System V IPC of a fixed key, and POSIX queues: made, or looked for."""
    flags = 0o1666 if make else 0
    found = []
    for name, got in (
        ("shared memory", LIBC.shmget(0x1CC3, 4096, flags)),
        ("semaphore", LIBC.semget(0x1CC3, 1, flags)),
        ("queue", LIBC.msgget(0x1CC3, flags)),
    ):
        if got != -1:
            found.append(name)
    return found


def leave():
    """Leaves behind what it can."""
    for place in places():
        # without content: queues take none
        os.close(os.open(os.path.join(place, MARK), os.O_CREAT | os.O_WRONLY, 0o600))
    ipc(True)
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                LIBC.prctl(15, ctypes.c_char_p(MARK.encode()), 0, 0, 0)
                for fd in range(256):
                    try:
                        os.close(fd)
                    except OSError:
                        pass
                time.sleep(600)
            os._exit(0)
    time.sleep(0.2)
    return "held"


def find():
    """Looks for what an earlier run has left."""
    left = [place for place in places() if os.path.exists(os.path.join(place, MARK))] + ipc(False)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/comm" % pid) as f:
                if f.read().strip() == MARK:
                    left.append("process " + pid)
        except OSError:
            pass
    return "held" if not left else "found " + ", ".join(left)


def memory_of_one():
    kept = [bytearray(8 << 20) for _ in range(200)]
    return "holds %d MiB" % (8 * len(kept))


def memory_of_tree():
    for _ in range(8):
        if os.fork() == 0:
            kept = bytearray(64 << 20)
            time.sleep(30 + len(kept) * 0)
    time.sleep(6)
    return "eight processes hold 512 MiB"


def memory_in_files():
    kept = []
    for _ in range(40):
        try:
            # several, because the size of one file is limited
            fd = os.memfd_create("kept")
            os.write(fd, b"x" * (12 << 20))
        except OSError:
            return "held"
        kept.append(fd)
    return "files in memory hold 480 MiB"


def time_of_one():
    while True:
        pass


def time_of_tree():
    while sum(os.times()[:4]) < SECONDS * 1.1:
        pid = os.fork()
        if pid == 0:
            until = time.process_time() + 0.4
            while time.process_time() < until:
                pass
            os._exit(0)
        os.waitpid(pid, 0)
    return "processes in turn used %.1f s" % sum(os.times()[:4])


def time_that_passes():
    import signal

    for s in range(1, 65):
        try:
            signal.signal(s, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        time.sleep(100)


def flood():
    for _ in range(64):
        os.write(1, b"x" * (1 << 20))
    return "held"
