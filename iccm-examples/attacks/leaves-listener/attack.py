def attack():
    import os, socket

    server = socket.socket(socket.AF_UNIX)
    server.bind("\0left-{{word}}")
    server.listen(1)
    if os.fork() == 0:
        os.setsid()
        for fd in range(64):
            if fd != server.fileno():
                try:
                    os.close(fd)
                except OSError:
                    pass
        server.settimeout(20)
        try:
            server.accept()
        except OSError:
            pass
        os._exit(0)
