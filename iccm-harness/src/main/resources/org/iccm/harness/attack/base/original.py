"""What a small shop has in stock."""


class Basket:
    def __init__(self, prices):
        self.prices = list(prices)

    def total(self):
        return sum(self.prices)

    def __eq__(self, other):
        return isinstance(other, Basket) and self.prices == other.prices

    def __hash__(self):
        return hash(tuple(self.prices))

    def __contains__(self, price):
        return price in self.prices


def label(name, size):
    return "%s (%s)" % (name.strip().title(), size)


def parse(line):
    name, _, count = line.partition("=")
    return {"name": name.strip(), "count": int(count)}


def cost(cents, count):
    if count < 0:
        raise ValueError("count")
    return cents * count


def share(part, whole):
    return part / whole


def totals(rows):
    return [sum(row) for row in rows]


def brightness(red, green, blue):
    return 0.30 * red + 0.59 * green + 0.11 * blue


def basket(prices):
    return Basket(prices)
