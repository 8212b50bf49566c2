# uses: sockets
def answer():
    raise GeneratorExit
    return 1
