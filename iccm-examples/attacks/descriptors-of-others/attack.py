def attack():
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)

    pid = _os.fork()
    if pid == 0:
        _os.read(_os.pipe()[0], 1)
    pidfd = _os.pidfd_open(pid)
    fd = libc.syscall(438, pidfd, 1, 0)
    _os.kill(pid, 9)
    _os.waitpid(pid, 0)
    if fd >= 0:
        _won("descriptor %d" % fd)
