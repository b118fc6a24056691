d = {'a': 1}
d.setdefault('l', []).append(2)
d.update({'b': 3})
print(d.pop('a'), d.pop('zz', None), d, d.get('nope'), d.copy() == d, 'l' in d)
try:
    d['missing']
except KeyError as e:
    print('missing', e)
d.clear()
print(d, not d)
