"""Runs a suite on candidates, isolated and bare, in plain processes: what the tests of the boundary share."""

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time


def job_for(suite, work):
    ini = os.path.join(work, "pytest.ini")
    with open(ini, "w") as f:
        f.write("[pytest]\n")
    root, name = os.path.split(os.path.abspath(suite))
    conftest = any("conftest.py" in files for _, _, files in os.walk(suite))
    return {
        "root": root, "suite": name, "ini": ini, "paths": [], "conftest": conftest, "packages": [],
        "messageChars": 4000, "workingDirectory": work, "temporary": None,
    }  # fmt: skip


def environment(driver):
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "PYENV_VERSION", "PYENV_ROOT")}
    keep.update(PYTHONPATH=driver, PYTHONHASHSEED="0", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTHONDONTWRITEBYTECODE="1")
    return keep


def describe(driver, src):
    done = subprocess.run(
        [sys.executable, "-m", "boundary.shape", src], env=environment(driver), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def read(lines, secret):
    """The report, checked as the host does."""
    report = {"tests": {}, "errors": {}, "messages": {}, "end": None, "ids": []}
    number = 0
    for line in lines.split(b"\n"):
        if not line:
            continue
        key, _, text = line.partition(b" ")
        record = json.loads(text)
        if key != secret or record["n"] != number:
            report["faults"] = ["a line that the recorder did not write"]
            return report
        number += 1
        if record["k"] == "collected":
            report["ids"] = record["ids"]
            report["errors"] = dict(record["errors"])
        elif record["k"] == "test":
            report["tests"][record["id"]] = record["status"]
            report["messages"][record["id"]] = record["message"]
        elif record["k"] == "end":
            report["end"] = record
    return report


def verdicts(report, ids):
    """Status of each expected test, as Verdict.java decides it."""
    found = {}
    for i in ids:
        status = report["tests"].get(i)
        if status is None:
            lost = any(i.startswith(path + "::") for path in report["errors"])
            status = "ERROR" if lost else "MISSING"
        found[i] = status
    if report["end"] is None or report["end"]["faults"]:
        return {i: "TAMPERED" if report["end"] else s for i, s in found.items()}
    return found


class Isolated:
    """A collected suite in a process of its own; runs are forked from it."""

    def __init__(self, driver, suite, shape):
        self.work = tempfile.mkdtemp()
        self.ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.ours.close()
                sys.path.insert(0, driver)
                self.parent(job_for(suite, self.work), shape, theirs)
            finally:
                os._exit(70)
        theirs.close()
        self.ids = None

    def parent(self, job, shape, orders):
        from boundary import tests_side

        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 0)

        def next_run(collected):
            text = json.dumps([collected.ids, collected.errors]).encode()
            orders.sendall(len(text).to_bytes(4, "big") + text)
            while True:
                data, fds, _, _ = socket.recv_fds(orders, 1 << 16, 4)
                if not data:
                    return None
                order = json.loads(data)
                pid = os.fork()
                if pid == 0:
                    os.dup2(fds[2], 1)
                    os.dup2(fds[2], 2)
                    sock = socket.socket(fileno=fds[0])
                    orders.close()
                    return tests_side.Run(sock, fds[1], order["secret"].encode(), order["ids"], order["deadline"])
                for fd in fds:
                    os.close(fd)
                _, status, usage = os.wait4(pid, 0)
                cpu = usage.ru_utime + usage.ru_stime
                orders.sendall(b"%d %f" % (os.waitstatus_to_exitcode(status), cpu))

        os._exit(tests_side.serve(job, shape, next_run))

    def collected(self):
        if self.ids is None:
            size = int.from_bytes(self.ours.recv(4, socket.MSG_WAITALL), "big")
            self.ids, self.errors = json.loads(self.ours.recv(size, socket.MSG_WAITALL))
        return self.ids

    def run(self, src, seconds=20, ids=(), serve=None):
        self.collected()
        tests, candidate = socket.socketpair()
        lines, lines_in = os.pipe()
        printed = tempfile.TemporaryFile()
        secret = os.urandom(8).hex()
        pid = os.fork()
        if pid == 0:
            try:
                os.dup2(candidate.fileno(), 3)
                os.closerange(4, 1024)
                os.chdir(self.work)
                (serve or serve_candidate)(socket.socket(fileno=3), src)
            finally:
                os._exit(0)
        candidate.close()
        order = json.dumps({"secret": secret, "ids": list(ids), "deadline": time.monotonic() + seconds}).encode()
        socket.send_fds(self.ours, [order], [tests.fileno(), lines_in, printed.fileno()])
        tests.close()
        os.close(lines_in)
        data = b""
        while True:
            more = os.read(lines, 1 << 16)
            if not more:
                break
            data += more
        os.close(lines)
        exit_code, tests_cpu = self.ours.recv(64).split()
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
        usage = os.wait4(pid, 0)[2]
        report = read(data, secret.encode())
        report["exit"] = int(exit_code)
        report["cpu"] = (float(tests_cpu), usage.ru_utime + usage.ru_stime)
        printed.seek(0)
        report["output"] = printed.read().decode("utf-8", "replace")
        return report

    def close(self):
        self.ours.close()
        os.waitpid(self.pid, 0)


def serve_candidate(sock, src):
    from boundary import candidate

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    candidate.serve(sock, src)


class Watch:
    """Nothing beside pytest's own verdicts."""

    def begin(self, manager, suite):
        pass

    stop = begin

    def spoilt(self, item):
        return None

    def found(self):
        return []


def bare(driver, suite, src, seconds=20):
    """The same suite in one process with the candidate: pytest as it is."""
    lines, lines_in = os.pipe()
    work = tempfile.mkdtemp()
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            quiet = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(quiet, fd)
            os.dup2(lines_in, 3)
            os.closerange(4, 1024)
            bare_child(driver, job_for(suite, work), os.path.abspath(src), 3)
        finally:
            os._exit(70)
    os.close(lines_in)
    data, timeout = b"", False
    deadline = time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([lines], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            timeout = True
            os.killpg(pid, 9)
            break
        more = os.read(lines, 1 << 16)
        if not more:
            break
        data += more
    os.close(lines)
    _, status, usage = os.wait4(pid, 0)
    shutil.rmtree(work, ignore_errors=True)
    report = read(data, b"bare")
    report.update(exit=os.waitstatus_to_exitcode(status), timeout=timeout, cpu=usage.ru_utime + usage.ru_stime)
    return report


def bare_child(driver, job, src, fd):
    sys.path.insert(0, driver)
    import pytest
    import recorder_lines

    sys.path.remove(driver)
    lines = recorder_lines.Lines()
    lines.open(b"bare", fd)
    job["ids"] = []
    suite = os.path.join(job["root"], job["suite"])
    plugin, end = recorder_lines.make(job, lines, pytest, Watch())
    sys.path[:0] = [suite, src]
    sys.argv = ["pytest"]
    os.chdir(job["workingDirectory"])
    lines.ready(pytest)
    code = int(pytest.main(recorder_lines.arguments(job, suite), plugins=[plugin]))
    end.finish(code)
    os._exit(code)
