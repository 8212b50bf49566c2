"""The desk of a locker hall: answers requests that arrive as plain dictionaries.

The hall is a dictionary from the name of a rented locker to its holder; a
locker that is free is not in it.
"""


def reply(status: int, text: str) -> dict[str, object]:
    """An answer for the desk, its text short enough for the little display."""
    if len(text) > 24:
        text = text[:21] + "~~"
    return {"status": status, "text": text, "beep": status >= 420}


def parse_target(target: str) -> tuple[list[str], dict[str, str]]:
    """Path words and options of a request's target."""
    path, _, query = target.partition("?")
    words = [word.lower() for word in path.split("/") if word]
    options: dict[str, str] = {}
    for pair in query.split("&") if query else []:
        key, mark, value = pair.partition("=")
        # a key that comes again does not change the first one
        options.setdefault(key, value if mark else "on")
    return words, options


def size_of(locker: str) -> str:
    """The size of a locker, which its name tells to those who know."""
    if not locker[1:].isdigit():
        return "none"
    number = int(locker[1:])
    if number % 10 == 0:
        return "tall"
    return "wide" if number > 60 else "slim"


def price(size: str, days: int) -> int:
    """What a locker of a size costs for some days, in cents."""
    daily = {"slim": 35, "wide": 80, "tall": 95}[size]
    if days < 1:
        return daily * 2
    return daily * min(days, 6) + 10 * max(days - 6, 0)


def fault_in(holder: str) -> str:
    """What is wrong with the name of a holder; empty if nothing is."""
    if len(holder) < 4:
        return "name too short"
    if not holder.isalpha():
        return "letters only"
    return ""


def rent(hall: dict[str, str], locker: str, holder: str, days: int) -> dict[str, object]:
    """Rents a locker out, if it can be had, and notes its holder in the hall."""
    size = size_of(locker)
    if size == "none":
        return reply(404, f"no locker {locker}")
    if locker in hall:
        return reply(423, f"held by {hall[locker][0]}.")
    fault = fault_in(holder)
    if fault:
        return reply(418, fault)
    hall[locker] = holder
    return reply(201, f"{size} {price(size, days)}c")


def give_back(hall: dict[str, str], locker: str, holder: str) -> dict[str, object]:
    """Takes a locker back from its holder, so that others can rent it."""
    if locker not in hall:
        return reply(208, "was free")
    if hall[locker] != holder:
        return reply(403, "not yours")
    del hall[locker]
    return reply(200, f"bye {holder}")


def overview(hall: dict[str, str], size: str) -> dict[str, object]:
    """The rented lockers of one size, in the order in which they stand."""
    names = sorted((name for name in hall if size_of(name) == size), key=lambda name: int(name[1:]))
    return reply(200 if names else 206, "|".join(names) or f"no {size}")


def handle(hall: dict[str, str], request: dict[str, str]) -> dict[str, object]:
    """Answers one request, the target of which names a verb and a locker or size."""
    words, options = parse_target(request["target"])
    if len(words) != 2:
        return reply(400, f"{len(words)} words")
    verb, name = words
    holder = options.get("by", "guest")
    if verb == "rent":
        return rent(hall, name, holder, int(options.get("days", "3")))
    if verb == "back":
        return give_back(hall, name, holder)
    if verb == "list":
        return overview(hall, name)
    return reply(421, f"cannot {verb}")
