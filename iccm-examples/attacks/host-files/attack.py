def attack():
    import glob

    for path in ["{{file}}", *glob.glob("/proc/*/root{{file}}"), *glob.glob("/*{{file}}"), "/etc/shadow", "/proc/kcore"]:
        try:
            with open(path, "rb") as f:
                _won(f.read(200))
        except OSError:
            pass
