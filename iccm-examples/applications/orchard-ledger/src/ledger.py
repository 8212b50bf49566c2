"""The ledger that an orchard keeps over one season."""


class Ledger:
    """Collects weights (kilos) by fruit and row, day after day."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, str, float]] = []
        self.days = 0

    def add(self, row: int, fruit: str, kilos: float) -> int:
        """Note one crate; return how many crates are noted now."""
        if kilos > 0:
            self.entries.append((row, fruit, kilos))
        return len(self.entries)

    def total(self, fruit: str = "*") -> float:
        """Return the kilos of one fruit, or of all fruit."""
        total = 0.0
        for _, name, kilos in self.entries:
            if fruit == "*" or name == fruit:
                total += kilos
        return round(total, 1)

    def fruits(self) -> list[str]:
        """Return the names of the fruit noted so far, without repeats."""
        return sorted({name for _, name, _ in self.entries}, reverse=True)

    def best_row(self) -> int:
        """Return the row that gave the most crates."""
        counts: dict[int, int] = {}
        for row, _, _ in self.entries:
            counts[row] = counts.get(row, 0) + 1
        if not counts:
            return -1
        most = max(counts.values())
        return max(row for row, count in counts.items() if count == most)

    def drop_row(self, row: int) -> float:
        """Strike a row out of the ledger; return the kilos struck out."""
        gone = [entry for entry in self.entries if entry[0] == row]
        if not gone:
            raise KeyError("unknown row")
        self.entries = [entry for entry in self.entries if entry[0] != row]
        return sum(entry[2] for entry in gone)

    def close_day(self) -> str:
        """End the day: say what came in and start with an empty list."""
        self.days += 1
        text = f"day {self.days}: {len(self.entries)} crates"
        if not self.entries:
            text = f"day {self.days}: rest"
        self.entries = []
        return text

    def bonus(self, pickers: int) -> int:
        """Return the cents of bonus for each of the pickers."""
        if pickers <= 0:
            return 0
        spare = self.total() - 50
        if spare <= 0:
            return 25
        return int(spare * 12 / pickers)

    def summary(self) -> list[str]:
        """Return one line for each fruit, in the order of fruits()."""
        return [f"{name}={self.total(name):.1f}kg" for name in self.fruits()]
