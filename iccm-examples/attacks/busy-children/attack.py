def attack():
    import os, time

    end = time.monotonic() + 3 * {{seconds}}
    for _ in range(4):
        if os.fork() == 0:
            while time.monotonic() < end:
                pass
            os._exit(0)
    for _ in range(4):
        os.wait()
    _won("three times its time")
