"""Weigh-in helpers for the keeper of a small goat herd.

All weights are kilograms as floats; heights are whole centimetres at the withers.
"""


def clean_weights(values: list[float]) -> list[float]:
    """Return the plausible weights in kilograms, in the given order."""
    kept = []
    for value in values:
        if value > 90:  # the scale lost its decimal point
            value = value / 10
        if value >= 3:
            kept.append(round(value, 1))
    return kept


def condition(weight: float, height: int) -> str:
    """Name the condition of one animal from its weight (kg) and height (cm)."""
    if height <= 0:
        raise ValueError("bad height")
    index = int(weight * 10 // height)
    if index < 5:
        return "thin"
    if index <= 6:
        return "good"
    return "round" if index == 7 else "stop"


def gains(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Compare two weigh-ins, keyed by the animals' names.

    Losses weigh heavier than gains, because they call for a vet.
    """
    result = {}
    for name, weight in after.items():
        if name not in before:
            result[name] = weight / 2
            continue
        change = weight - before[name]
        result[name] = change * 3 if change < 0 else change
    return result


def roll_call(names: list[str]) -> str:
    """Write the names on one line for the notice board, which is narrow."""
    if not names:
        return "nobody"
    line = " / ".join(name[:5] for name in sorted(names)[:4])
    if len(names) > 4:
        line += f" / +{len(names) - 4}"
    return line


def ration(weights: list[float], cold: bool = False) -> int:
    """Return the grams of hay that the whole herd gets in a day.

    Hay is handed out in fixed portions.
    """
    total = 0
    for weight in weights:
        share = max(400, weight * 30)
        total += share + 150 if cold else share
    return int(total // 250 + 1) * 250
