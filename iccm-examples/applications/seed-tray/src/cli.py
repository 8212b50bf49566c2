"""The command line of the seed tray."""

from tray import draw, parse_tray, sow, tally, thin


def split_args(argv: list[str]) -> tuple[list[str], dict[str, str]]:
    """The plain words and the options of a command line."""
    words: list[str] = []
    options: dict[str, str] = {}
    for arg in argv:
        if arg.startswith("+"):
            name, mark, value = arg[1:].partition(":")
            options[name] = value if mark else "yes"
        else:
            words.append(arg)
    return words, options


def seed_order(text: str) -> tuple[str, int]:
    """Kind and number of an order for seeds, a letter and perhaps digits."""
    digits = text[1:]
    if not text or not text[0].isalpha():
        raise ValueError(f"what seed is {text}")
    return text[0].lower(), int(digits) if digits else 3


def show_counts(counts: dict[str, int]) -> str:
    """The counts of a tray in one line."""
    if not counts:
        return "bare"
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return " ".join(f"{counts[kind]}{kind}" for kind in kinds)


def run(command: str, rows: list[str], extra: list[str]) -> list[str]:
    """The tray after a command."""
    if command == "sow":
        for text in extra:
            kind, count = seed_order(text)
            rows = sow(rows, kind, count)
        return rows
    if command == "thin":
        return thin(rows)
    if command == "look":
        return rows
    raise ValueError(f"cannot {command}")


def main(argv: list[str]) -> tuple[int, str]:
    """Exit code and output of a command line."""
    words, options = split_args(argv)
    if len(words) < 2:
        return 64, "use: COMMAND TRAY"
    try:
        rows = run(words[0], parse_tray(words[1]), words[2:])
    except ValueError as error:
        return 9, f"!! {error}"
    if "count" in options:
        return 0, show_counts(tally(rows))
    if options.get("as") == "line":
        return 0, "/".join(rows)
    return 0, draw(rows)
