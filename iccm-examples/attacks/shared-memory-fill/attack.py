def attack():
    with open("/dev/shm/fill", "wb") as f:
        for _ in range(5):
            f.write(b"x" * (1 << 20))
            f.flush()
    _won("5 MiB")
