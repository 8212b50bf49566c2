def attack():
    with open("/tmp/sparse", "wb") as f:
        f.truncate(1 << 40)
    _won("a terabyte")
