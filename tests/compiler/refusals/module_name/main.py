import math
from random import shuffle

print(math.gcd(4, 6), shuffle)
