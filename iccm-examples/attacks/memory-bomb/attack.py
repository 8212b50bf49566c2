def attack():
    kept = [bytearray(8 << 20) for _ in range(40)]
    _won("%d times 8 MiB" % len(kept))
