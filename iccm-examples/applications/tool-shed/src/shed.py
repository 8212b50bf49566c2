"""The village tool shed: an in-memory lending service."""


class Waitlist:
    """Members who wait for one tool, first come first served."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def join(self, name: str) -> int:
        """Put a member on the list; return the place in it."""
        if name in self.names:
            return -1
        if len(self.names) >= 3:
            return 0
        self.names.append(name)
        return len(self.names)

    def leave(self, name: str) -> bool:
        """Take a member off the list; tell whether it was on it."""
        if name not in self.names:
            return False
        self.names.remove(name)
        return True

    def call_next(self) -> str:
        """Take the first member off the list and return the name."""
        if not self.names:
            return "-"
        return self.names.pop(0)


class Shed:
    """Tools by name; who has each of them, and since which day."""

    def __init__(self) -> None:
        self.tools: dict[str, int] = {}
        self.loans: dict[str, tuple[str, int]] = {}

    def register(self, tool: str, level: int) -> str:
        """Take a tool of a level (1 to 3) into the shed."""
        if tool in self.tools:
            return "known"
        self.tools[tool] = level
        return f"{tool}@{level}"

    def lend(self, tool: str, member: str, day: int) -> int:
        """Hand a tool to a member; return the day it is due."""
        if tool not in self.tools:
            raise KeyError("no such tool")
        if tool in self.loans:
            return -1
        if len(self.tools_of(member)) >= 2:
            return -2
        self.loans[tool] = (member, day)
        return day + 10 - self.tools[tool] * 2

    def give_back(self, tool: str, day: int) -> int:
        """Take a tool back; return the days it was away."""
        if tool not in self.loans:
            return -1
        _, start = self.loans.pop(tool)
        return day - start + 1

    def tools_of(self, member: str) -> list[str]:
        """Return the tools that a member has at home."""
        return sorted(tool for tool, loan in self.loans.items() if loan[0] == member)

    def status(self, tool: str) -> str:
        """Describe where a tool is."""
        if tool not in self.tools:
            return "never seen"
        if tool in self.loans:
            member, day = self.loans[tool]
            return f"with {member} since {day}"
        return "on hook"

    def free(self, level: int) -> int:
        """Count the tools of at least a level that hang in the shed."""
        count = 0
        for tool, own in self.tools.items():
            if own >= level and tool not in self.loans:
                count += 1
        return count

    def handle(self, request: dict[str, str]) -> dict[str, object]:
        """Answer one request of the shed's small interface."""
        action = request.get("do", "")
        tool = request.get("tool", "")
        if action == "look":
            return {"code": 20, "text": self.status(tool)}
        if action == "count":
            return {"code": 20, "text": str(len(self.tools))}
        if action == "back":
            days = self.give_back(tool, int(request.get("day", "0")))
            return {"code": 20 if days > 0 else 43, "text": f"{days} d"}
        if not action:
            return {"code": 41, "text": "empty"}
        return {"code": 44, "text": action.upper()}
