"""Signals: what depends on a change sees it once, whole, and nothing else runs."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pystream.compiler.program import compile_program
from pystream.output import read_library
from pystream.signals import (
    Computed,
    Readable,
    Scope,
    Signal,
    batch,
    computed,
    effect,
    on_cleanup,
    signal,
    untracked,
)

ROOT = Path(__file__).parent.parent


def watch(seen: list[object], read: Callable[[], object]) -> object:
    return effect(lambda: seen.append(read()))


def test_an_effect_runs_at_once_and_with_each_change() -> None:
    count, seen = signal(0), list[object]()
    running = effect(lambda: seen.append(count.value))
    count.value += 1
    count.value = 1  # equal: no change
    count.value = 5
    running.dispose()
    count.value = 6
    assert seen == [0, 1, 5]


def test_a_change_is_one_of_value_or_type() -> None:
    value: Signal[object] = signal(1)
    seen: list[object] = []
    watch(seen, lambda: value.value)
    for new in (True, 1.0, [1], [1], [1, 2], None, None):
        value.value = new
    assert [str(each) for each in seen] == ["1", "True", "1.0", "[1]", "[1, 2]", "None"]


def test_a_computed_value_is_lazy_and_kept() -> None:
    count, runs = signal(1), list[int]()

    @computed
    def double() -> int:
        runs.append(1)
        return count.value * 2

    assert runs == []
    assert (double.value, double.peek(), len(runs)) == (2, 2, 1)
    count.value = 4
    assert len(runs) == 1
    assert (double.value, len(runs)) == (8, 2)


def test_a_diamond_is_seen_whole_and_once() -> None:
    a = signal(1)
    left, right = computed(lambda: a.value + 1), computed(lambda: a.value * 10)
    seen: list[object] = []
    watch(seen, lambda: (left.value, right.value))
    a.value = 2
    assert seen == [(2, 10), (3, 20)]


def test_what_comes_out_equal_goes_no_further() -> None:
    a, runs = signal(1), list[int]()
    parity = computed(lambda: a.value % 2)

    @computed
    def text() -> str:
        runs.append(1)
        return "odd" if parity.value else "even"

    seen: list[object] = []
    watch(seen, lambda: text.value)
    a.value = 3
    a.value = 5
    assert (seen, len(runs)) == (["odd"], 1)
    a.value = 6
    assert (seen, len(runs)) == (["odd", "even"], 2)


def test_only_what_was_read_last_counts() -> None:
    on, a, b = signal(True), signal("a"), signal("b")
    seen: list[object] = []
    watch(seen, lambda: a.value if on.value else b.value)
    b.value = "B"
    on.value = False
    a.value = "A"
    b.value = "bb"
    on.value = True
    assert seen == ["a", "B", "bb", "A"]


def test_what_is_no_longer_read_is_not_computed() -> None:
    given, parts = signal(True), signal([1])
    runs: list[int] = []

    @computed
    def first() -> int:
        runs.append(1)
        return parts.value[0]  # would fail for an empty list

    seen: list[object] = []
    watch(seen, lambda: first.value if given.value else "none")
    with batch():
        parts.value = []
        given.value = False
    assert (seen, len(runs)) == ([1, "none"], 1)


def test_effects_wait_for_the_outermost_batch() -> None:
    a, b, seen = signal(1), signal(2), list[object]()
    watch(seen, lambda: a.value + b.value)
    with batch():
        a.value = 10
        with batch():
            b.value = 20
        assert (seen, a.value) == ([3], 10)
        total = computed(lambda: a.value + b.value)
        assert total.value == 30
    assert seen == [3, 30]
    with contextlib.suppress(KeyError), batch():
        a.value = 11
        raise KeyError
    assert seen == [3, 30, 31]


def test_a_batch_that_changes_nothing_in_the_end_runs_what_read_the_signal_itself_only() -> None:
    a, seen = signal(1), list[object]()
    twice = computed(lambda: a.value * 2)
    watch(seen, lambda: twice.value)
    with batch():
        a.value = 2
        a.value = 1
    assert seen == [2]


def test_untracked_reads_make_nobody_depend() -> None:
    a, b, seen = signal(1), signal(1), list[object]()

    @effect
    def show() -> None:
        with untracked():
            hidden = b.value
        seen.append((a.value, hidden, b.peek()))

    b.value = 2
    assert seen == [(1, 1, 1)]
    a.value = 2
    assert seen == [(1, 1, 1), (2, 2, 2)]


def test_effects_inside_end_with_the_one_around() -> None:
    outer, inner, seen = signal(0), signal(0), list[object]()

    @effect
    def around() -> None:
        number = outer.value
        on_cleanup(lambda: seen.append(f"end {number}"))

        @effect
        def inside() -> None:
            seen.append((number, inner.value))

    inner.value = 1
    outer.value = 1
    inner.value = 2
    around.dispose()
    inner.value = outer.value = 3
    assert seen == [(0, 0), (0, 1), "end 0", (1, 1), (1, 2), "end 1"]


def test_the_one_around_runs_first_whoever_read_first() -> None:
    shown, seen = signal(True), list[object]()

    @effect
    def around() -> None:
        effect(lambda: seen.append(shown.value))
        if not shown.value:
            seen.append("around")

    shown.value = False
    assert seen == [True, False, "around"]


def test_an_effect_can_end_itself_in_the_midst() -> None:
    a, seen = signal(0), list[int]()
    running = effect(lambda: None)

    @effect
    def first() -> None:
        seen.append(a.value)
        if a.value == 1:
            running.dispose()

    running = first
    a.value = 1
    a.value = 2
    assert seen == [0, 1]


def test_a_scope_ends_all_that_was_made_in_it_youngest_first() -> None:
    a, seen = signal(0), list[object]()
    scope = Scope()

    def build() -> str:
        on_cleanup(lambda: seen.append("first"))
        effect(lambda: seen.append(a.value))
        on_cleanup(lambda: seen.append("last"))
        return "built"

    assert scope.run(build) == "built"
    a.value = 1
    scope.dispose()
    a.value = 2
    assert seen == [0, 1, "last", "first"]
    with pytest.raises(RuntimeError, match=r"on_cleanup\(\) is for effects"):
        on_cleanup(lambda: None)


def test_a_failing_effect_does_not_keep_others_from_running() -> None:
    a, seen = signal(0), list[object]()

    def fail(what: str) -> Callable[[], None]:
        def failing() -> None:
            if a.value == 1:
                raise ValueError(what)

        return failing

    effect(fail("one"))
    watch(seen, lambda: a.value)
    effect(fail("two"))
    with pytest.raises(ValueError, match="one") as caught:
        a.value = 1
    assert caught.value.__notes__ == ["1 more effects failed as well"]
    a.value = 2  # they still run
    assert seen == [0, 1, 2]


def test_an_effect_that_fails_at_first_is_none() -> None:
    a, seen = signal(1), list[int]()
    with pytest.raises(ZeroDivisionError):

        @effect
        def failing() -> None:
            seen.append(a.value)
            1 / (a.value - 1)

    a.value = 2
    assert seen == [1]


def test_a_failing_cleanup_does_not_keep_the_rest_from_ending() -> None:
    a, seen = signal(1), list[object]()

    @effect
    def around() -> None:
        on_cleanup(lambda: seen.append("ended"))
        on_cleanup(lambda: 1 / a.peek())
        effect(lambda: seen.append(a.value))
        seen.append(f"around {a.value}")

    with pytest.raises(ZeroDivisionError):
        a.value = 0
    assert seen == [1, "around 1", "ended", 0, "around 0"]
    with pytest.raises(ZeroDivisionError):
        around.dispose()
    assert seen[5:] == ["ended"]
    a.value = 2
    assert seen[6:] == []


def test_an_exception_is_a_computed_value_too() -> None:
    a, runs = signal(0), list[int]()

    @computed
    def inverse() -> float:
        runs.append(1)
        return 1 / a.value

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            inverse.value  # noqa: B018
    assert len(runs) == 1
    a.value = 4
    assert inverse.value == 0.25


def test_a_circle_is_said_in_one_line() -> None:
    @computed
    def price() -> int:
        return tax.value

    @computed
    def tax() -> int:
        return total.value

    @computed
    def total() -> int:
        return price.value

    with pytest.raises(RuntimeError, match=r"^price depends on itself: price -> tax -> total -> price$"):
        price.value  # noqa: B018


def test_effects_without_an_end_are_said_in_one_line() -> None:
    a, other = signal(0), list[object]()
    watch(other, lambda: a.value > 0)
    with pytest.raises(
        RuntimeError, match=r"^effects change what they read themselves, without an end: .*endless$"
    ):

        @effect
        def endless() -> None:
            a.value += 1

    a.value = -1
    assert other[-1] is False


def test_a_computed_value_has_no_effects() -> None:
    a = signal(0)

    @computed
    def setting() -> None:
        a.value = 1

    @computed
    def making() -> None:
        effect(lambda: None)

    with pytest.raises(RuntimeError, match="setting is computed: it cannot change a signal; an effect can"):
        setting.value  # noqa: B018
    with pytest.raises(RuntimeError, match="making is computed: it cannot make effects"):
        making.value  # noqa: B018


def test_effects_run_in_the_order_in_which_they_came() -> None:
    a, seen = signal(0), list[object]()
    for name in "abc":
        watch(seen, lambda name=name: f"{name}{a.value}")  # type: ignore[misc]
    a.value = 1
    assert seen == ["a0", "b0", "c0", "a1", "b1", "c1"]


def test_nothing_keeps_alive_what_nobody_uses() -> None:
    source = signal([1])

    def use() -> list[weakref.ref[object]]:
        unwatched, watched = computed(lambda: len(source.value)), computed(lambda: len(source.value))
        assert unwatched.value == 1
        ended = effect(lambda: watched.value)
        ended.dispose()
        return [weakref.ref(unwatched), weakref.ref(watched), weakref.ref(ended)]

    left = use()
    gc.collect()
    assert [each() for each in left] == [None, None, None]


def test_what_was_read_before_anybody_watched_tells_those_who_watch_it_now() -> None:
    base = signal(0)
    parity = computed(lambda: base.value % 2)
    shown = computed(lambda: f"{parity.value} is odd" if parity.value else "even")
    seen: list[str] = []
    assert shown.value == "even"  # up to date, so that watching it computes nothing
    effect(lambda: seen.append(shown.value))
    base.value = 1
    assert seen == ["even", "1 is odd"]


def test_what_was_watched_before_tells_those_who_watch_what_is_made_of_it() -> None:
    base, other = signal(0), signal(0)
    parity = computed(lambda: base.value % 2)
    shown = computed(lambda: parity.value + 10)
    watching = effect(lambda: parity.value)
    other.value = 1
    assert shown.value == 10
    watching.dispose()
    seen: list[int] = []
    effect(lambda: seen.append(shown.value))
    base.value = 1
    assert seen == [10, 11]


def test_what_nobody_watches_for_a_while_is_known_to_be_up_to_date() -> None:
    base, other = signal(0), signal(0)
    parity = computed(lambda: base.value % 2)
    shown = computed(lambda: parity.value + 10)
    both = computed(lambda: shown.value + other.value)
    watching = effect(lambda: both.value)
    other.value = 1
    watching.dispose()
    seen: list[int] = []
    effect(lambda: seen.append(shown.value))
    base.value = 1
    assert seen == [10, 11]


# Random graphs against a plain recomputation.

SIGNALS, COMPUTED = 4, 6


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """For each computed value, by number: which node decides, which two it reads then, and what it makes."""
    return [
        (
            draw(st.integers(0, SIGNALS + number - 1)),
            draw(st.integers(0, SIGNALS + number - 1)),
            draw(st.integers(0, SIGNALS + number - 1)),
            draw(st.integers(0, 3)),
        )
        for number in range(COMPUTED)
    ]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, SIGNALS - 1), st.integers(0, 3)),
        st.tuples(st.just("read"), st.integers(0, SIGNALS + COMPUTED - 1), st.just(0)),
        st.tuples(st.just("watch"), st.integers(0, SIGNALS + COMPUTED - 1), st.just(0)),
        st.tuples(st.just("end"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("batch"), st.integers(0, 255), st.integers(0, 255)),
    ),
    max_size=25,
)


def formula(plan: tuple[int, int, int, int], read: Callable[[int], int]) -> int:
    decides, one, other, how = plan
    if how == 0:
        return read(decides) % 2  # often equal
    return read(one) + how if read(decides) % 2 else read(other) * how


@settings(max_examples=300, deadline=None)
@given(graphs(), STEPS)
def test_any_graph_is_as_if_all_were_computed_anew(
    graph: list[tuple[int, int, int, int]], steps: list[tuple[str, int, int]]
) -> None:
    plain = [0] * SIGNALS
    signals = [signal(0) for _ in range(SIGNALS)]
    nodes: list[Readable[int]] = [*signals]
    runs = [0] * COMPUTED
    for number, plan in enumerate(graph):

        def compute(number: int = number, plan: tuple[int, int, int, int] = plan) -> int:
            runs[number] += 1
            return formula(plan, lambda at: nodes[at].value)

        nodes.append(Computed(compute))

    def expected(at: int) -> int:
        return plain[at] if at < SIGNALS else formula(graph[at - SIGNALS], expected)

    watching: list[tuple[int, list[int], object]] = []

    def change(step: Callable[[], None]) -> None:
        """No value is computed twice in one step, and each effect runs once, if what it shows has changed."""
        runs[:] = [0] * COMPUTED
        before = [(len(seen), seen[-1]) for _, seen, _ in watching]
        step()
        assert max(runs) <= 1
        for (at, seen, _), (count, last) in zip(watching, before, strict=True):
            assert seen[-1] == expected(at)
            assert len(seen) - count == (seen[-1] != last)

    def put(at: int, value: int) -> None:
        plain[at] = signals[at].value = value

    for what, at, value in steps:
        if what == "set":
            change(lambda at=at, value=value: put(at, value))  # type: ignore[misc]
        elif what == "read":
            assert nodes[at].value == nodes[at].peek() == expected(at)
        elif what == "watch":
            seen: list[int] = []
            running = effect(lambda at=at, seen=seen: seen.append(nodes[at].value))  # type: ignore[misc]
            assert seen == [expected(at)]
            watching.append((at, seen, running))
        elif what == "end" and watching:
            _, _, ended = watching.pop(at % len(watching))
            ended.dispose()  # type: ignore[attr-defined]
        elif what == "batch":
            new = [at >> 2 * each & 3 for each in range(SIGNALS)]

            def together(new: list[int] = new) -> None:
                with batch():
                    for each, number in enumerate(new):
                        put(each, number)

            change(together)


def test_it_is_the_same_in_javascript(tmp_path: Path) -> None:
    """The sample under CPython and compiled by pystream's own engine."""
    sample = Path(__file__).parent / "compiler" / "signals_sample.py"
    names = {
        "sample.py": sample,
        "pystream/signals.py": ROOT / "pystream" / "signals.py",
    }
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}
    made = compile_program(
        "sample.py", lambda path: names[path].read_text("utf-8") if path in names else None, runtime
    )
    script = tmp_path / "sample.mjs"
    script.write_text(made.code, "utf-8")
    node = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True, timeout=60)
    shown: list[str] = []
    scope = {"print": lambda *what: shown.append(" ".join(map(str, what))), "__name__": "sample"}
    exec(compile(sample.read_text("utf-8"), sample.name, "exec"), scope)
    assert node.stdout.splitlines() == shown
