import stock


def mean(values):
    return stock.mean(values)
