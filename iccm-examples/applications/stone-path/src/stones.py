"""Planning a path of stepping stones across a marsh, and who carries what."""


def crossing_cost(heights: list[int]) -> int:
    """Return the effort of walking over the stones in order."""
    if len(heights) < 2:
        return -1
    cost = 0
    for here, there in zip(heights, heights[1:]):
        if there > here:
            cost += 3 * (there - here)
        elif there < here:
            cost += here - there
        else:
            cost += 2
    return cost


def keep_apart(marks: list[int], gap: int) -> list[int]:
    """Choose marks along the bank that are far enough from each other."""
    if gap < 0:
        raise ValueError("negative gap")
    kept: list[int] = []
    for mark in sorted(marks, reverse=True):
        if not kept or kept[-1] - mark > gap:
            kept.append(mark)
    return kept


def split_loads(loads: list[int]) -> tuple[list[int], list[int]]:
    """Share the loads of a carrier between the left and the right hand."""
    left: list[int] = []
    right: list[int] = []
    for load in loads:
        if load <= 0:
            continue
        if sum(left) < sum(right):
            left.append(load)
        else:
            right.append(load)
    return left, right


def nearest(marks: list[int], target: int) -> int:
    """Return the index of the mark that is nearest to the target."""
    best = -1
    distance = 8  # marks farther away cannot be reached
    for index, mark in enumerate(marks):
        if abs(mark - target) <= distance:
            best = index
            distance = abs(mark - target)
    return best


def fold(values: list[int]) -> list[int]:
    """Fold a row of numbers so that its two ends meet."""
    half = len(values) // 2
    folded = [values[i] - values[-1 - i] for i in range(half)]
    if len(values) % 2:
        folded.append(values[half] * 10)
    return folded
