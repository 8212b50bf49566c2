def attack():
    import os, socket

    target = "/tmp/target"
    open(target, "w").close()
    for make in (
        lambda: os.symlink("/work/src", "/tmp/left-link"),
        lambda: os.link(target, "/tmp/left-hard"),
        lambda: os.mkfifo("/tmp/left-pipe"),
        lambda: socket.socket(socket.AF_UNIX).bind("/tmp/left-socket"),
        lambda: os.mknod("/tmp/left-device", 0o20666, os.makedev(1, 1)),
    ):
        try:
            make()
        except OSError:
            pass
