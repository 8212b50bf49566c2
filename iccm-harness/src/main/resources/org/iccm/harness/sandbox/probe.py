"""What this sandbox is made of, and what it does not hold back."""

import errno
import os
import platform
import socket
import sys


def allowed(action):
    try:
        action()
        return True
    except OSError as e:
        return e.errno == errno.EEXIST


def network():
    """Interfaces other than loopback, and whether a packet could leave."""
    try:
        names = [name for _, name in socket.if_nameindex() if name != "lo"]
    except OSError:
        names = []
    up = []
    for name in names:
        try:
            with open("/sys/class/net/%s/operstate" % name) as f:
                if f.read().strip() == "up":
                    up.append(name)
        except OSError:
            pass
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(0.2)
    try:
        s.connect(("192.0.2.1", 9))
        up.append("a route")
    except OSError:
        pass
    finally:
        s.close()
    return up


def namespaces():
    try:
        import ctypes

        return ctypes.CDLL(None).unshare(0x10000000) == 0
    except (ImportError, OSError, AttributeError):
        return False


def protected():
    """Top-level modules that a candidate must not replace."""
    import pkgutil

    names = set(getattr(sys, "stdlib_module_names", ())) | set(sys.builtin_module_names)
    return sorted(names | {m.name for m in pkgutil.iter_modules() if not m.name.startswith("recorder")})


def installed():
    from importlib import metadata

    return {
        d.metadata["Name"]: d.version for d in metadata.distributions() if d.metadata["Name"]
    }


def java():
    """Version of the Java here, from a real start; and its modules."""
    import subprocess

    import java_side

    program = java_side.runtime()
    if program is None:
        return "", []
    try:
        said = [
            subprocess.run([program, "-XX:+UseSerialGC", "-Xmx64m", what], stdout=subprocess.PIPE, timeout=30).stdout.decode()
            for what in ("--version", "--list-modules")
        ]
        return said[0].strip(), said[1].split()
    except (OSError, subprocess.SubprocessError):
        return "", []


def group_limit(controller, newer, older):
    """The smallest limit of our control group and those above it; -1 without one, None where none can be seen."""
    base = "/sys/fs/cgroup"
    if os.path.exists(base + "/cgroup.procs"):
        names, place = (newer,), base
    elif os.path.isdir(base + "/" + controller):
        names, place = (older,), base + "/" + controller
    else:
        return None
    own = "/"
    try:
        with open("/proc/self/cgroup") as f:
            for line in f:
                number, kinds, path = line.strip().split(":", 2)
                if (controller in kinds.split(",")) if place != base else not kinds:
                    own = path
    except (OSError, ValueError):
        pass
    least = -1
    parts = [p for p in own.split("/") if p]
    for n in range(len(parts) + 1):
        try:
            with open("/".join([place] + parts[:n] + list(names))) as f:
                value = f.read().strip()
        except OSError:
            continue
        if value.isdigit() and int(value) < 1 << 60 and (least < 0 or int(value) < least):
            least = int(value)
    return least


def groups():
    return {
        "memory": group_limit("memory", "memory.max", "memory.limit_in_bytes"),
        "processes": group_limit("pids", "pids.max", "pids.max"),
    }


def facts(run):
    sys.path.extend(run["packages"])
    try:
        import pytest

        version = pytest.__version__
    except ImportError:
        version = ""
    try:
        with open("/etc/iccm-packages", encoding="utf-8") as f:
            system = f.read()
    except OSError:
        system = ""
    work = run["candidate"]
    version_of_java, modules = java() if run.get("language") == "java" else ("", [])
    return {
        "java": version_of_java,
        "javaModules": modules,
        "python": sys.version.split()[0],
        "implementation": platform.python_implementation(),
        "machine": platform.machine(),
        "libc": " ".join(platform.libc_ver()),
        "pytest": version,
        "system": system,
        "installed": installed(),
        "protected": protected(),
        "uid": os.getuid(),
        # the sandbox's own first process may be its parent
        "firstProcess": run.get("apart", os.getpid() <= 2),
        "network": network(),
        "readsRootOnly": bool(run["rootOnly"]) and allowed(lambda: open(run["rootOnly"], "rb").read(1)),
        "readsShadow": allowed(lambda: open("/etc/shadow", "rb").read(1)),
        "writesRoot": allowed(lambda: os.mkdir("/iccm-probe")),
        "writesSuite": allowed(lambda: os.mkdir(os.path.join(work, "iccm-probe"))),
        "writesDev": allowed(lambda: os.mkdir("/dev/iccm-probe")),
        "writesTemporary": allowed(lambda: os.mkdir("/tmp/iccm-probe")),
        "namespaces": namespaces(),
        "groups": groups(),
    }


def confined(run, prepared):
    """In a fork of the warm parent: the answer takes the report's way."""
    import json

    answer = json.dumps(facts(run)).encode() + b"\n"
    while answer:
        answer = answer[os.write(3, answer):]
    os._exit(0)


def paired(run, prepared):
    """One of two connected processes: what each is, as the first heard it."""
    import json

    channel = socket.socket(fileno=4)
    mine = {"uid": os.getuid(), "files": sorted(os.listdir(run["candidate"]))}
    for kind in ("pid", "mnt", "net", "ipc"):
        mine[kind] = os.readlink("/proc/self/ns/" + kind)
    mine["processes"] = sum(name.isdigit() for name in os.listdir("/proc"))
    mine["modules"] = sorted(name for name in sys.modules if name in ("pytest", "colorsys"))
    channel.sendall(json.dumps(mine).encode() + b"\n")
    theirs = json.loads(channel.makefile("rb").readline())
    os.write(3, json.dumps({"mine": mine, "theirs": theirs}).encode() + b"\n")
    os._exit(0)
