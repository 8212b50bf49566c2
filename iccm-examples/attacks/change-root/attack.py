def attack():
    _os.chroot("/tmp")
    _won("chroot")
