import os

os.write(1, ("\n" + "{{word}}"[::-1] + "\n").encode())
