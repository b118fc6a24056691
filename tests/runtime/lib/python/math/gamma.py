# The last digit counts: gamma and lgamma over a broad grid.
import math

points = [n / 8 for n in range(-80, 241)] + [n * 0.37 + 0.011 for n in range(-30, 80)]
points += [10.0**n for n in range(-20, 3)] + [-(10.0**n) for n in range(-20, 1)] + [27.2, 26.6, 5.9, 0.84375, 1.25, 6.0, 28.0, 150.5, 170.6, 171.6]
for name in ("gamma", "lgamma"):
    f = getattr(math, name)
    for x in points:
        try:
            print(name, x, repr(f(x)))
        except (ValueError, OverflowError) as e:
            print(name, x, type(e).__name__, e)
