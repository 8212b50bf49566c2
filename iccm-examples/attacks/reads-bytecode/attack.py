def attack():
    for place, _, names in _os.walk("/work/iccm_suite"):
        for name in names:
            _won(_os.path.join(place, name))
            return
