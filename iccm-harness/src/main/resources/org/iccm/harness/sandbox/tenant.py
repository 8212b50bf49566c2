"""One confined process where nothing may unshare or mount: forked from a warm parent in a container, for which another
process keeps the room (container.py). Its user is one that no process before it had, and that is all that divides it from others.
"""

import os
import signal

import confine

UNDER_WAY = []


def start(setup, prepared, user, fds):
    """Forks a run. fds: order, report, output, status, then perhaps the channel to its twin. Returns its pidfd."""
    # its end is ours to see
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        try:
            enter(setup, prepared, user, *fds)
        except confine.Begun:
            raise
        except BaseException as e:
            # what else it had is closed by then
            os.write(2, ("%s: %s\n" % (type(e).__name__, e)).encode("utf-8", "replace"))
        os._exit(70)
    UNDER_WAY.append(pid)
    return os.pidfd_open(pid)


def enter(setup, prepared, user, order, report, output, status, channel=-1):
    run, _ = confine.read_order(order)
    # the first process of the container has made sure that it is the first
    run["apart"] = True
    # the other half of the run shares our temporary directory
    os.umask(0o077 if run["job"] == "isolated" else 0o022)
    confine.second(setup, prepared, run, user, report, output, channel)


def started(fds):
    """Waits for the end of what was started; whoever watches it may kill it."""
    _, ended, used = os.wait4(UNDER_WAY.pop(), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        confine.tell(fds[3], code=os.waitstatus_to_exitcode(ended), cpu=used.ru_utime + used.ru_stime)
    except BrokenPipeError:
        # nobody waits any more
        pass
