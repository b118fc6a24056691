def first(x):
    return x[0]
def item(x, k):
    return x[k]
for f in [lambda: 'a' + 1, lambda: [1] + (2,), lambda: None + 1, lambda: len(5), lambda: first(None), lambda: item([1], 'a'), lambda: 1 < 'a', lambda: int('z'), lambda: [].pop(), lambda: {}['k'], lambda: 'abc'[9]]:
    try:
        f()
        print('no error')
    except TypeError:
        print('T')
    except ValueError:
        print('V')
    except IndexError:
        print('I')
    except LookupError:
        print('L')
