def attack():
    for i in range(6000):
        open("/tmp/i%d" % i, "w").close()
    _won("6000 files")
