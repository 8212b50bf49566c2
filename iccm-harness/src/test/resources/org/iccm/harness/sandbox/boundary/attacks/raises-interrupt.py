# uses: sockets
def answer():
    raise KeyboardInterrupt
    return 1
