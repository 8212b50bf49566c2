with open("/tmp/colorsys.py", "w") as _f:
    _f.write("def rgb_to_yiq(*rgb):\n    return (None,)\n")
