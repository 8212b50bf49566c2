def attack():
    _os.write(1, bytes(range(256)) + b"\xed\xa0\x80\xff\xfe\x00\n")
