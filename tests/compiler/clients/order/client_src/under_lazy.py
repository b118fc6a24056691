print("under lazy")
value = 7
