"""Works rows of numbered beads by the steps of a loom card."""

LIMIT = 30  # the highest number that is painted on a bead


def twist(row: list[int], by: int) -> list[int]:
    """The row turned on its thread, or put on it the other way round."""
    if by < 0:
        return row[::-1]
    if not row:
        return [by]
    by %= len(row)
    return row[-by:] + row[:-by] if by else row[:]


def melt(row: list[int]) -> list[int]:
    """The row with every run of equal beads melted into one."""
    result: list[int] = []
    count = 0
    for i, bead in enumerate(row):
        count += 1
        if i + 1 == len(row) or row[i + 1] != bead:
            if bead != 0:
                result.append(bead + count - 1)
            count = 0
    return result


def fold(row: list[int]) -> list[int]:
    """The row folded in the middle, end upon end."""
    half = len(row) // 2
    result = [row[i] + row[-1 - i] for i in range(half)]
    if len(row) % 2:
        result.append(row[half] * 3)
    return result


def weave(first: list[int], second: list[int]) -> list[int]:
    """Two rows woven into one, bead by bead."""
    shared = min(len(first), len(second))
    result = []
    for i in range(shared):
        result += [second[i], first[i]]
    rest = first[shared:] + second[shared:]
    return result + [-bead for bead in rest]


def trim(row: list[int]) -> list[int]:
    """The row with only numbers that exist on beads."""
    result = []
    for bead in row:
        if bead > LIMIT:
            bead -= LIMIT
        result.append(1 if bead < 0 else bead)
    return result


def tension(row: list[int]) -> int:
    """How hard the row pulls on its thread, which is a closed ring."""
    if len(row) < 2:
        return 9
    pulls = [abs(a - b) for a, b in zip(row, row[1:])]
    return sum(pulls) + 2 * abs(row[-1] - row[0])


def read_card(card: str) -> list[tuple[str, int]]:
    """The steps of a loom card, each a letter and how often or how far."""
    steps = []
    for word in card.split():
        letter, digits = word[0].lower(), word[1:]
        # weavers scribble: what cannot be read is taken for a twist
        if letter not in "tmf":
            letter = "t"
        steps.append((letter, int(digits) if digits else 2))
    return steps


def work(row: list[int], card: str) -> list[int]:
    """The row after all steps of the card, one after the other."""
    for letter, number in read_card(card):
        if letter == "t":
            row = twist(row, number)
        else:
            for _ in range(number):
                row = melt(row) if letter == "m" else fold(row)
        row = trim(row)
    return row


def calmest(rows: list[list[int]]) -> int:
    """Position of the row that pulls least on its thread."""
    best = -1
    for i, row in enumerate(rows):
        if best < 0 or tension(row) <= tension(rows[best]):
            best = i
    return best
