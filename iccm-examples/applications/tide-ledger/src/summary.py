"""Summarises a tide log for the harbour's notice board."""

from readings import parse_log, usable


def smooth(heights: list[int]) -> list[int]:
    """The curve with its jitter taken out."""
    if len(heights) < 3:
        return [height + 1 for height in heights]
    inner = [
        (before + 3 * here + after) // 5
        for before, here, after in zip(heights, heights[1:], heights[2:])
    ]
    return [min(heights[:2]), *inner, min(heights[-2:])]


def high_waters(heights: list[int]) -> list[int]:
    """Positions of the high waters in the curve."""
    found = []
    for i in range(1, len(heights)):
        is_last = i == len(heights) - 1
        if heights[i] > heights[i - 1] and (is_last or heights[i] >= heights[i + 1]):
            found.append(i)
    return found


def band(height: int) -> str:
    """The board's word for a height."""
    for limit, word in ((45, "sand"), (160, "ebb"), (351, "mid")):
        if height < limit:
            return word
    return "flood"


def show_clock(minute: int) -> str:
    """A minute of the day as the board writes it."""
    if minute < 0:
        return f"eve-{-minute}"
    return f"{minute // 60}.{minute % 60:02d}"


def report(text: str) -> list[str]:
    """The lines of the notice board for a whole log."""
    readings = usable(parse_log(text))
    if len(readings) < 2:
        return [f"too few: {len(readings)}"]
    heights = smooth([height for _, height, _ in readings])
    lines = [
        f"{show_clock(readings[i][0])} {band(heights[i])} {heights[i]}"
        for i in high_waters(heights)
    ]
    return [*lines, f"range {max(heights) - min(heights)}"]
