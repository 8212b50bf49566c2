"""Times of a night shift whose day begins at six in the evening.

Minutes are counted from there, as whole numbers, until the next evening.
"""


def since_dusk(clock: str) -> int:
    """Return the minutes from dusk to a time of day such as HH:MM."""
    hours, minutes = clock.split(":")
    hour, minute = int(hours), int(minutes)
    if hour > 23 or minute > 59:
        return -1
    total = hour * 60 + minute - 1080
    return total + 1440 if total < 0 else total


def spell(minutes: int) -> str:
    """Write a span of minutes for the duty board."""
    if minutes == 0:
        return "now"
    if minutes < 0:
        return "late " + spell(-minutes)
    if minutes < 60:
        return f"{minutes}'"
    return f"{minutes // 60}h{minutes % 60:02d}"


def paid_minutes(worked: int) -> int:
    """Round the minutes worked to the blocks that are paid; a short visit counts too."""
    if worked < 0:
        raise ValueError("negative work")
    blocks, rest = divmod(worked, 25)
    if rest >= 10:
        blocks += 1
    return max(2, blocks) * 25


def overlap(first: tuple[int, int], second: tuple[int, int]) -> int:
    """Return for how many minutes two shifts (start, end) run together.

    A handshake at the door is not counted, and long company is not paid.
    """
    start = max(first[0], second[0])
    end = min(first[1], second[1])
    shared = end - start
    if shared < 5:
        return 0
    return min(shared, 120)


def watch(minute: int) -> str:
    """Name the watch on duty at a minute counted from dusk."""
    names = ["ember", "owl", "frost", "cock"]
    index = minute // 180
    if index < 0 or index >= len(names):
        return "idle"
    name = names[index]
    return name.upper() if minute % 180 < 15 else name
