total = 0.0
count = 1
items = [1.0, 2.0]
def bump():
    global total, count
    total += 1
    count = "n"
def spoil():
    items.append("x")
    items[0] = None
print(total, count)
bump()
print(total, count, total / 2)
spoil()
print(items, items[1] * 2)
