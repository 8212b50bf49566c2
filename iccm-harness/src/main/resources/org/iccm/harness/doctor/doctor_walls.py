"""What a hostile candidate tries to reach: each function says "held", or what got through."""

import ctypes
import errno
import fcntl
import json
import mmap
import os
import platform
import socket
import struct

from doctor_common import ARM, LIBC, REFUSED, in_child, system_call
from doctor_given import HOST_USER, PORT, SECRET_FILE, USR


def interfaces():
    up = []
    with open("/proc/net/dev") as f:
        names = [line.split(":")[0].strip() for line in f if ":" in line]
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        for name in names:
            # SIOCGIFFLAGS; tunnels that every new network has are down
            flags = fcntl.ioctl(s.fileno(), 0x8913, struct.pack("16sH14x", name.encode(), 0))
            if name != "lo" and struct.unpack("16sH14x", flags)[1] & 1:
                up.append(name)
    finally:
        s.close()
    return "held" if not up else "interfaces " + ", ".join(up)


def reached(address):
    s = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_STREAM)
    s.settimeout(0.5)
    try:
        s.connect(address)
        return True
    except OSError:
        return False
    finally:
        s.close()


def routes():
    through = []
    for address in (("192.0.2.1", 9), ("169.254.169.254", 80), ("2001:db8::1", 9)):
        kind = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        s = socket.socket(kind, socket.SOCK_DGRAM)
        try:
            # without a route not even a datagram socket connects
            s.connect(address)
            through.append(address[0])
        except OSError:
            pass
        finally:
            s.close()
    return "held" if not through else "a route to " + ", ".join(through)


def host_ports():
    return "held" if not reached(("127.0.0.1", PORT)) else "reached a port of the host"


def own_loopback():
    server = socket.socket()
    try:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        return "held" if reached(server.getsockname()) else "no loopback of its own"
    finally:
        server.close()


def host_files():
    seen = []
    for path in (SECRET_FILE, "/etc/shadow", "/proc/kcore", "/var/run/docker.sock", "/run/docker.sock", "/dev/mem",
                 "/etc/machine-id", "/proc/1/environ", "/proc/1/mem", "/proc/1/root/etc/hostname", "/dev/sda", "/dev/vda", "/dev/kmsg"):
        try:
            with open(path, "rb") as f:
                if f.read(1):
                    seen.append(path)
        except OSError:
            pass
    return "held" if not seen else "read " + ", ".join(seen)


def host_system():
    s = os.stat("/usr")
    return "held" if [s.st_dev, s.st_ino] != USR else "the host's own /usr is there"


def host_kernel():
    changed = []
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/sys/power/state"):
        try:
            os.close(os.open(path, os.O_WRONLY))
            changed.append(path)
        except OSError:
            pass
    return "held" if not changed else "may write " + ", ".join(changed)


def status():
    with open("/proc/self/status") as f:
        return dict(line.split(":", 1) for line in f if ":" in line)


def rights():
    facts = status()
    kept = [k for k in ("CapInh", "CapPrm", "CapEff", "CapAmb") if int(facts[k], 16)]
    if 0 in os.getresuid() + os.getresgid() or 0 in os.getgroups():
        return "runs as root inside: %s %s" % (os.getresuid(), os.getgroups())
    if kept:
        return "has capabilities " + ", ".join(kept)
    if facts.get("NoNewPrivs", "0").strip() != "1":
        return "programs may raise rights"
    return "held"


def becoming_root():
    def become():
        for change in (lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setresgid(0, 0, 0)):
            try:
                change()
                return "became another user"
            except OSError:
                continue
        return "held"

    return in_child(become) or "held"


def host_user():
    with open("/proc/self/uid_map") as f:
        for line in f:
            first, host, count = map(int, line.split())
            if first <= os.getuid() < first + count:
                user = host + os.getuid() - first
                if user in (0, 65534, HOST_USER):
                    return "is user %d of the host, whom others are too" % user
    return "held"


