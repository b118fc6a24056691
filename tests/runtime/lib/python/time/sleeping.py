import time

started = time.perf_counter()
print(time.sleep(0), time.sleep(0.01))
print(time.perf_counter() - started >= 0.01)
try: time.sleep(-1)
except ValueError as e: print(e)
print(time.timezone == -time.localtime(1704067200).tm_gmtoff, len(time.tzname), time.daylight in (0, 1))
