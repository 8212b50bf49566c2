def attack():
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)

    if libc.sethostname(b"taken", 5) == 0:
        _won("renamed")
