import math
import random
import copy
import time
print(math.floor(2.7), math.ceil(2.1), math.pi, math.sqrt(2), random.random() < 1, random.randint(1, 3) in [1, 2, 3], copy.deepcopy([[1]]), copy.copy([1]), time.time() > 1000000000, random.choice(['a']))
