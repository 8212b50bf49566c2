"""What a tree of processes holds, where no control group counts it."""

import os

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid, exact):
    """Bytes of one process; shared pages are split among their users only if exact."""
    try:
        if exact:
            with open("/proc/%s/smaps_rollup" % pid) as f:
                for line in f:
                    if line.startswith("Pss:"):
                        return int(line.split()[1]) << 10
        with open("/proc/%s/statm" % pid) as f:
            return int(f.read().split()[1]) * PAGE
    except (OSError, ValueError):
        return resident(pid, False) if exact else 0


def tree_memory(exact):
    """All but the first process, which is ours, and what is written to memory."""
    total = sum(resident(pid, exact) for pid in os.listdir("/proc") if pid.isdigit() and pid != "1")
    for place in ("/tmp", "/dev/shm"):
        try:
            space = os.statvfs(place)
            total += (space.f_blocks - space.f_bfree) * space.f_frsize
        except OSError:
            pass
    return total
