def attack():
    left = [name for name in _os.listdir("/tmp") if name.startswith("left-")]
    if left:
        _won(" ".join(left))
