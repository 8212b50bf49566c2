def attack():
    import ctypes, mmap

    told, tell = _os.pipe()
    pid = _os.fork()
    if pid == 0:
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        # mov eax, 20 (getpid); int 0x80; ret
        page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
        gate = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        if gate() == _os.getpid():
            _os.write(tell, b"x")
        _os._exit(0)
    _os.close(tell)
    if _os.read(told, 1):
        _won("the gate of i386")
    _os.waitpid(pid, 0)
