def attack():
    import ctypes

    libc = ctypes.CDLL(None)
    libc.msgget(0x1CC4, 0o1666)
    libc.semget(0x1CC5, 1, 0o1666)
