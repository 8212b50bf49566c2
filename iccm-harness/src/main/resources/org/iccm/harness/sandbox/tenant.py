"""Keeps a confined process where nothing may unshare or mount: forked from a warm parent in a container, for which another
process keeps the room (container.py). Its user is one that no process before it had, and that is all that divides it from others.
"""

import os
import signal
import struct

import confine
import kernel

UNDER_WAY = []
# symlink and symlinkat on x86-64, symlinkat on aarch64; other machines' calls end a process anyway
LINKING = {0xC000003E: (88, 266), 0xC00000B7: (36,)}


def start(setup, prepared, users, fds):
    """Forks a run. users: whom it becomes, and whose files it makes. fds: order, report, output, status; for one of two, the
    channel to its twin. Returns its pidfd."""
    # its end is ours to see
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        enter(setup, prepared, users, *fds)
    UNDER_WAY.append(pid)
    return os.pidfd_open(pid)


def enter(setup, prepared, users, order, report, output, status, channel=-1):
    try:
        run, _ = confine.read_order(order)
        # the first process of the container has made sure that it is the first
        run["apart"] = True
        if channel >= 0 and run["job"] not in confine.JUDGED and setup["seccomp"]:
            # the other half of the run has the same directory, and must not be led out of it
            kernel.filter_calls(without_links())
    except BaseException as e:
        confine.give_up(status, e)
    confine.enter(setup, prepared, run, users, report, output, channel)


def without_links():
    """A filter beside the usual one: no symbolic links are made."""
    load, equal, give = 0x20, 0x15, 0x06
    refused = [(machine, number) for machine, numbers in LINKING.items() for number in numbers]
    code = [(give, 0, 0, 0x7FFF0000)]
    for machine, number in reversed(refused):
        check = [(load, 0, 0, 4), (equal, 0, 3, machine), (load, 0, 0, 0), (equal, 0, 1, number), (give, 0, 0, 0x00050001)]
        code = check + code
    return b"".join(struct.pack("<HBBI", *step) for step in code)


def started(first, fds):
    """Waits for the end of what was started."""
    facts = confine.end_of(UNDER_WAY.pop())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    confine.tell(fds[3], **facts)
