import sys
def f(x):
    try:
        if x == 0: return 'try'
        if x == 1: raise ValueError('v')
        if x == 2: raise KeyError('k')
    except ValueError as e:
        return f'exc {e}'
    else:
        return 'else'
    finally:
        print('fin', x)
for i in range(4):
    try: print(f(i))
    except KeyError as e: print('outer', repr(e))
def g():
    try: return 1
    finally: return 2
print(g())
def h():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print('body', i)
        finally: print('f', i)
    else: print('noelse')
    return i
print(h())
def sw():
    while True:
        try: raise ValueError
        finally: break
    return 'swallowed'
print(sw())
try:
    try: 1 / 0
    finally: print('inner fin')
except ZeroDivisionError as e: print(e)
try:
    try: raise ValueError('a')
    except ValueError as e:
        raise KeyError('b') from e
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try: raise ValueError('a')
    except ValueError: raise KeyError('b') from None
except KeyError as e: print(e.__cause__, repr(e.__context__), e.__suppress_context__)
try:
    try: raise ValueError('a')
    finally: raise KeyError('b')
except KeyError as e: print(repr(e.__context__))
def reraise():
    try: raise ValueError('x')
    except ValueError:
        try: raise TypeError('y')
        except TypeError: pass
        raise
try: reraise()
except Exception as e: print(repr(e), e.__context__)
class AppError(Exception):
    code = 1
    def __init__(self, msg, code=None):
        super().__init__(msg); self.code = code or self.code
    def __str__(self): return f'[{self.code}] {self.args[0]}'
class Sub(AppError): code = 2
try: raise Sub('m')
except AppError as e: print(e, repr(e), e.code, isinstance(e, Sub), type(e).__mro__[1].__name__)
class E2(Exception):
    def __init__(self, a, b): self.a, self.b = a, b
try: raise E2(1, b=2)
except E2 as e: print(e, repr(e), e.args, e.a)
class E3(ValueError): pass
try: raise E3
except (KeyError, ValueError) as e: print(repr(e), str(e) == '', e.args)
e = ValueError('x'); e.add_note('n1'); e.add_note('n2'); print(e.__notes__)
try: e.add_note(5)
except TypeError as x: print(x)
try: raise e
except ValueError as q: print(q is e, q.__traceback__ is not None)
try: q
except NameError as x: print(x)
def nested():
    try:
        try: raise KeyError('1')
        except ValueError: print('no')
        else: print('no')
        finally: print('f1')
    except LookupError as e: print('lookup', e)
nested()
print(sys.exc_info()[0])
try: raise ValueError('q')
except ValueError: print(sys.exc_info()[0].__name__, sys.exc_info()[1])
try: raise ValueError('a') from TypeError('b')
except ValueError as e: print(repr(e.__cause__))
try: raise ValueError('a') from TypeError
except ValueError as e: print(repr(e.__cause__))
print(issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(FileNotFoundError, OSError), issubclass(UnicodeDecodeError, ValueError), issubclass(RecursionError, RuntimeError), issubclass(ModuleNotFoundError, ImportError), issubclass(StopIteration, Exception), issubclass(GeneratorExit, Exception), issubclass(TimeoutError, OSError), issubclass(NotImplementedError, RuntimeError), issubclass(UnboundLocalError, NameError), issubclass(IndentationError, SyntaxError), issubclass(UserWarning, Warning))
x = ValueError('a'); print(x == ValueError('a'), x == x, [x], str(KeyError('k')), str(KeyError()), str(KeyError(1, 2)), repr(ValueError()), repr(ValueError('a', 1)), repr(OSError(2, 'x')), str(OSError(2, 'x')), OSError(2, 'x').errno, type(OSError(2, 'x')).__name__, StopIteration(3).value, SystemExit(4).code)
try: raise ValueError
except ValueError as e: print(e.with_traceback(None) is e)
def gen():
    try: yield
    except GeneratorExit: print('gexit'); raise
k = gen(); next(k); k.close()
def multi(n):
    try:
        try:
            if n: raise ValueError(n)
            return 'a'
        except ValueError as e:
            if n == 2: raise
            return 'b'
        else: return 'c'
        finally:
            print('F1')
            if n == 3: return 'override'
    except ValueError as e: return f'outer {e}'
    finally: print('F2')
print([multi(i) for i in range(4)])
try:
    raise type('Dyn', (Exception,), {})('dyn')
except Exception as e: print(type(e).__name__, e)
errs = []
for c in (ValueError, KeyError, TypeError):
    try: raise c('m')
    except Exception as e: errs.append(e)
print(errs, [type(e).__name__ for e in errs])
try: raise ValueError(1) if True else 0
except* ValueError as eg: print(repr(eg))
