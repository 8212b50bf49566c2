# coding: utf-7
# harmless +AAo-import os; os.write(1, "{{word}}"[::-1].encode())
