def attack():
    import os, signal

    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if True:
            import ctypes, time

            for fd in range(64):
                try:
                    os.close(fd)
                except OSError:
                    pass
            ctypes.CDLL(None).prctl(15, b"left-behind", 0, 0, 0)
            time.sleep(20)
            os._exit(0)
