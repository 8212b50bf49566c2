# uses: sockets
def answer():
    return [0] * 3000000
    return 1
