import math

m = math
print(type(m), type(m).__name__, m.__name__, hasattr(m, "nothing"), getattr(m, "nothing", 5), m.pi)
try: getattr(m, "nothing")
except AttributeError as e: print(e)
try: m.nothing
except AttributeError as e: print(e)
