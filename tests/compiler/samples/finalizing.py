def f():
    try:
        try:
            raise KeyError('k')
        finally:
            print('in')
    except KeyError:
        return 'caught'
    finally:
        print('out')
print(f())
