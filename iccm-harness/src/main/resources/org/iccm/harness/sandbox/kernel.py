"""System calls that Python 3.11 lacks, and the last steps of a process before it runs code that nobody knows."""

import ctypes
import os
import resource
import signal
import socket
import struct

NEWNS, NEWUTS, NEWIPC, NEWPID, NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000
READ_ONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND = 1, 2, 4, 8, 32, 4096
RECURSIVE, PRIVATE, NO_LINKS = 1 << 14, 1 << 18, 1 << 8
CAP_SETUID, CAP_SYS_PTRACE = 7, 19
# the same numbers on every machine; Linux 5.2
OPEN_TREE, MOVE_MOUNT = 428, 429
HERE = -100

SHARED_MEMORY = 0x100
OLD_PROCESSES = []
IDLE_STACK = ctypes.create_string_buffer(1 << 14)

libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (what, os.strerror(code)))
    return result


def unshare(flags):
    check(libc.unshare(flags), "unshare")


def setns(fd, kind):
    check(libc.setns(fd, kind), "setns")


def new_processes():
    """Children from now on are in a namespace of their own, the first of them first, until old_processes()."""
    if not OLD_PROCESSES:
        OLD_PROCESSES.append(os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC))
    unshare(NEWPID)


def old_processes():
    setns(OLD_PROCESSES[0], NEWPID)


def idle_process():
    """A process that does nothing, ever: it waits for a signal within our own memory, so that nothing is copied for it. It ends
    by being killed. One at a time; returns its number."""
    top = (ctypes.addressof(IDLE_STACK) + len(IDLE_STACK)) & ~15
    # a handler of ours would run in our memory
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        return check(libc.clone(libc.pause, ctypes.c_void_p(top), SHARED_MEMORY | signal.SIGCHLD, None), "clone")
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def mount(source, target, kind, flags, options=None):
    check(
        libc.mount(
            source and source.encode(),
            target.encode(),
            kind and kind.encode(),
            ctypes.c_ulong(flags),
            options and options.encode(),
        ),
        "mount " + target,
    )


def umount(target):
    check(libc.umount2(target.encode(), 2), "umount " + target)


def private_mounts():
    mount(None, "/", None, RECURSIVE | PRIVATE)


def tmpfs(place, size, files, mode):
    mount("tmpfs", place, "tmpfs", NOSUID | NODEV | NOEXEC, "size=%d,nr_inodes=%d,mode=%s" % (size, files, mode))


def shared_tmpfs(place, size, files, copies):
    """One tmpfs, as descriptors of mounts that can each be attached in another namespace; place is used for a moment."""
    tmpfs(place, size, files, "1777")
    try:
        return [
            check(libc.syscall(OPEN_TREE, HERE, place.encode(), 1 | os.O_CLOEXEC), "open_tree " + place)
            for _ in range(copies)
        ]
    finally:
        umount(place)


def attach(fd, place, links):
    """links: whether symbolic links in there are followed; who must not be led away does not follow those of others."""
    check(libc.syscall(MOVE_MOUNT, fd, b"", HERE, place.encode(), 4), "move_mount " + place)
    if not links:
        mount(None, place, None, REMOUNT | BIND | NOSUID | NODEV | NOEXEC | NO_LINKS)
        if not os.statvfs(place).f_flag & 0x2000:
            raise OSError("this kernel cannot refuse symbolic links on a mount: Linux 5.10 can")


def seal(place):
    """Nobody without rights over its mounts writes there any more."""
    mount(None, place, None, REMOUNT | READ_ONLY | NOSUID | NODEV | NOEXEC)


def fill(place, files):
    """Writes (path, bytes) pairs below a directory."""
    made = {place}
    for path, content in files:
        target = os.path.normpath(os.path.join(place, path))
        if not target.startswith(place + "/"):
            raise ValueError("path leaves its directory: " + path)
        parent = os.path.dirname(target)
        if parent not in made:
            os.makedirs(parent, 0o755, exist_ok=True)
            made.add(parent)
        with open(target, "wb") as f:
            f.write(content)


def prctl(option, value):
    return libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))


def dumpable(value):
    """Whether processes of the same user may look into this one."""
    prctl(4, value)


def loopback_up():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        import fcntl

        fcntl.ioctl(s.fileno(), 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x40))
    finally:
        s.close()


def no_more_users():
    """Nobody below this user namespace makes another."""
    mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    try:
        with open("/proc/sys/user/max_user_namespaces", "w") as f:
            f.write("0")
    finally:
        umount("/proc")


def bound_capabilities():
    """No program started from here on gets a capability that its starter does not pass on."""
    number = 0
    while prctl(24, number) == 0:
        number += 1


def keep_capabilities(numbers):
    bits = sum(1 << n for n in numbers)
    header = struct.pack("Ii", 0x20080522, 0)
    low, high = bits & 0xFFFFFFFF, bits >> 32
    data = struct.pack("6I", low, low, 0, high, high, 0)
    check(libc.capset(ctypes.c_char_p(header), ctypes.c_char_p(data)), "capset")


def become(user, files_of, privileged=False):
    """Another user, for good; without one of our own to give, the same user without rights. In the eyes of file systems
    it is files_of: two processes that share a directory then share what is in it, whatever its modes."""
    if user:
        os.setgroups([])
        os.setresgid(user, user, user)
        prctl(8, 1)
        os.setresuid(user, user, user)
        if files_of != user:
            keep_capabilities([CAP_SETUID])
            libc.setfsuid(files_of)
            # what it is now is what another call returns
            if libc.setfsuid(-1) != files_of:
                raise OSError("setfsuid")
        prctl(8, 0)
    if not privileged:
        keep_capabilities(())


def filter_calls(program):
    """From here on the kernel refuses what the policy does not allow."""
    if not program:
        return

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]

    check(prctl(38, 1), "no_new_privs")
    p = Program(len(program) // 8, program)
    check(libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(p), ctypes.c_ulong(0), ctypes.c_ulong(0)), "seccomp")


def limit(run):
    off = run.get("off", ())

    def hard(what, soft, most=None):
        ceiling = resource.getrlimit(what)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft = min(soft, ceiling)
            most = min(most or soft, ceiling)
        resource.setrlimit(what, (soft, most or soft))

    hard(resource.RLIMIT_CORE, 0)
    if "OPEN_FILES" not in off:
        hard(resource.RLIMIT_NOFILE, run["openFiles"])
    if "FILE_SIZE" not in off:
        hard(resource.RLIMIT_FSIZE, run["diskBytes"])
    if run.get("processLimit"):
        hard(resource.RLIMIT_NPROC, run["processes"] + 2)
    # Java sets aside far more than it uses: there the tree's sum alone is watched
    if run.get("memoryLimit") and run["job"] != "java":
        hard(resource.RLIMIT_AS, run["memoryBytes"])
    if run.get("seconds") and "PROCESSOR_TIME" not in off:
        cpu = int(run["seconds"] * max(1.0, run["cpus"])) + 1
        hard(resource.RLIMIT_CPU, cpu, cpu + 1)


def ordinary_signals():
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        with open("/proc/self/oom_score_adj", "w") as f:
            f.write("1000")
    except OSError:
        pass
