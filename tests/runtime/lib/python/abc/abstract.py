from abc import ABC, ABCMeta, abstractmethod
class A(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def p(self): ...
    def g(self): return 'g'
class B(A):
    def f(self): return super().g()
class C(B):
    @property
    def p(self): return 5
for k in (A,B,C):
    try:
        o=k(); print(o.f(), o.p)
    except TypeError as e: print(e)
print(sorted(A.__abstractmethods__), isinstance(C(),A), issubclass(C,A), type(A) is ABCMeta, A.__name__, type(A))
@A.register
class D: pass
print(isinstance(D(),A), issubclass(D,A), issubclass(int,A))
A.register(int)
print(isinstance(3,A), isinstance(True,A), isinstance('s',A))
class H(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, C):
        if cls is H:
            return any('quack' in B.__dict__ for B in C.__mro__)
        return NotImplemented
class Duck:
    def quack(self): pass
print(isinstance(Duck(),H), issubclass(int,H))
class Shape(ABC):
    @classmethod
    @abstractmethod
    def make(cls): pass
    @staticmethod
    @abstractmethod
    def st(): pass
try: Shape()
except TypeError as e: print(e)
class Sq(Shape):
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def st(): return 1
print(Sq.make().st(), repr(Sq), C.__mro__)
