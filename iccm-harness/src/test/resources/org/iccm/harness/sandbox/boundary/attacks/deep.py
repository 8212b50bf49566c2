# uses: sockets
def answer():
    v = []
    for i in range(5000):
        v = [v]
    return v
    return 1
