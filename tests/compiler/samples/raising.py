try:
    raise ValueError
except ValueError as e:
    print('ok', str(e) == '')
e2 = KeyError('x')
try:
    raise e2
except KeyError as e:
    print(e is e2)
