"""Which Python variable a template's name is: Jinja2's scopes, one by one.

A loop, a `with`, a macro and what a block tag captures are scopes; an `if` is none. A name that a scope sets
is its own from there on, and begins as what the name is outside. What no scope sets comes from the context.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jinja2 import nodes


@dataclass(slots=True)
class Function:
    """One function of the generated module: where its variables are, and what it takes from the context."""

    # Template's name -> variable that is set when the function begins.
    taken: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=lambda: {"_out"})

    def fresh(self, name: str) -> str:
        """A variable that the function does not have yet."""
        number = 0
        made = name
        while made in self.used:
            number += 1
            made = f"{name}_{number}"
        self.used.add(made)
        return made


@dataclass(slots=True)
class Scope:
    function: Function
    outer: Scope | None = None
    names: dict[str, str] = field(default_factory=dict)
    # The template's own level, where what is set can be seen by its blocks and by those that import it.
    toplevel: bool = False
    # No tag around, not even `if`.
    rootlevel: bool = False
    # What this scope will set, and has not yet.
    pending: set[str] = field(default_factory=set)
    # Shown only if it turns out that the template extends no other.
    checked: bool = False
    # In a template that extends another: what stands outside of blocks is not shown.
    hidden: bool = False
    autoescape: bool = True
    # The variable that takes the text.
    out: str = "_out"
    # The block that this is the body of.
    block: str = ""

    def inner(self) -> Scope:
        """A scope of a tag within this one."""
        return Scope(
            self.function,
            self,
            hidden=self.hidden,
            checked=self.checked,
            autoescape=self.autoescape,
            out=self.out,
            block=self.block,
        )

    def find(self, name: str) -> str | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def load(self, name: str) -> str:
        """The variable of a name; one that is set from the context when no scope around sets it."""
        found = self.find(name)
        if found is None:
            taken = self.function.taken
            if name not in taken:
                taken[name] = self.function.fresh(f"v_{name}")
            found = taken[name]
        return found

    def declare(self, name: str) -> str:
        """A variable of this scope's own."""
        made = self.names[name] = self.function.fresh(f"v_{name}")
        return made

    def visible(self) -> dict[str, str]:
        """Every name that a scope has set, with its variable."""
        found = dict(self.outer.visible()) if self.outer else {}
        return {**found, **{name: made for name, made in self.names.items() if name not in self.pending}}


@dataclass(frozen=True, slots=True)
class Event:
    """A name is read or set, in the order of the text."""

    name: str
    stores: bool
    # Under a condition, so perhaps never.
    maybe: bool = False


def stored(body: Iterable[nodes.Node]) -> dict[str, bool]:
    """The names that a scope with this body sets; and whether each needs its outer value first."""
    found: dict[str, bool] = {}
    seen: set[str] = set()
    for event in _events(body, False):
        if event.stores and event.name not in found:
            found[event.name] = event.maybe or event.name in seen
        seen.add(event.name)
    return found


def reads(body: Iterable[nodes.Node], name: str) -> bool:
    """Whether a name is read there, other than in loops and macros that have their own."""
    return any(event.name == name and not event.stores for event in _events(body, False, name))


def _events(body: Iterable[nodes.Node], maybe: bool, special: str = "") -> Iterator[Event]:
    for node in body:
        yield from _event(node, maybe, special)


def _event(node: nodes.Node, maybe: bool, special: str) -> Iterator[Event]:
    def inside(*parts: nodes.Node | Iterable[nodes.Node]) -> Iterator[Event]:
        """What a scope of its own takes from outside, as good as one can tell: what it reads."""
        for part in parts:
            body = [part] if isinstance(part, nodes.Node) else part
            yield from (event for event in _events(body, True, special) if not event.stores)

    match node:
        case nodes.Name():
            yield Event(node.name, node.ctx != "load", maybe)
        case nodes.NSRef():
            yield Event(node.name, False)
        case nodes.Assign():
            yield from _event(node.node, maybe, special)
            yield from _event(node.target, maybe, special)
        case nodes.AssignBlock():
            yield from inside(node.body, *([node.filter] if node.filter else []))
            yield from _event(node.target, maybe, special)
        case nodes.If():
            yield from _event(node.test, maybe, special)
            yield from _events([*node.body, *node.elif_, *node.else_], True, special)
        case nodes.For():
            yield from _event(node.iter, maybe, special)
            own = [] if special == "loop" else [node.body]
            yield from inside(*own, *([node.test] if node.test else []), node.else_)
        case nodes.Macro():
            if special != "caller":
                inner = inside(node.defaults, node.body)
                yield from (event for event in inner if event.name != node.name)
            yield Event(node.name, True, maybe)
        case nodes.CallBlock():
            yield from _event(node.call, maybe, special)
            yield from inside(node.defaults, node.body)
        case nodes.FilterBlock():
            yield from inside(node.body, node.filter)
        case nodes.With():
            yield from _events(node.values, maybe, special)
            yield from inside(node.body)
        case nodes.Scope() | nodes.ScopedEvalContextModifier():
            yield from inside(node.body)
        case nodes.Block():
            return
        case nodes.Import():
            yield from _event(node.template, maybe, special)
            yield Event(node.target, True, maybe)
        case nodes.FromImport():
            for each in node.names:
                yield Event(each if isinstance(each, str) else each[1], True, maybe)
        case _:
            for child in node.iter_child_nodes():
                yield from _event(child, maybe, special)
