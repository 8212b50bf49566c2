def apply(f, values):
    values[:] = [1, 2]
    f.__code__ = (lambda v: 0).__code__
    return [f(v) for v in values]
