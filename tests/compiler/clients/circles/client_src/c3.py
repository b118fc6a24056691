from client_src.c1 import *
from client_src.c1 import f, x

print("c3", x, f())
