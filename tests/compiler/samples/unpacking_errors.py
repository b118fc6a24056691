try:
    a, b = [1, 2, 3]
except ValueError as e:
    print(e)
try:
    a, b = 'x'
except ValueError as e:
    print(e)
