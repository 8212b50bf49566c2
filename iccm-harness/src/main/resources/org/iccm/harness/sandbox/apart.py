"""Keeps a confined process in namespaces of its own: forked from a warm parent, beside a first process that does nothing.

The first process is there so that the kernel ends whatever is left when it is killed, and the mounts and sockets go with it. It is
closed to the candidate, as the parent is whose memory it shares. Where somebody has to look after the run from inside, watched.py
keeps it.
"""

import os
import signal

import confine
import kernel

# a flag of the kernel's in /proc/PID/stat
EXITING = 4
UNDER_WAY = []


def start(setup, prepared, users, fds):
    """Forks a run. users: whom it becomes, and whose files it makes. fds: order, report, output, status; for one of two,
    the channel to its twin and a mount that both have. Returns the pidfd of its first process."""
    kernel.new_processes()
    first = -1
    try:
        # ends of children are ignored here, and so by it: orphans that come to it leave nothing behind
        idle = kernel.idle_process()
        first = os.pidfd_open(idle)
        # its end is ours to see
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        pid = os.fork()
    except OSError:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        kernel.old_processes()
        if first >= 0:
            end(first)
            os.close(first)
        raise
    if pid == 0:
        enter(setup, prepared, users, *fds)
    kernel.old_processes()
    UNDER_WAY.append((pid, idle))
    return first


def ending(pid):
    """Whether it is on its way out; it cannot be gone before those inside are."""
    with open("/proc/%d/stat" % pid) as f:
        return bool(int(f.read().rpartition(")")[2].split()[6]) & EXITING)


def end(first):
    try:
        signal.pidfd_send_signal(first, signal.SIGKILL)
    except ProcessLookupError:
        pass


def enter(setup, prepared, users, order, report, output, status, channel=-1, shared=-1):
    try:
        run, files = confine.read_order(order)
        confine.make_room(run, files, shared)
    except BaseException as e:
        confine.give_up(status, e)
    confine.enter(setup, prepared, run, users, report, output, channel)


def started(first, fds):
    """Waits for the end of what was started, and ends all that it has left; whoever watches may do that before."""
    pid, idle = UNDER_WAY.pop()
    facts = confine.end_of(pid)
    if facts["code"] != -signal.SIGKILL or not ending(idle):
        # else somebody outside has ended it: whoever watches knows whether he has
        confine.tell(fds[3], **facts)
    end(first)
    os.waitpid(idle, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
