def attack():
    import ctypes

    ctypes.CDLL(None).shmget(0x1CC3, 4096, 0o1666)
