import operator, copy, types, warnings, numbers, weakref
from operator import itemgetter, attrgetter, methodcaller, add, mul, not_, truth, contains
with warnings.catch_warnings(record=True) as rec:
    warnings.simplefilter('always'); warnings.warn('careful'); warnings.warn('dep', DeprecationWarning); print(len(rec), rec[0].message, rec[0].category.__name__, rec[1].category is DeprecationWarning, str(rec[0].message))
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try: warnings.warn('err')
    except UserWarning as e: print('raised', e)
with warnings.catch_warnings():
    warnings.simplefilter('ignore'); warnings.warn('nothing')
