# uses: sockets
def answer():
    if os.fork():
        return 1
    return 42
    return 1
