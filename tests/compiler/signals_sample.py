"""Run by CPython and, compiled, by node: both print the same."""

from pystream.signals import batch, computed, effect, on_cleanup, signal, untracked

count = signal(1)


@computed
def double() -> int:
    print("  computing")
    return count.value * 2


@effect
def show() -> None:
    on_cleanup(lambda: print("  cleaned"))
    print("double", double.value)


count.value += 1
count.value = 2
with batch():
    count.value = 5
    count.value = 6
show.dispose()
count.value = 7
print(double.value, double.peek())


@computed
def one() -> int:
    return other.value


@computed
def other() -> int:
    return one.value


try:
    print(one.value)
except RuntimeError as why:
    print("circle", why)

try:
    double.value = 3  # type: ignore[misc]
except AttributeError as why:
    print(why)

a = signal(0)
try:

    @effect
    def endless() -> None:
        a.value += 1
except RuntimeError as why:
    print(why, a.value)

texts = signal(["x"])
with untracked():
    print(texts.value)


def failing() -> None:
    if len(texts.value) > 1:
        raise ValueError("too many")


effect(failing)
effect(lambda: print("texts", texts.value))
try:
    texts.value = [*texts.value, "y"]
except ValueError as why:
    print("failed", why)

# A random walk over a random graph.
state = 7


def chance(limit: int) -> int:
    global state
    state = (state * 1103515245 + 12345) % 2**31
    return (state >> 8) % limit


signals = [signal(chance(4)) for _ in range(5)]
nodes = list(signals)
log = []
for number in range(12):
    decides, left, right = (nodes[chance(len(nodes))] for _ in range(3))

    def compute(decides=decides, left=left, right=right):
        return left.value + 1 if decides.value % 2 else right.value * 3

    nodes.append(computed(compute))
    effect(lambda number=number: log.append((number, nodes[number + 5].value)))
for _ in range(60):
    with batch():
        for _ in range(1 + chance(3)):
            signals[chance(5)].value = chance(4)
print(len(log), log[-20:])
print([each.value for each in nodes])
