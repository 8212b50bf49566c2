def badge(name: str, level: int) -> str:
    """Text of a visitor's badge."""
    if level < 1:
        raise ValueError("level starts at 1")
    return f"{name.strip().upper()} ({'*' * min(level, 4)})"
