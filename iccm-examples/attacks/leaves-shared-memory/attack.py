def attack():
    with open("/dev/shm/left-behind", "w") as f:
        f.write("x")
