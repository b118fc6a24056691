# Purity: what nobody names still happens.
def default(a=print("a default is evaluated")): pass
class Holder:
    def method(self, x=print("a method's default too")): pass
    @staticmethod
    @(lambda f: print("and a decorator") or f)
    def decorated(): pass
    class Inner:
        print("a nested class's body runs")
try:
    unused = later
except NameError as e:
    print(e)
later = 1
try:
    print(defined_below())
except NameError as e:
    print(e)
def defined_below(): return "below"
print(defined_below())
len = lambda x: "mine"
print(len([1]))
del len
print(len([1]))
print(IOError is OSError, EnvironmentError is OSError, issubclass(TabError, IndentationError), issubclass(BrokenPipeError, ConnectionError))
import math
try: math.nope
except AttributeError as e: print(e)
