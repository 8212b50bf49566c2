def attack():
    _os._exit(0)
