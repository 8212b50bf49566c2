# uses: sockets
def answer():
    return [type('K%d' % i, (), {})() for i in range(5000)]
    return 1
