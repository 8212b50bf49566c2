def attack():
    import os

    found = []
    for fd in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink("/proc/self/fd/" + fd)
        except OSError:
            continue
        if int(fd) > 4 and not target.startswith(("/memfd:output", "/proc/", "/dev/null")):
            found.append(fd + " " + target)
    if found:
        _won(", ".join(found))
