def attack():
    import ctypes, errno, platform

    libc = ctypes.CDLL(None, use_errno=True)
    number = (323, 282)["aarch64 arm64".find(platform.machine()) >= 0]
    ctypes.set_errno(0)
    done = libc.syscall(number, 1)
    # another fault than a refusal comes from the kernel itself
    if done != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
        _won("%d, fault %d" % (done, ctypes.get_errno()))
