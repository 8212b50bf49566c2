# uses: sockets
def answer():
    import time
    time.sleep(60)
    return 1
