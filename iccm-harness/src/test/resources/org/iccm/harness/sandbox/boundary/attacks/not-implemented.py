# uses: every
answer = words = near = money = lambda: NotImplemented
