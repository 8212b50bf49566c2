def attack():
    import platform

    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)


    class Part(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    theirs = ctypes.create_string_buffer(b"child's", 8)
    ours = ctypes.create_string_buffer(8)
    pid = _os.fork()
    if pid == 0:
        _os.read(_os.pipe()[0], 1)
    local = Part(ctypes.addressof(ours), 8)
    remote = Part(ctypes.addressof(theirs), 8)
    number = 310 if platform.machine() == "x86_64" else 270
    # the last one is read as a whole word
    got = libc.syscall(number, pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, ctypes.c_ulong(0))
    _os.kill(pid, 9)
    _os.waitpid(pid, 0)
    if got == 8:
        _won(ours.value.decode())
