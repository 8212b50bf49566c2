def attack():
    import os

    others = set(filter(str.isdigit, os.listdir("/proc"))) - {"1", str(os.getpid())}
    if others:
        _won("processes " + " ".join(sorted(others)))
