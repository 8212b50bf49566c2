# uses: sockets
def answer():
    v = []
    v.append(v)
    v.append({'k': v})
    return v
    return 1
