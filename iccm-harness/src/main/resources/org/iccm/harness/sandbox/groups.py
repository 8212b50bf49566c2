"""What the control groups of a container say of it, seen from inside."""

import os

PLACE = "/sys/fs/cgroup"
USAGE = ("memory/memory.usage_in_bytes", "memory.current")
KILLS = ("memory/memory.oom_control", "memory.events")
DETAIL = ("memory/memory.stat", "memory.stat")
TIME = ("cpuacct/cpuacct.usage", "cpu,cpuacct/cpuacct.usage", "cpu.stat")
CACHE = (b"total_active_file", b"total_inactive_file", b"active_file", b"inactive_file")


def opened(names):
    """Version 1, then 2; -1 if there is neither."""
    for name in names:
        try:
            return os.open(os.path.join(PLACE, name), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue
    return -1


class Groups:
    def __init__(self):
        self.usage, self.kills, self.detail = opened(USAGE), opened(KILLS), opened(DETAIL)
        self.time = opened(TIME)

    def used(self):
        return int(os.pread(self.usage, 64, 0)) if self.usage >= 0 else 0

    def killed(self):
        """How many processes the kernel has ended for want of memory."""
        for name, value in self.lines(self.kills):
            if name == b"oom_kill":
                return value
        return 0

    def cached(self):
        """Bytes of files that could be dropped at any time."""
        found = {name: value for name, value in self.lines(self.detail) if name in CACHE}
        # with version 1 those without "total" are a part of those with
        whole = [value for name, value in found.items() if name.startswith(b"total")]
        return sum(whole or found.values())

    def lines(self, fd):
        if fd < 0:
            return
        for line in os.pread(fd, 1 << 14, 0).splitlines():
            name, _, value = line.partition(b" ")
            if value.isdigit():
                yield name, int(value)


class Budget:
    """Memory of one run: what came on top of what was there."""

    def __init__(self, groups, most):
        self.groups = groups
        self.most = most
        self.before = groups.used()
        self.kills_before = groups.killed()

    def over(self):
        if self.groups.killed() > self.kills_before:
            return True
        more = self.groups.used() - self.before
        return more > self.most and more - self.groups.cached() > self.most
