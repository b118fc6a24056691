counter = 0
items = []
def bump():
    global counter, items
    counter += 1
    items = items + [counter]
    return counter
bump()
bump()
print(counter, items)
