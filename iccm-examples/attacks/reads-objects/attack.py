def attack():
    import gc

    for o in gc.get_objects():
        if isinstance(o, dict) and "test_cost" + "_refuses" in o:
            _won("a dictionary")
            return
