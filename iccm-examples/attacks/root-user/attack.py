def attack():
    import os

    for action in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.seteuid(0)):
        try:
            action()
        except OSError:
            pass
    if 0 in os.getresuid():
        _won("user 0")
