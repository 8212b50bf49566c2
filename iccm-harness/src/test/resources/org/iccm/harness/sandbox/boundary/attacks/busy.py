# uses: sockets
def answer():
    while True:
        pass
    return 1
