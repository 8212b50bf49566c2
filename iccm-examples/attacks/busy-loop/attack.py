def attack():
    import time

    end = time.monotonic() + 3 * {{seconds}}
    while time.monotonic() < end:
        pass
    _won("three times its time")
