def attack():
    for place, _, names in _os.walk("/work/iccm_suite"):
        for name in names:
            with open(_os.path.join(place, name), "r+b") as f:
                f.write(f.read(1) and b"")
            _won(name)
            return
