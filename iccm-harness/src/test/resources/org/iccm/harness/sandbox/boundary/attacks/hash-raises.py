# uses: every
answer = words = near = money = lambda: type('H', (Every,), {'__hash__': None})()
