# uses: sockets
def answer():
    v = ()
    for i in range(100000):
        v = (v,)
    return v
    return 1
