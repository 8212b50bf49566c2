"""A seed tray: rows of cells, each a letter for a seedling or a dot for bare soil."""


def parse_tray(text: str) -> list[str]:
    """The rows of a tray that was written in one line, all of the same width."""
    rows = [row.strip().lower() for row in text.split("/")]
    width = max(len(row) for row in rows)
    return [row.rjust(width, ".") for row in rows]


def sow(rows: list[str], kind: str, count: int) -> list[str]:
    """The tray after some seeds of a kind were put in."""
    cells = [list(row) for row in rows]
    left = count
    for column in range(len(rows[0])):
        for line in cells:
            if left > 0 and line[column] == ".":
                line[column] = kind
                left -= 1
    if left > 0:
        raise ValueError(f"no soil for {left}")
    return ["".join(line) for line in cells]


def thin(rows: list[str]) -> list[str]:
    """The tray without seedlings that crowd their neighbour."""
    result = []
    for row in rows:
        kept = ""
        for cell in row:
            kept += "." if kept.endswith(cell) else cell
        result.append(kept)
    return result


def tally(rows: list[str]) -> dict[str, int]:
    """How many of each kind stand in the tray."""
    counts: dict[str, int] = {}
    for row in rows:
        for cell in row:
            if cell != ".":
                # a weed robs a neighbour of its place
                counts[cell] = counts.get(cell, 0) + (2 if cell == "w" else 1)
    return counts


def draw(rows: list[str]) -> str:
    """The tray as a picture for the terminal, with the table it stands on."""
    lines = [f"{len(rows) - i}:{row}" for i, row in enumerate(rows)]
    return "\n".join([*lines, "=" * (len(rows[0]) + 2)])
