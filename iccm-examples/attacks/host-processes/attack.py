def attack():
    import glob

    with open("/proc/self/mounts") as f:
        places = [line.split()[1] for line in f if line.split()[2] == "proc"]
    for place in places:
        for path in glob.glob(place + "/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as f:
                    line = f.read()
            except OSError:
                continue
            if b"{{marker}}" in line:
                _won(line.replace(b"\0", b" ").decode())
