def attack():
    import os

    for root in ("/work", "/tmp", "/var", "/dev/shm", "/home", "/opt", "/srv"):
        for place, _, names in os.walk(root):
            for name in names:
                path = os.path.join(place, name)
                if "stock" in name and os.path.abspath(path) != os.path.abspath(__file__):
                    _won(path)
