def attack():
    import ctypes

    libc = ctypes.CDLL(None)
    if libc.msgget(0x1CC4, 0) >= 0 or libc.semget(0x1CC5, 0, 0) >= 0:
        _won("a queue")
