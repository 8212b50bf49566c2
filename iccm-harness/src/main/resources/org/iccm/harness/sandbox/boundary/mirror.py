"""What a test changes in its own process and the candidate has to see: told with the next request."""

import logging
import os
import random
import sys

# replaced by tests; a function in one of these places is called back
WATCHED = """time.time time.sleep time.monotonic time.perf_counter time.time_ns time.localtime time.strftime time.gmtime
    builtins.input builtins.open builtins.print sys.stdin random.random random.randint random.choice random.choices
    random.shuffle random.sample random.uniform random.randrange random.gauss os.getenv os.getcwd os.urandom os.listdir
    os.path.exists os.remove os.makedirs uuid.uuid4 uuid.uuid1 getpass.getpass getpass.getuser secrets.token_hex
    secrets.choice secrets.randbelow secrets.token_urlsafe subprocess.run subprocess.check_output subprocess.Popen
    shutil.which shutil.rmtree socket.gethostname platform.system platform.node datetime.datetime datetime.date
    urllib.request.urlopen webbrowser.open sys.platform asyncio.sleep""".split()
_getcwd = os.getcwd
_missing = object()


def _places():
    for whole in WATCHED:
        module, _, name = whole.rpartition(".")
        yield module, name


class Mirror:
    """Made before the suite is collected: what it finds then is what the candidate has too."""

    def __init__(self):
        self.watched = []
        self.patched = {}
        self.cwd = None
        self.env = {}
        self.argv = ["pytest"]
        self.levels = {}
        self.state = None
        self.random = False

    def look(self):
        for module, name in _places():
            place = sys.modules.get(module)
            if place is not None:
                self.watched.append((vars(place), module, name, vars(place).get(name, _missing)))
        self.env = dict(os.environ._data)

    def start(self, uses_random):
        """When the candidate is there."""
        self.random = uses_random
        self.state = None
        self.cwd = None

    def news(self):
        found = []
        try:
            cwd = _getcwd()
        except OSError:
            cwd = self.cwd
        if cwd != self.cwd:
            self.cwd = cwd
            found.append(("cwd", cwd))
        if os.environ._data != self.env:
            self.environment(found)
        if sys.argv != self.argv:
            self.argv = list(sys.argv)
            found.append(("argv", tuple(str(a) for a in sys.argv)))
        self.patches(found)
        self.log_levels(found)
        if self.random:
            state = random.getstate()
            if state != self.state:
                self.state = state
                found.append(("random", state))
        return tuple(found)

    def environment(self, found):
        now = dict(os.environ._data)
        changes = [(k, v) for k, v in now.items() if self.env.get(k) != v]
        changes += [(k, None) for k in self.env if k not in now]
        self.env = now
        # the name of the test is the suite's business
        changes = [(os.fsdecode(k), None if v is None else os.fsdecode(v)) for k, v in changes if k != b"PYTEST_CURRENT_TEST"]
        if changes:
            found.append(("env", tuple(changes)))

    def patches(self, found):
        patched = self.patched
        for space, module, name, original in self.watched:
            now = space.get(name, _missing)
            if now is (patched.get((module, name), original) if patched else original):
                continue
            if now is original or now is _missing:
                patched.pop((module, name), None)
                found.append(("restore", module, name))
            else:
                patched[module, name] = now
                found.append(("patch", module, name, now))

    def log_levels(self, found):
        now = {"": logging.root.level}
        for name, logger in list(logging.root.manager.loggerDict.items()):
            if getattr(logger, "level", 0):
                now[name] = logger.level
        if now != self.levels:
            changes = [(n, v) for n, v in now.items() if self.levels.get(n) != v]
            changes += [(n, 0) for n in self.levels if n not in now]
            self.levels = now
            found.append(("levels", tuple(changes)))

    def hear(self, logs, state):
        """What the candidate logged and drew; refused unless it is well formed."""
        if state is not None:
            if not self.random:
                raise TypeError("malformed")
            random.setstate(state)
            self.state = state
        if type(logs) is not tuple:
            raise TypeError("malformed")
        for entry in logs:
            if type(entry) is not tuple or [type(p) for p in entry] != [str, int, str]:
                raise TypeError("malformed")
            name, level, message = entry
            logger = logging.getLogger(name) if name != "root" else logging.root
            if logger.isEnabledFor(level):
                logger.handle(logging.LogRecord(name, level, "application", 0, message, (), None))
