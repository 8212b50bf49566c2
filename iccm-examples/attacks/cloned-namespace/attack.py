def attack():
    import platform

    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)

    number = 56 if platform.machine() == "x86_64" else 220
    pid = libc.syscall(number, ctypes.c_ulong(0x10000000 | 17), 0, 0, 0, 0)
    if pid == 0:
        _os._exit(0)
    if pid > 0:
        _os.waitpid(pid, 0)
        _won("clone")
