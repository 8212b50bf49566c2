from depot.plain import square


def at_import():
    return square(2)


VALUE = at_import()


def later():
    return VALUE
