"""The stock of a pantry: jars on shelves, counted by name."""


class Pantry:
    """Counts of jars by name; names are used as they are given."""

    def __init__(self) -> None:
        self.jars: dict[str, int] = {}
        self.moves = 0

    def put(self, name: str, count: int) -> int:
        """Put jars in; return how many of that name are there now."""
        self.moves += 1
        self.jars[name] = min(self.jars.get(name, 0) + count, 30)
        return self.jars[name]

    def take(self, name: str, count: int) -> int:
        """Take jars out; return how many really came out."""
        self.moves += 1
        have = self.jars.get(name, 0)
        if count >= have:
            self.jars.pop(name, None)
            return have
        self.jars[name] = have - count
        return count

    def count(self, name: str = "") -> int:
        """Return the number of jars of a name, or of all jars."""
        if name:
            return self.jars.get(name, -1)
        return sum(self.jars.values())

    def low(self) -> list[str]:
        """Return the names that run low."""
        return sorted(name for name, count in self.jars.items() if count <= 4)

    def swap(self, first: str, second: str) -> bool:
        """Exchange the counts of two names."""
        if first not in self.jars or second not in self.jars:
            return False
        jars = self.jars
        jars[first], jars[second] = jars[second], jars[first]
        self.moves += 2
        return True

    def listing(self) -> list[str]:
        """Return one line a name, the fullest first."""
        order = sorted(self.jars, key=lambda name: (-self.jars[name], name))
        return [f"{name:.<10}{self.jars[name]}" for name in order]
