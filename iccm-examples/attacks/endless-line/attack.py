def attack():
    for _ in range(1024):
        _os.write(1, b"x" * (1 << 20))
