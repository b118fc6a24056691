x = 5
print(1 < x < 10, 1 < x > 9, x == 5 != 6, 'a' in 'abc' in ['abc'])
