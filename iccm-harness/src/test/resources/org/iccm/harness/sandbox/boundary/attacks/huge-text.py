# uses: sockets
def answer():
    return 'x' * (32 << 20)
    return 1
