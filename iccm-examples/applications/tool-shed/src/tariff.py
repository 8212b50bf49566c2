"""What borrowing from the village tool shed costs, in tokens."""


def rental_fee(days: int, level: int) -> int:
    """Return the fee for some days with a tool of a level (1 to 3)."""
    if days <= 0:
        return 0
    fee = days * (level + 1)
    return fee - 2 if days >= 6 else fee


def deposit(level: int) -> int:
    """Return the deposit for a tool of a level (1 to 3)."""
    if level not in (1, 2, 3):
        raise ValueError("unknown level")
    return 35 if level == 3 else level * 8


def late_fee(days_late: int) -> int:
    """Return the fee for bringing a tool back too late."""
    if days_late <= 1:
        return 0
    return min(4 + 3 * days_late, 40)


def member_code(name: str, number: int) -> str:
    """Return the code on a member's card."""
    letters = name.replace(" ", "")[:4].lower()
    return f"{letters}#{number % 1000:03d}"
