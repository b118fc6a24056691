print('a', 1, None, True, [1, 'b', None, (2,)], {'k': [1.5]}, (), set(), sep='|')
print('x', end='')
print('y', end='\n')
print()
