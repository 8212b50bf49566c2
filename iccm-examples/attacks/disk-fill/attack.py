def attack():
    written = 0
    for i in range(24):
        with open("/tmp/fill%d" % i, "wb") as f:
            written += f.write(b"x" * (1 << 20))
    _won("%d bytes" % written)
