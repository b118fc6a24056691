from math import *

from client_src.helpers import *
from client_src.pkg import *

print(exported, listed(), sqrt(16), pow(2, 3), half)
try:
    hidden
except NameError as e:
    print(e)
try:
    _private
except NameError as e:
    print(e)


def pow(a, b):
    return "mine"


print(pow(2, 3))
