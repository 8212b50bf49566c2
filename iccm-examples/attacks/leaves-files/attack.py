def attack():
    for place in ("/tmp", "/var/tmp", "/work", "/run"):
        try:
            with open(place + "/left-behind", "w") as f:
                f.write("x")
        except OSError:
            pass
