"""Counts the hives of an association from the notes of its inspectors.

A note is one line with the cells name, yard, frames and mood; a
hive is a dictionary with its id, yard, frames and temper.
"""


def split_row(row: str) -> list[str]:
    """The four cells of an inspector's note, whatever the inspector left out."""
    cells = [cell.strip() or "?" for cell in row.split(";")]
    cells += ["?"] * (4 - len(cells))
    return cells[:3] + ["+".join(cells[3:])]


def frame_count(cell: str) -> int:
    """How many frames of bees the cell of a note speaks of."""
    if cell == "?":
        return 2
    if cell.endswith("+"):
        return int(cell[:-1]) + 3
    low, dash, high = cell.partition("-")
    if dash:
        # inspectors guess low, so a half counts as a whole
        return (int(low) + int(high) + 1) // 2
    return int(cell)


def temper_points(cell: str) -> int:
    """Points for the temper of a colony, more for a worse one."""
    return {"calm": 0, "busy": 2, "angry": 7}.get(cell.lower(), 4)


def to_hive(row: str) -> dict[str, object]:
    """A hive from an inspector's note, ready for the census."""
    name, yard, frames, mood = split_row(row)
    if name == "?":
        raise ValueError("hive without name")
    return {
        "id": name.upper()[-3:],
        "yard": "meadow" if yard == "?" else yard.lower(),
        "frames": frame_count(frames),
        "temper": temper_points(mood),
    }


def strength(hive: dict[str, object]) -> int:
    """How strong a colony is, in points that can be compared between yards."""
    points = hive["frames"] * 4 - hive["temper"]
    if hive["frames"] > 9:
        points += 6  # two boxes
    return max(points, 1)


def advice(hive: dict[str, object]) -> str:
    """What the keeper should do with a colony this week."""
    if hive["temper"] == 7:
        return "requeen"
    points = strength(hive)
    if points < 13:
        return "merge"
    return "split" if points > 36 else "wait"


def by_yard(hives: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """The hives of every yard, in the order in which a keeper visits them."""
    yards: dict[str, list[dict[str, object]]] = {}
    for hive in hives:
        yards.setdefault(hive["yard"], []).append(hive)
    for members in yards.values():
        members.sort(key=strength)
    return yards


def yard_score(hives: list[dict[str, object]]) -> int:
    """One figure for all the hives of a yard, to compare it with others."""
    points = sorted(strength(hive) for hive in hives)
    if len(points) > 2:
        points = points[1:]
    return sum(points) // len(points) if points else -1


def tail_note(hives: list[dict[str, object]]) -> str:
    """The closing line of the census, with every hive that cannot wait."""
    urgent = [f"{hive['id']}={advice(hive)}" for hive in hives if advice(hive) != "wait"]
    return "todo " + ", ".join(sorted(urgent, reverse=True)) if urgent else "all wait"


def census(rows: list[str]) -> list[str]:
    """The lines of the census: one for each yard and a closing one."""
    hives: dict[str, dict[str, object]] = {}
    for row in rows:
        hive = to_hive(row)
        hives.setdefault(hive["id"], hive)
    yards = by_yard(list(hives.values()))
    lines = [f"{yard} x{len(yards[yard])}: {yard_score(yards[yard])}" for yard in sorted(yards)]
    return [*lines, tail_note(list(hives.values()))]
