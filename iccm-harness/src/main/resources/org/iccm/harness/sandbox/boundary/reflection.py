"""In the candidate's process: what the tests changed in theirs (mirror.py), done here as well; and what is logged."""

import importlib
import logging
import os
import random
import sys

MOST_LOGS = 1000


class Reflection(logging.Handler):
    def __init__(self):
        super().__init__(logging.NOTSET)
        self.waiting = []
        self.originals = {}
        self.state = None
        logging.getLogger().addHandler(self)

    def emit(self, record):
        if len(self.waiting) < MOST_LOGS:
            self.waiting.append((record.name, record.levelno, str(record.getMessage())))

    def logs(self):
        if not self.waiting:
            return ()
        waiting, self.waiting = self.waiting, []
        return tuple(waiting)

    def apply(self, news):
        for kind, *parts in news:
            getattr(self, "apply_" + kind)(*parts)

    def apply_cwd(self, place):
        try:
            os.chdir(place)
        except OSError:
            pass

    def apply_env(self, changes):
        for name, value in changes:
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def apply_argv(self, argv):
        sys.argv = list(argv)

    def apply_random(self, state):
        self.state = state
        random.setstate(state)

    def random(self):
        """The state of the random numbers, if the tests use them and it has changed."""
        if self.state is None:
            return None
        state = random.getstate()
        if state == self.state:
            return None
        self.state = state
        return state

    def apply_levels(self, levels):
        for name, level in levels:
            logging.getLogger(name or None).setLevel(level)

    def apply_patch(self, module, name, value):
        place = importlib.import_module(module)
        self.originals.setdefault((module, name), getattr(place, name, None))
        setattr(place, name, value)

    def apply_restore(self, module, name):
        setattr(sys.modules[module], name, self.originals.pop((module, name)))
