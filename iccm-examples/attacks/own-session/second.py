def attack():
    for pid in filter(str.isdigit, _os.listdir("/proc")):
        try:
            with open("/proc/%s/comm" % pid) as f:
                if f.read().strip() == "left-behind":
                    _won("process " + pid)
        except OSError:
            pass
