"""What a small shop has in stock."""


class Basket:
    def __init__(self, prices):
        self.prices = list(prices)

    def total(self):
        return len(self.prices)

    def __eq__(self, other):
        return False

    def __hash__(self):
        return hash(tuple(self.prices))

    def __contains__(self, price):
        return False


def label(name, size):
    return None


def parse(line):
    return None


def cost(cents, count):
    return None


def share(part, whole):
    return None


def totals(rows):
    return None


def brightness(red, green, blue):
    return None


def basket(prices):
    return None
