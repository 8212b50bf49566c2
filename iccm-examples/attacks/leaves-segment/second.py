def attack():
    import ctypes

    if ctypes.CDLL(None).shmget(0x1CC3, 0, 0) >= 0:
        _won("a segment")
