print("fails")
y = 1 / 0
