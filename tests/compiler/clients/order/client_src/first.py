print("first")
value = 3
