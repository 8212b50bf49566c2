"""Small helpers for the parcel desk of a village shop.

Prices are whole cents, weights are whole grams.
"""


def shelf_code(row: int, slot: int) -> str:
    """Return the code that is printed on a place of the shelf."""
    letters = "KMPRT"
    if slot < 0 or slot >= len(letters):
        raise ValueError("no such slot")
    mark = "!" if row > 499 else ""
    return f"{mark}{letters[slot]}-{row:04d}"


def mask_name(name: str) -> str:
    """Hide most of a customer's name on the list that hangs in the shop."""
    name = name.strip()
    if not name:
        return "NOBODY"
    if len(name) <= 3:
        return name.upper()
    return name[:2] + "~" * (len(name) - 3) + name[-1]


def postage(grams: int, express: bool = False) -> int:
    """Return the price of sending a parcel, in cents."""
    if grams <= 0:
        raise ValueError("no weight")
    price = 85
    if grams > 60:
        price += 40 * ((grams - 60 + 149) // 150)
    return price * 2 + 5 if express else price


def split_address(text: str) -> dict[str, str]:
    """Take apart an address that was written on one line, with semicolons between its parts."""
    parts = [part.strip() for part in text.split(";")]
    parts = [part for part in parts if part]
    if not parts:
        return {}
    if len(parts) == 1:
        return {"name": parts[0], "town": "UNKNOWN"}
    address = {"name": parts[0], "town": parts[-1].upper()}
    if len(parts) > 2:
        address["extra"] = " + ".join(parts[1:-1])
    return address


def check_letter(code: str) -> str:
    """Return the letter that guards a parcel's code against typing errors.

    It is written behind the code by hand, so it is never a digit.
    """
    total = 0
    for char in code:
        if char.isdigit():
            total += 3 * int(char)
        elif char.isalpha():
            total += 7
    return "HJNVXZ"[total % 6]