def new_namespaces():
    through = []
    for name, flag in (("user", 0x10000000), ("mnt", 0x20000), ("pid", 0x20000000), ("net", 0x40000000)):
        if in_child(lambda: LIBC.unshare(flag)) == "0":
            through.append("unshare " + name)
    # as flags of a new process; it would end at once
    if in_child(lambda: system_call(220 if ARM else 56, 0x10000000 | 17, 0, 0, 0, 0)).startswith("0"):
        through.append("clone user")
    return "held" if not through else "made namespaces: " + ", ".join(through)


def mounts():
    source, target, kind = (ctypes.c_char_p(t) for t in (b"none", b"/tmp", b"tmpfs"))
    got = in_child(lambda: LIBC.mount(source, target, kind, ctypes.c_ulong(0), None))
    return "held" if got != "0" else "mounted over /tmp"


def calls(table):
    through = []
    for name, (intel, arm), args in table:
        answer = in_child(lambda: system_call(arm if ARM else intel, *args))
        # an error about its arguments says that the kernel has looked at them
        if answer and not (answer.isdigit() and int(answer) in REFUSED):
            through.append(name if answer.isdigit() else name + " " + answer)
    return "held" if not through else "allowed: " + ", ".join(through)


def rare_calls():
    return calls((
        ("bpf", (321, 280), (0, 0, 0)),
        ("perf_event_open", (298, 241), (0, 0, -1, -1, 0)),
        ("keyctl", (250, 219), (0, -3, 0)),
        ("add_key", (248, 217), (0, 0, 0, 0, -3)),
        ("open_by_handle_at", (304, 265), (-1, 0, 0)),
        ("reboot", (169, 142), (0, 0, 0)),
        ("init_module", (175, 105), (0, 0, 0)),
        ("swapon", (167, 224), (0, 0)),
        ("setns", (308, 268), (-1, 0)),
    ))


def dangerous_calls():
    return calls((
        ("io_uring_setup", (425, 425), (0, 0)),
        ("ptrace", (101, 117), (0, 0, 0, 0)),
        ("process_vm_readv", (310, 270), (-1, 0, 0, 0, 0, 0)),
        ("pidfd_getfd", (438, 438), (-1, 0, 0)),
        ("userfaultfd", (323, 282), (1,)),
        ("kcmp", (312, 272), (-1, -1, 0, 0, 0)),
    ))


def sockets():
    through = []
    for name, family in (("vsock", 40), ("netlink", 16), ("packet", 17), ("alg", 38), ("key", 15), ("bluetooth", 31)):
        try:
            socket.socket(family, socket.SOCK_RAW if name in ("netlink", "packet", "bluetooth") else socket.SOCK_STREAM).close()
            through.append(name)
        except OSError as e:
            if name == "alg" and e.errno not in REFUSED + (errno.EAFNOSUPPORT, errno.ESOCKTNOSUPPORT):
                through.append(name)
    return "held" if not through else "sockets: " + ", ".join(through)


def foreign_calls():
    """The 32-bit way into a 64-bit kernel, where lists by number mean something else."""
    if platform.machine() != "x86_64":
        return "held"

    def old():
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        # mov eax, 20 (getpid); int 0x80; ret
        code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
        address = ctypes.addressof(ctypes.c_char.from_buffer(code))
        return ctypes.CFUNCTYPE(ctypes.c_int)(address)()

    answer = in_child(old)
    return "held" if not answer or answer.startswith("-") else "32-bit system calls are answered"


def read_back():
    """What the kernel says of our limits, seen from inside."""
    facts = {k: status()[k].strip() for k in ("Uid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")}
    with open("/proc/self/uid_map") as f:
        facts["uid_map"] = " ".join(f.read().split())
    with open("/proc/self/limits") as f:
        for line in f:
            for name in ("Max processes", "Max open files", "Max file size", "Max address space", "Max cpu time"):
                if line.startswith(name):
                    facts[name[4:]] = line[26:].split()[0]
    for path in ("memory.max", "pids.max", "cpu.max", "memory/memory.limit_in_bytes", "pids/pids.max", "cpu/cpu.cfs_quota_us"):
        try:
            with open("/sys/fs/cgroup/" + path) as f:
                facts[path] = f.read().strip()
        except OSError:
            pass
    print("read back: " + json.dumps(facts))
    return "held"
