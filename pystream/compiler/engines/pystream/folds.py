"""Folded declarations of the runtime, kept with the questions that folding asked: folded again only when an
answer has changed, and parsed only then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pystream.compiler.engines.pystream.js.parse import Node
from pystream.compiler.engines.pystream.js.print import Internal, Part, Top
from pystream.compiler.results import Results

# A declaration is folded several times on the way to the fixed point, and differently for other programs.
_VARIANTS = 12
Question = tuple[str, ...]


@dataclass(slots=True)
class Fold:
    """What folding one declaration came to.

    Attributes:
        asked: questions with their answers, in order: ("alive", how, name), ("summary", key), ("kind", key).
        vain: properties that it asks for in vain.
        tops, facts, said: its Effects.
        summary: as of Folder.
        tree: None when it was made by an earlier compile.
        parts: its text; None as long as nobody has asked for it.
    """

    asked: dict[Question, Any]
    vain: set[str]
    tops: set[str]
    facts: set[tuple[str, str]]
    said: set[str]
    summary: tuple[str, Any] | None
    tree: Node | None = None
    parts: list[Part] | None = None
    # The parts as they were kept.
    text: list[Any] | None = None
    # Whether this is the first compile to see it, or the first to print it.
    fresh: bool = field(default=True, compare=False)


class Folds:
    """All folds of one version of the runtime that earlier compiles kept, and those of this one."""

    def __init__(self, results: Results) -> None:
        self.kept: dict[str, list[Any]] = results.find(results.key("folds")) or {}
        self.read: dict[str, list[Fold]] = {}
        # Of declarations: their kind, as folding asks for it, and whether a call of one may be summed up.
        traits = results.find(results.key("traits")) or {}
        self.traits = {name: (str(kind), bool(summed)) for name, (kind, summed) in traits.items()}
        self.known = len(self.traits)

    def of(self, name: str) -> list[Fold]:
        """The folds of one declaration, the last used first."""
        if name not in self.read:
            self.read[name] = [_read(each) for each in self.kept.get(name, ())]
        return self.read[name]

    def add(self, name: str, fold: Fold) -> None:
        self.read[name] = [fold, *self.of(name)][:_VARIANTS]

    def keep(self, results: Results) -> None:
        """Put what is new among the results."""
        if len(self.traits) > self.known:
            self.known = len(self.traits)
            results.keep(results.key("traits"), dict(self.traits))
        fresh = {name for name, folds in self.read.items() if any(each.fresh for each in folds)}
        if fresh and results.entries is not None:
            for name in fresh:
                self.kept[name] = [_kept(each) for each in self.read[name]]
                for each in self.read[name]:
                    each.fresh = False
            results.keep(results.key("folds"), self.kept)


def _kept(fold: Fold) -> list[Any]:
    """In values that JSON knows."""
    parts: list[Any] | None = fold.text
    if fold.parts is not None:
        parts = [part if isinstance(part, str) else _kept_name(part) for part in fold.parts]
    return [
        [[*question, answer] for question, answer in fold.asked.items()],
        sorted(fold.vain),
        sorted(fold.tops),
        sorted(fold.facts),
        sorted(fold.said),
        fold.summary,
        parts,
    ]


def _kept_name(part: Part) -> list[Any]:
    assert isinstance(part, Top | Internal)  # nobody maps the runtime's own lines
    return [*part] if isinstance(part, Top) else ["", part.name]


def _read(kept: Sequence[Any]) -> Fold:
    asked, vain, tops, facts, said, summary, parts = kept
    return Fold(
        {tuple(question): _node(answer) for *question, answer in asked},
        set(vain),
        set(tops),
        {(how, name) for how, name in facts},
        set(said),
        _node(summary),
        None,
        text=parts,
        fresh=False,
    )


def read_parts(kept: Sequence[Any]) -> list[Part]:
    """The parts of a declaration that an earlier compile printed."""
    return [part if isinstance(part, str) else _read_name(part) for part in kept]


def _read_name(kept: Sequence[Any]) -> Part:
    return Top(*kept) if kept[0] else Internal(kept[1])


def _node(kept: Any) -> Any:
    """Trees are tuples."""
    return tuple(map(_node, kept)) if isinstance(kept, list) else kept
