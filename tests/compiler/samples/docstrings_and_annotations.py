"""Module text."""
class A:
    """Doc."""
    x: int = 1
    y: str
    def f(self, n: int) -> int:
        """Doc."""
        v: int = n
        return v
def g(): ...
print(A().f(2), A.x, g())
