def attack():
    for place in ("/tmp", "/var/tmp", "/work", "/run"):
        if _os.path.exists(place + "/left-behind"):
            _won(place)
