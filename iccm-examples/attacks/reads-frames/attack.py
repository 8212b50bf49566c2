def attack():
    frame = _sys._getframe()
    while frame:
        if frame.f_code.co_name.startswith("test_"):
            _won("%s %s" % (frame.f_code.co_name, frame.f_code.co_consts))
        frame = frame.f_back
