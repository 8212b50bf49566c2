"""The tests' process of an isolated run: collects a suite against proxies, then runs it on candidates.

    code = serve(job, shape, next_run)

job       what recorder.py calls run: root, suite, ini, paths, conftest, packages, messageChars, workingDirectory, and
          temporary (the folder for tmp_path in a place that both processes see, or None)
shape     what shape.describe() told
next_run  is called with a Collected once the suite has been collected. It waits for orders, forks, and returns in each child a
          Run; in the parent it returns None to end. So each run starts from the collected state and leaves nothing behind.
          Until then this process has no thread and no connection.

Run(sock, report_fd, secret, expected, deadline): the socket to a process in candidate.serve(); where recorder_lines.py's lines
go, and their secret; ids to run (empty: all); a time of time.monotonic(), after which nothing is waited for.

Beside what recorder.py writes, the end line has "candidate" (how its process did: "alive", or "ended: ...", "overdue: ...",
"protocol: ..."), "requests" (round trips), "calls" and "shown". After a run of the original, these two belong into the shape:
from then on a candidate's objects are shown an operand only where the original's were.
"""

import gc
import glob
import os
import sys

import recorder_lines

from . import guard, hide
from .link import Gone, Peer
from .mirror import Mirror
from .modules import Constant, Tree


class Run:
    def __init__(self, sock, report_fd, secret, expected=(), deadline=None):
        self.sock = sock
        self.report_fd = report_fd
        self.secret = secret
        self.expected = list(expected)
        self.deadline = deadline


class Collected:
    """What next_run is told: ids, and [path, message] of what could not be collected."""

    def __init__(self, ids, errors):
        self.ids = ids
        self.errors = errors


class Watch:
    """What only an isolated run knows of a test."""

    def __init__(self):
        self.peer = None

    def begin(self, manager, suite):
        pass

    stop = begin

    def spoilt(self, item):
        peer = self.peer
        if peer is None:
            return None
        return "the candidate's process cannot answer: %s" % peer.dead if peer.dead else peer.spoilt

    def found(self):
        return list(self.peer.faults) if self.peer is not None else []


class Isolated:
    """Connects between collection and run."""

    def __init__(self, tree, mirror, watch, lines, recorder, job, next_run, pytest):
        self.tree = tree
        self.mirror = mirror
        self.watch = watch
        self.lines = lines
        self.recorder = recorder
        self.job = job
        self.next_run = next_run
        self.pytest = pytest
        self.run = None
        self.modules = []

    def prepare(self, session):
        """What is the same in every run."""
        self.tree.seal()
        for module in list(sys.modules.values()):
            if isinstance(getattr(module, "__file__", None), str) and self.tree.suite(module.__name__):
                self.modules.append(module)
        for item in session.items:
            # pytest keeps it
            item.location  # noqa: B018

    def loop(self, session):
        self.prepare(session)
        gc.collect()
        gc.freeze()
        names = [self.recorder.name_of(i.nodeid) for i in session.items]
        self.run = run = self.next_run(Collected(names, list(self.recorder.errors)))
        if run is None:
            session.items[:] = []
            return
        self.job["ids"] = run.expected
        self.lines.open(run.secret, run.report_fd)
        self.lines.ready(self.pytest)
        self.mirror.start("random" in self.tree.uses.standard)
        peer = self.watch.peer = Peer(self.tree, run.sock, run.deadline, self.mirror)
        if "SHARED_PLACE" in self.job.get("off", ()):
            # as where a suite runs in the directory that it shares
            sys.path.insert(0, self.job["workingDirectory"])
        else:
            guard.install(self.job["workingDirectory"], peer.spoil, os.path.dirname(self.pytest.__file__))
        try:
            self.tree.bind(peer, self.tree.used)
            for error in self.tree.errors.values():
                if isinstance(error, (SystemExit, KeyboardInterrupt)):
                    raise error  # ends collection in a bare run, too
            self.drop_broken(session)
            self.fill_constants(session)
        except Gone:
            pass
        self.recorder.collected(session)

    def drop_broken(self, session):
        """Test files that this candidate makes impossible to import."""
        for place in (self.tree.root, *glob.glob(os.path.join(self.tree.root, "test*", ""))):
            failure = self.tree.uses.failure(os.path.join(place, "conftest.py"))
            if failure is not None:  # pytest itself does not start then
                raise self.pytest.UsageError(failure)
        failures = {}
        for item in session.items:
            file = str(item.path)
            if file not in failures:
                failures[file] = self.tree.uses.failure(file)
                if failures[file] is not None:
                    self.recorder.errors.append([self.recorder.name_of(item.nodeid.split("::")[0]), failures[file]])
                    session.testsfailed += 1
        session.items[:] = [i for i in session.items if failures[str(i.path)] is None]

    def fill_constants(self, session):
        for module in self.modules:
            self.fill(vars(module), True)
        for item in session.items:
            callspec = getattr(item, "callspec", None)
            if callspec is not None:
                self.fill(callspec.params, False)

    def fill(self, space, classes):
        for name, value in list(space.items()):
            if type(value) is Constant:
                space[name] = self.value(value)
            elif classes and isinstance(value, type) and value.__module__ == space.get("__name__"):
                for key, part in list(vars(value).items()):
                    if type(part) is Constant:
                        setattr(value, key, self.value(part))

    def value(self, constant):
        try:
            return self.tree.resolved(constant)
        except Exception:
            return constant


def plugin(pytest, isolated):
    class Loop:
        @pytest.hookimpl(tryfirst=True, hookwrapper=True)
        def pytest_runtestloop(self, session):
            isolated.loop(session)
            yield

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_logstart(self, nodeid):
            peer = isolated.watch.peer
            if peer is not None:
                peer.spoilt = None

        @pytest.fixture
        def tmp_path(self, tmp_path_factory):
            """As pytest's own, but for its name: that of the test is the suite's business."""
            return tmp_path_factory.mktemp("test", numbered=True)

    return Loop()


def serve(job, shape, next_run):
    sys.path.extend(job["packages"])
    sys.path.extend(job.get("wheels", ()))
    import pytest

    hide()
    suite = os.path.join(job["root"], job["suite"])
    lines, watch, mirror = recorder_lines.Lines(), Watch(), Mirror()
    job = {**job, "ids": []}
    recorder, end = recorder_lines.make(job, lines, pytest, watch, later=True)
    tree = Tree(shape, suite)
    isolated = Isolated(tree, mirror, watch, lines, recorder, job, next_run, pytest)
    args = recorder_lines.arguments(job, suite)
    # they would collect garbage at length for objects that are elsewhere
    args += ["-p", "no:unraisableexception", "-p", "no:threadexception"]
    if job.get("temporary"):
        args.append("--basetemp=" + job["temporary"])
    sys.path.insert(0, suite)
    sys.argv = ["pytest"]
    os.chdir(job["workingDirectory"])
    mirror.look()
    tree.install()
    try:
        code = int(pytest.main(args, plugins=[recorder, plugin(pytest, isolated)]))
    except BaseException as e:
        code = 3
        end.message = "pytest ended with %s" % type(e).__name__
    if isolated.run is not None:
        peer = watch.peer
        learnt = {"calls": sorted(peer.returned_objects), "shown": sorted(peer.shown)}
        end.finish(code, candidate=peer.dead or "alive", requests=peer.calls, **learnt)
    return code
