print(hash("a"), open("x"), pow(2, 3, 5))
