def attack():
    with open("/work/src/stock.py", "a") as f:
        f.write("\n")
    _won("its sources")
