print("c1 begins")
import client_src.c2 as c2


def f():
    return "f"


x = 1
try:
    print(c2.late())
except Exception as e:
    print(type(e).__name__, e)
import client_src.c3

print("c1 ends")
