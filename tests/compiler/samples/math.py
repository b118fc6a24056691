import math
print(math.hypot(3, 4) == 5, math.trunc(2.7), math.trunc(-2.7), math.isnan(math.nan), math.inf > 1, math.log(math.e) == 1, round(math.atan2(1, 1), 5), round(math.exp(1), 5), math.log10(1000) > 2.9, math.pow(2, 3) == 8)
