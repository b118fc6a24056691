print(f"{1234567.891:,.2f}|{3.14159:8.3f}|{3.1:<8}|{3.1:+}|{3:05d}|{0.256:.1%}|{255:#x}|{255:b}|{-5:05}|{7:^5}|{7:*>4}")
print(f"{2.5:.0f} {3.5:.0f} {0.125:.2f} {2.675:.2f} {1.005:.2f} {1e10:.2f} {12345.678:.3g} {0.00001234:.2g} {1e-7:.1e}")
print(f"{'abc':>6}|{'abc':<6}|{'abc':^7}|{'abcdef':.3}|{'x':-^5}|{True:d}|{1_000_000:_}")
print(format(3.14159, ".2f"), format("a", ">3"), format(5), "{:>5.1f}|{:<4}|{}".format(2.25, "a", None))
width, places = 9, 2
print(f"{3.14159:>{width}.{places}f}")
for bad in [lambda: f"{'a':d}", lambda: f"{1.5:d}", lambda: f"{'a':,.2f}"]:
    try:
        print(bad())
    except ValueError:
        print("ValueError")


class Money:
    def __init__(self, amount):
        self.amount = amount

    def __format__(self, spec):
        return f"${self.amount:{spec or '.2f'}}"


print(f"{Money(3)} {Money(3.14159):.3f}")
