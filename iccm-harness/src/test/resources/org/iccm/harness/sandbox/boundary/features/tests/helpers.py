from kit.model import Box


def box(*items):
    return Box("b", list(items))
