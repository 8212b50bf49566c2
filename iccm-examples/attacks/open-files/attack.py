def attack():
    kept = []
    try:
        for _ in range(400):
            kept.append(open("/dev/null"))
        done = True
    except OSError:
        done = False
    for f in kept:
        f.close()
    if done:
        _won("400 files")
