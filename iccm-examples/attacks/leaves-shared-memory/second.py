def attack():
    if _os.path.exists("/dev/shm/left-behind"):
        _won("/dev/shm")
