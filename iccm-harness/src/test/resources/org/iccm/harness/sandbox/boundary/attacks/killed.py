# uses: sockets
def answer():
    os.kill(os.getpid(), 9)
    return 1
