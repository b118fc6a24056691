print([1]+[2], (1,)*2, 2*[0], [1]<[2], (1,2)<=(1,2), sorted([[2,1],[1,5]]), [1]==[1], (1,)==(1,), [1]!=(1,), hash((1,2))==hash((1,2)), {(1,2):3}[(1,2)])
class L(list):
    def __eq__(self, o): return "eq"
    def __add__(self, o): return "add"
print(L([1])==[1], L([1])+[2], [2]+L([1]))
class S(str):
    pass
s=S("ab"); print(s, repr(s), s+"c", f"{s}", f"{s:>4}", len(s), s=="ab", {s:1}["ab"], isinstance(s,str), s.upper())
class I(int): pass
print(I(3)+1, repr(I(3)), f"{I(3)}", f"{I(3):03d}")
print("x".__repr__(), (5).__str__(), "ab".__format__(">4"), [1].__eq__([1]), [].__len__())
try:
    [1]<(1,)
except TypeError as e: print(e)
try: (1,)+[1]
except TypeError as e: print(e)
a=[1]; b=a; a+=[2]; print(b); a*=2; print(b)
t=(1,); t+=(2,); print(t)
import operator
print(operator.add([1],[2]), operator.lt((1,),(2,)))
x=[1,2]; x.__iadd__([3]); print(x, x.__contains__(3), getattr(x,"__len__")())
print(type(3), type("a").__name__, (3).__class__, int.__name__, [].__class__.__name__)
class A:
    "adoc"
    def __iter__(self): return iter([1,2])
    x=1
    def m(self): return self.x
print(list(A()), A.__name__, A.__doc__, A().__class__, A.m(A()), A.x)
A.x=5; print(A().m(), vars(A()), A.__dict__.get("x"))
print(list[int], dict[str,int], type(None))
print(min([3,1]), divmod(7,2), round(2.5), abs(-3), 10**20, 2**0.5, 1e16, -0.0, 1/3)
class B(A, dict): pass
print(B(a=1), B().m())
print(type("T",(A,),{"y":3})().y, issubclass(bool,int))
