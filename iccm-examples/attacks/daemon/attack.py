def attack():
    import os

    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            import ctypes, time

            for fd in range(64):
                try:
                    os.close(fd)
                except OSError:
                    pass
            ctypes.CDLL(None).prctl(15, b"left-behind", 0, 0, 0)
            time.sleep(20)
            os._exit(0)

        os._exit(0)
