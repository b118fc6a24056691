print("conditional")
x = 1
