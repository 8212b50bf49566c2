"""Keeps a confined process whose first process is ours: a second fork, which looks after it from inside.

It imports nothing of the candidate; when it ends, the kernel ends everything else in there. Without control groups it counts the
memory of the tree. It is closed to the candidate, which may have the same user.
"""

import os
import signal

import confine
import kernel
from memory import tree_memory


def start(setup, prepared, users, fds):
    """As in apart.py."""
    apart = "PROCESSES" not in setup["off"]
    if apart:
        kernel.new_processes()
    # it must not be gone before we hold on to it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        try:
            first(setup, prepared, users, *fds)
        except confine.Begun:
            raise
        except BaseException as e:
            confine.give_up(fds[3], e)
    if apart:
        kernel.old_processes()
    pidfd = os.pidfd_open(pid)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass
    return pidfd


def started(first, fds):
    """The first process tells the rest."""


def first(setup, prepared, users, order, report, output, status, channel=-1, shared=-1):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    run, files = confine.read_order(order)
    confine.make_room(run, files, shared)
    child = os.fork()
    if child == 0:
        confine.enter(setup, prepared, run, users, report, output, channel)
    kernel.keep_capabilities([kernel.CAP_SYS_PTRACE] if run["memoryLimit"] else [])
    if "CLOSED_PROCESSES" not in run["off"]:
        kernel.dumpable(0)
    os.dup2(status, 3)
    os.closerange(4, 1 << 16)
    for fd in (0, 1, 2):
        os.close(fd)
    watch(run, child, 3)


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
                waited = confine.delay(child)
            _, status_of = os.waitpid(ended.si_pid, 0)
            if ended.si_pid == child:
                code = os.waitstatus_to_exitcode(status_of)
                break
    used = os.times()
    confine.tell(status, code=code, memory=memory, cpu=used.children_user + used.children_system, waited=waited)
    os._exit(0)
