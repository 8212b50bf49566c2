"""Warm parents: one for all, with pytest loaded, and from it one for each suite. They import trusted code only and stay
single-threaded; what a run loads, only that run has.
"""

import array
import ast
import functools
import gc
import json
import os
import signal
import socket
import sys
import time

import apart
import confine
import kernel
import tenant
import watched

MOST_FDS = 8
OFTEN_USED = """abc bisect collections contextlib copy csv dataclasses datetime decimal enum fractions functools hashlib heapq io
    itertools json math numbers operator pathlib random re statistics string textwrap time typing unicodedata uuid""".split()
# loading these does more than define things
NOT_AHEAD = {"antigravity", "this", "turtle", "tkinter", "idlelib", "lib2to3", "readline", "turtledemo"}


def send(sock, message, fds=()):
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    sock.sendmsg([json.dumps(message).encode()], ancillary)


def receive(sock):
    """A message and its descriptors; (None, []) at the end."""
    data, ancillary, _, _ = sock.recvmsg(1 << 16, socket.CMSG_SPACE(4 * MOST_FDS), socket.MSG_CMSG_CLOEXEC)
    fds = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
    return (json.loads(data) if data else None), list(fds)


def base(sock, setup):
    """Never returns. Starts suites' parents and runs that belong to no suite."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.path.extend(setup["packages"])
    try:
        if setup["warm"].get("language") == "java":
            import java_side

            java_side.warm(setup)
        else:
            import recorder

            recorder.warm(setup)
            load_boundary()
    except ImportError:
        # the probe says so
        pass
    settle()
    # once for all that come from here: the kernel keeps whoever joins waiting, and whoever forks meanwhile
    for fd in setup["cgroups"]:
        os.write(fd, b"0")
    send(sock, {"ready": True})
    while True:
        message, fds = receive(sock)
        if message is None:
            os._exit(0)
        if message["k"] == "suite":
            if os.fork() == 0:
                os.close(sock.detach())
                suite(socket.socket(fileno=fds[0]), setup, fds[1])
        else:
            serve(sock, setup, None, message, fds)
        for fd in fds:
            os.close(fd)


def load_boundary():
    """Both sides of isolated runs, and what applications use most; where modules are found they are no longer."""
    import boundary
    from boundary import candidate, tests_side

    confine.LOADED.update(candidate=candidate, tests_side=tests_side)
    boundary.hide()
    for name in OFTEN_USED:
        __import__(name)


def suite(sock, setup, files):
    """Never returns. The parent of all runs of one suite."""
    try:
        order = place_suite(files, setup)
        os.close(files)
        if order["job"] == "isolated":
            waiting(sock, setup, functools.partial(isolated, order))
        prepared = None
        if order["job"] != "java":
            import recorder

            if not order["conftest"] and order["job"] != "reach" and not recorder.lets_candidate_configure(order):
                waiting(sock, setup, functools.partial(together, order))
            prepared = recorder.prepare(order, order["paths_of_suite"])
        seal(order)
        settle()
    except BaseException as e:
        send(sock, {"fault": "a suite's parent: %s: %s" % (type(e).__name__, e)})
        os._exit(1)
    send(sock, {"ready": True})
    while True:
        message, fds = receive(sock)
        if message is None:
            os._exit(0)
        serve(sock, setup, prepared, message, fds)
        for fd in fds:
            os.close(fd)


def waiting(sock, setup, begin):
    """Never returns. A session that begins here and goes on in forks, one for each run."""
    here = os.getpid()

    def next_run():
        settle()
        send(sock, {"ready": True})
        while True:
            message, fds = receive(sock)
            if message is None:
                os._exit(0)
            try:
                serve(sock, setup, confine.BEGUN, message, fds)
            except confine.Begun as begun:
                return begun.run
            for fd in fds:
                os.close(fd)

    code = begin(next_run)
    if os.getpid() == here:
        send(sock, {"fault": "pytest ended with %d before a run" % code})
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def together(order, next_run):
    """Waits before anything of the suite is loaded: that would load the candidate."""
    import recorder

    def sealed():
        seal(order)
        return next_run()

    return recorder.serve(order, order["paths_of_suite"], sealed)


def isolated(order, next_run):
    """Waits when the suite is collected, against proxies."""
    tests_side = confine.LOADED["tests_side"]

    def collected(_):
        run = next_run()
        channel = socket.socket(fileno=confine.CHANNEL)
        patience = 1 if "WALL_CLOCK" not in run["off"] else 10
        deadline = time.monotonic() + patience * run["seconds"]
        return tests_side.Run(channel, confine.REPORT, run["secret"].encode(), run["ids"], deadline)

    return tests_side.serve(order, order["shape"], collected)


def serve(sock, setup, prepared, message, fds):
    keeper = tenant if setup.get("container") else watched if setup["watched"] else apart
    try:
        pidfd = keeper.start(setup, prepared, message["users"], fds)
    except OSError as e:
        send(sock, {"fault": "a run could not be forked: %s" % e})
        return
    send(sock, {"started": True}, [pidfd])
    keeper.started(pidfd, fds)
    os.close(pidfd)


def settle():
    """What is there now will stay: a collection in a fork then copies none of its pages."""
    gc.collect()
    gc.freeze()


def place_suite(fd, setup):
    order, files = confine.read_order(fd)
    order["container"] = setup.get("container", False)
    place = os.path.join(order["root"], order["suite"])
    if order["container"]:
        os.mkdir(place, 0o750)
    else:
        kernel.unshare(kernel.NEWNS)
        kernel.private_mounts()
        if order["job"] == confine.OF_SUITE and "NETWORK" not in order["off"]:
            kernel.unshare(kernel.NEWNET)
            kernel.loopback_up()
        total = sum(len(content) for _, content in files)
        kernel.tmpfs(place, 8 * total + 16384 * len(files) + (1 << 20), 8 * len(files) + 256, "755")
    kernel.fill(place, files)
    load_ahead(files)
    order["paths_of_suite"] = [path for path, _ in files]
    return order


def seal(order):
    # in a container what is root's is sealed enough
    if not order["container"] and "SEALED_INPUTS" not in order["off"]:
        kernel.seal(os.path.join(order["root"], order["suite"]))


def load_ahead(files):
    """Modules of the standard library that the suite names."""
    names = set()
    for path, content in files:
        if path.endswith(".py"):
            try:
                tree = ast.parse(content)
            except (SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names.update(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module)
    for name in sorted(names):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names and top not in NOT_AHEAD and not top.startswith("_"):
            try:
                __import__(name)
            except ImportError:
                pass
