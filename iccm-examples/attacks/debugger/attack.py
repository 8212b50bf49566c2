def attack():
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)

    pid = _os.fork()
    if pid == 0:
        _os._exit(0 if libc.ptrace(0, 0, 0, 0) == 0 else 1)
    if _os.waitpid(pid, 0)[1] == 0:
        _won("ptrace")
