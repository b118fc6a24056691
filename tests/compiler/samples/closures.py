def outer():
    total = 0
    def add(n):
        nonlocal total
        total += n
        return total
    fs = [lambda x, k=3: x * k, add]
    return [f(2) for f in fs], total
print(outer())
