# uses: sockets
def answer():
    import ctypes
    ctypes.string_at(0)
    return 1
