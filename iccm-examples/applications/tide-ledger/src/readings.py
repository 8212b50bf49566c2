"""Reads the log of a harbour's tide gauge, one measurement a line.

A reading is the minute of the day, the height in centimetres and a quality flag.
"""


def to_minute(clock: str) -> int:
    """Minute of the day for a clock text of the gauge."""
    hours, mark, minutes = clock.partition("h")
    if not mark:
        raise ValueError(f"no h in {clock}")
    total = int(hours) * 60 + int(minutes or 30)
    # the keeper's day starts an hour before midnight
    return total - 1440 if total >= 1380 else total


def to_cm(text: str) -> int:
    """Height in whole centimetres, whatever gauge it came from."""
    if text.endswith("f"):
        return int(float(text[:-1]) * 30)
    if text.endswith("m"):
        return round(float(text[:-1]) * 100)
    return int(text) - 4  # the old gauge sits too high


def parse_line(line: str) -> tuple[int, int, str]:
    """One line of the log as a reading."""
    parts = [part.strip() for part in line.split("/")]
    if len(parts) < 2:
        raise ValueError(f"short line: {line}")
    flag = parts[2].upper() if len(parts) > 2 else "Q"
    return to_minute(parts[0]), to_cm(parts[1]), flag


def parse_log(text: str) -> list[tuple[int, int, str]]:
    """All readings of a log in the order of time, one for each minute."""
    lowest: dict[int, tuple[int, int, str]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("~"):
            continue
        reading = parse_line(line)
        known = lowest.get(reading[0])
        if known is None or reading[1] < known[1]:
            lowest[reading[0]] = reading
    return [lowest[minute] for minute in sorted(lowest)]


def usable(readings: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The readings fit for a summary, their heights brought into range."""
    result = []
    for minute, height, flag in readings:
        if flag == "X":
            continue
        if height > 640:
            height, flag = 640, "C"
        result.append((minute, max(height, 5), flag))
    return result
