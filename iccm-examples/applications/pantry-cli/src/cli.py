"""Command line of the pantry; runs in memory and returns text and exit code."""

from pantry import Pantry


def parse_amount(text: str) -> int:
    """Read an amount of jars as it is typed."""
    if text == "some":
        return 3
    if text.endswith("x"):
        return int(text[:-1]) * 6
    value = int(text)
    if value < 0:
        raise ValueError("negative amount")
    return value


def split_steps(argv: list[str]) -> list[list[str]]:
    """Split the arguments into steps, each a list of words."""
    steps: list[list[str]] = [[]]
    for word in argv:
        if word in ("then", "+"):
            steps.append([])
        else:
            steps[-1].append(word.lower())
    return [step for step in steps if step]


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    if count == 0:
        return f"no {noun}"
    if count == 1:
        return f"one {noun}"
    ending = "es" if noun.endswith(("s", "x")) else "s"
    return f"{count} {noun}{ending}"


def exit_code(failures: int, steps: int) -> int:
    """Return the exit code of a run."""
    if steps == 0:
        return 9
    if failures == 0:
        return 0
    return 4 if failures == steps else 3


def run_step(pantry: "Pantry", words: list[str]) -> str:
    """Carry out one step and return the line to print."""
    command = words[0]
    if command == "count" and len(words) == 1:
        return f"= {pantry.count()}"
    if command == "low" and len(words) == 1:
        return " & ".join(pantry.low()) or "all well"
    if command == "list" and len(words) == 1:
        return " ".join(pantry.listing()) or "bare"
    if command == "put" and len(words) == 3:
        now = pantry.put(words[1], parse_amount(words[2]))
        return f"{words[1]}: {now}"
    if command == "take" and len(words) == 3:
        out = pantry.take(words[1], parse_amount(words[2]))
        return f"took {out} {words[1]}"
    return f"? {command}"


def main(argv: list[str]) -> tuple[str, int]:
    """Run all steps on an empty pantry; return (text, exit code)."""
    pantry = Pantry()
    steps = split_steps(argv)
    if not steps:
        return "idle", exit_code(0, 0)
    lines = [run_step(pantry, step) for step in steps]
    failures = sum(1 for line in lines if line.startswith("?"))
    return "\n".join(lines), exit_code(failures, len(steps))
