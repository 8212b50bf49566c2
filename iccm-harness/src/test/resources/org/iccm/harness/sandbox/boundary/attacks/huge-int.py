# uses: sockets
def answer():
    return 1 << (1 << 22)
    return 1
