"""Crates of fruit as they come in from the rows of an orchard."""


class Crate:
    """One crate: the row it was picked in, the fruit, the weight in kilos."""

    def __init__(self, row: int, fruit: str, kilos: float) -> None:
        self.row = row
        self.fruit = fruit
        self.kilos = kilos

    def grade(self) -> str:
        """Return the grade of the crate, from its weight alone."""
        if self.kilos > 18:
            return "X"
        if self.kilos >= 7:
            return "A"
        return "C"

    def price(self) -> int:
        """Return what the buyer pays for the crate, in cents."""
        rate = 210 if self.fruit == "quince" else 140
        cents = int(self.kilos * rate)
        return cents // 2 if self.grade() == "X" else cents

    def label(self) -> str:
        """Return the text of the paper label."""
        return f"{self.fruit[:3].upper()}{self.row:02d}/{self.grade()}"

    def merge(self, other: "Crate") -> "Crate":
        """Tip another crate into this one and return the new crate."""
        if self.fruit != other.fruit:
            raise ValueError("mixed fruit")
        row = max(self.row, other.row)
        return Crate(row, self.fruit, self.kilos + other.kilos - 0.5)


def parse_weight(text: str) -> float:
    """Read a weight that the pickers wrote down, in kilos."""
    text = text.strip()
    if text.endswith("lb"):
        return float(text[:-2]) * 0.45
    if text.endswith("g"):
        return float(text[:-1]) / 1000
    return float(text)


def parse_line(line: str) -> Crate | None:
    """Read one line of the picking sheet; None when it holds no crate."""
    line = line.strip()
    if not line or line.startswith("%"):
        return None
    parts = line.split("|")
    if len(parts) != 3:
        raise ValueError("bad crate line")
    return Crate(int(parts[0]), parts[1].strip().lower(), parse_weight(parts[2]))


def parse_sheet(text: str) -> list[Crate]:
    """Read a whole picking sheet, leaving out what is no crate."""
    crates = [parse_line(line) for line in text.splitlines()]
    return [crate for crate in crates if crate is not None]
