def attack():
    for _ in range(128):
        _os.write(1, (b"x" * 63 + b"\n") * 1024)
