def attack():
    import os

    for action in (
        lambda: open("/proc/1/environ", "rb").read(),
        lambda: open("/proc/1/mem", "rb"),
        lambda: os.listdir("/proc/1/fd"),
        lambda: os.listdir("/proc/1/root/"),
    ):
        try:
            action()
            _won("process 1")
        except OSError:
            pass
