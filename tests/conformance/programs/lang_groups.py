eg = ExceptionGroup('g', [ValueError(1), TypeError('t'), ExceptionGroup('in', [KeyError('k'), ValueError(2)])])
print(repr(eg), str(eg), eg.message, eg.exceptions)
m, r = eg.split(ValueError); print(repr(m), repr(r))
print(repr(eg.subgroup(KeyError)), eg.subgroup(lambda e: isinstance(e, TypeError)), eg.subgroup(OSError))
try: raise eg
except* ValueError as e: print('V', repr(e))
except* (TypeError, KeyError) as e: print('TK', repr(e))
try:
    try: raise eg
    except* ValueError as e: print('only V')
except ExceptionGroup as e: print('rest', repr(e))
try:
    try: raise ExceptionGroup('x', [ValueError(1)])
    except* ValueError: raise KeyError('new')
except BaseException as e: print(repr(e), repr(e.__context__))
try: raise ValueError('plain')
except* ValueError as e: print(repr(e), type(e).__name__)
else: print('no')
finally: print('fin')
try: pass
except* ValueError: pass
else: print('else')
try: ExceptionGroup('a', [])
except ValueError as e: print(e)
try: ExceptionGroup('a', [1])
except ValueError as e: print(e)
try: ExceptionGroup('a', 5)
except TypeError as e: print(e)
print(repr(BaseExceptionGroup('b', [KeyboardInterrupt()])), type(BaseExceptionGroup('b', [ValueError()])).__name__)
try: ExceptionGroup('b', [KeyboardInterrupt()])
except TypeError as e: print(e)
print(issubclass(ExceptionGroup, Exception), isinstance(eg, BaseExceptionGroup))
class MyG(ExceptionGroup):
    def derive(self, excs): return MyG(self.message, excs)
print(repr(MyG('m', [ValueError(1), KeyError(2)]).split(ValueError)))
for e in eg.exceptions: print(type(e).__name__)
print(eg.derive([ValueError('z')]))
