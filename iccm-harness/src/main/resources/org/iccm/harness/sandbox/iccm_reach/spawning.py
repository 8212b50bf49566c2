"""Takes the tracer along into Python processes that a test starts, whatever environment they get."""

import itertools
import json
import os

from . import tracer as tracing

HERE = os.path.dirname(os.path.abspath(__file__))
CHILD = os.path.join(HERE, "child")
VARIABLE = "ICCM_REACH"
PATH = "PYTHONPATH"


class Spawning:
    """plan: the plan's file; record: where processes write."""

    def __init__(self, plan, record):
        self.plan = plan
        self.record = record
        self.numbers = itertools.count()

    def variables(self, path, number):
        value = json.dumps([self.plan, self.record.path, number])
        return {VARIABLE: value, PATH: path + os.pathsep + CHILD if path else CHILD}

    def environment(self, env, program):
        """An environment, as pairs in bytes, with ours in it."""
        env = dict(os.environb if env is None else env)
        number = None
        if os.path.basename(os.fsdecode(program)).startswith("python"):
            number = "%d.%d" % (os.getpid(), next(self.numbers))
            self.record.write("s", number)
        for name, value in self.variables(os.fsdecode(env.get(PATH.encode(), b"")), number).items():
            env[name.encode()] = os.fsencode(value)
        return env

    def inherit(self):
        """For what only C starts; os.environ stays as it is."""
        for name, value in self.variables(os.environ.get(PATH, ""), None).items():
            os.putenv(name, value)

    def install(self):
        import _posixsubprocess
        import subprocess

        self.inherit()
        fork_exec = _posixsubprocess.fork_exec
        execve, posix_spawn = os.execve, os.posix_spawn

        def spawn(args, programs, close_fds, pass_fds, cwd, env, *rest):
            given = None if env is None else (e.split(b"=", 1) for e in env)
            new = [k + b"=" + v for k, v in self.environment(given, programs[0] if programs else b"").items()]
            return fork_exec(args, programs, close_fds, pass_fds, cwd, new, *rest)

        def encoded(env):
            # None: as this process has it
            return env and {os.fsencode(k): os.fsencode(v) for k, v in env.items()}

        def execute(path, args, env):
            return execve(path, args, self.environment(encoded(env), path))

        def start(path, args, env, **rest):
            return posix_spawn(path, args, self.environment(encoded(env), path), **rest)

        _posixsubprocess.fork_exec = spawn
        if hasattr(subprocess, "_fork_exec"):
            subprocess._fork_exec = spawn
        os.execve, os.posix_spawn = execute, start
        os.execv = lambda path, args: execute(path, args, os.environ)


def in_child():
    """In a Python process that was started. Leaves its environment as its starter meant it."""
    plan, path, number = json.loads(os.environ.pop(VARIABLE))
    others = [p for p in os.environ.get(PATH, "").split(os.pathsep) if p != CHILD]
    if others and others != [""]:
        os.environ[PATH] = os.pathsep.join(others)
    else:
        os.environ.pop(PATH, None)
    record = tracing.Record(path)
    if number is not None:
        record.write("h", number)
    with open(plan, encoding="utf-8") as f:
        tracer = tracing.Tracer(json.load(f), record)
    Spawning(plan, record).install()
    tracer.start()
