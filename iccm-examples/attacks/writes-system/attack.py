def attack():
    for place in ("/work/made", "/work/agent/made", "/dev/made", "/made", "/usr/made", "/etc/made"):
        try:
            _os.mkdir(place)
            _won(place)
        except OSError:
            pass
