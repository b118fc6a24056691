"""Names of a declaration's tree: of the top level ("top", name), of locals ("loc", number), else globals."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from pystream.compiler.engines.pystream.js.parse import Node


class Resolver:
    """Of one declaration; `assigned` are the locals that get a value after their declaration."""

    def __init__(self, top: Set[str]) -> None:
        self.top = top
        self.scopes: list[dict[str, int]] = []
        self.count = 0
        self.assigned: set[int] = set()

    def declare(self, name: str) -> Node:
        scope = self.scopes[-1]
        if name not in scope:
            scope[name] = self.count
            self.count += 1
        return ("loc", scope[name])

    def name(self, name: str) -> Node:
        for scope in reversed(self.scopes):
            if name in scope:
                return ("loc", scope[name])
        return ("top", name) if name in self.top else ("id", name)

    def pattern_names(self, node: Node | None) -> list[str]:
        if node is None:
            return []
        kind = node[0]
        if kind == "id":
            return [node[1]]
        if kind == "arr":
            return [name for item in node[1] for name in self.pattern_names(item)]
        if kind == "obj":
            return [name for item in node[1] for name in self.pattern_names(item[-1])]
        if kind == "spread":
            return self.pattern_names(node[1])
        if kind == "assign":
            return self.pattern_names(node[2])
        return []

    def statements(self, body: tuple[Node, ...], scope: bool = True) -> tuple[Node, ...]:
        if scope:
            self.scopes.append({})
        for s in body:
            while s[0] == "label":
                s = s[2]
            if s[0] == "var":
                for target, _ in s[2]:
                    for name in self.pattern_names(target):
                        self.declare(name)
            elif s[0] in ("fdecl", "cdecl"):
                self.declare(s[1][2] if s[0] == "fdecl" else s[1][1])
        out = tuple(self.node(s) for s in body)
        if scope:
            self.scopes.pop()
        return out

    def node(self, n: Any) -> Any:
        """A tree of any kind; what is no node (names, operators, None) stays."""
        if not isinstance(n, tuple) or not n:
            return n
        kind = n[0]
        if not isinstance(kind, str):
            return tuple(self.node(item) for item in n)
        handler = getattr(self, f"n_{kind}", None)
        if handler is not None:
            return handler(n)
        return (kind, *(self.node(item) if isinstance(item, tuple) else item for item in n[1:]))

    def n_id(self, n: Node) -> Node:
        return self.name(n[1])

    def n_lit(self, n: Node) -> Node:
        return n

    n_str = n_break = n_continue = n_undef = n_lit

    def n_tpl(self, n: Node) -> Node:
        return ("tpl", n[1], tuple(self.node(e) for e in n[2]))

    def key(self, key: Node) -> Node:
        return ("c", self.node(key[1])) if key[0] == "c" else key

    def n_p(self, n: Node) -> Node:
        return ("p", self.key(n[1]), self.node(n[2]))

    def n_m(self, n: Node) -> Node:
        return ("m", n[1], n[2], self.key(n[3]), self.node(n[4]))

    def n_field(self, n: Node) -> Node:
        return ("field", n[1], self.key(n[2]), self.node(n[3]))

    def n_static(self, n: Node) -> Node:
        return ("static", self.statements(n[1]))

    def n_block(self, n: Node) -> Node:
        return ("block", self.statements(n[1]))

    def n_switch(self, n: Node) -> Node:
        e = self.node(n[1])
        self.scopes.append({})
        cases = tuple((self.node(test), self.statements(body, False)) for test, body in n[2])
        self.scopes.pop()
        return ("switch", e, cases)

    def n_fn(self, n: Node) -> Node:
        _, kind, name, params, body = n
        self.scopes.append({})
        if name is not None and not kind.startswith("m:"):
            # A declaration's name is in the scope around; an expression's is its own.
            name = self.declare(name) if kind[-1] != "!" else name
        for p in params:
            for each in self.pattern_names(p):
                self.declare(each)
        params = tuple(self.parameter(p) for p in params)
        made = ("e", self.node(body[1])) if body and body[0] == "e" else self.statements(body)
        self.scopes.pop()
        return ("fn", kind, name, params, made)

    def parameter(self, p: Node) -> Node:
        # A default is no value that comes later.
        return ("assign", "=", self.node(p[2]), self.node(p[3])) if p[0] == "assign" else self.node(p)

    def n_fdecl(self, n: Node) -> Node:
        _, kind, name, params, body = n[1]
        _, _, _, params, body = self.n_fn(("fn", kind, None, params, body))
        return ("fdecl", ("fn", kind, self.name(name), params, body))

    def n_class(self, n: Node) -> Node:
        _, name, heritage, members = n
        self.scopes.append({})
        if name is not None:
            name = self.declare(name)
        made = ("class", name, self.node(heritage), tuple(self.node(m) for m in members))
        self.scopes.pop()
        return made

    def n_cdecl(self, n: Node) -> Node:
        _, name, heritage, members = n[1]
        return (
            "cdecl",
            ("class", self.name(name), self.node(heritage), tuple(self.node(m) for m in members)),
        )

    def n_try(self, n: Node) -> Node:
        _, block, target, handler, final = n
        block = self.statements(block)
        self.scopes.append({})
        for name in self.pattern_names(target):
            self.declare(name)
        target = self.node(target)
        handler = None if handler is None else self.statements(handler)
        self.scopes.pop()
        return ("try", block, target, handler, None if final is None else self.statements(final))

    def n_for(self, n: Node) -> Node:
        self.scopes.append({})
        if n[1] is not None and n[1][0] == "var":
            for target, _ in n[1][2]:
                for name in self.pattern_names(target):
                    self.assigned.add(self.declare(name)[1])
        made = ("for", *(self.node(item) for item in n[1:]))
        self.scopes.pop()
        return made

    def n_forof(self, n: Node) -> Node:
        _, kind, target, e, body, word, how = n
        e = self.node(e)
        self.scopes.append({})
        for name in self.pattern_names(target) if kind else ():
            self.declare(name)
        self.mark(target)
        made = ("forof", kind, self.node(target), e, self.node(body), word, how)
        self.scopes.pop()
        return made

    def n_var(self, n: Node) -> Node:
        return ("var", n[1], tuple((self.node(target), self.node(init)) for target, init in n[2]))

    def mark(self, target: Node) -> None:
        for name in self.pattern_names(target):
            found = self.name(name)
            if found[0] == "loc":
                self.assigned.add(found[1])

    def n_assign(self, n: Node) -> Node:
        self.mark(n[2])
        return ("assign", n[1], self.node(n[2]), self.node(n[3]))

    def n_un(self, n: Node) -> Node:
        if n[1] in ("++", "--"):
            self.mark(n[2])
        return ("un", n[1], self.node(n[2]))

    def n_post(self, n: Node) -> Node:
        self.mark(n[2])
        return ("post", n[1], self.node(n[2]))

    def n_label(self, n: Node) -> Node:
        return ("label", n[1], self.node(n[2]))

    def n_mem(self, n: Node) -> Node:
        return ("mem", self.node(n[1]), n[2], n[3])


def resolve_names(tree: Node, top: Set[str]) -> tuple[Node, frozenset[int]]:
    """The tree with its names resolved, and the locals that are assigned to."""
    resolver = Resolver(top)
    made = resolver.node(tree)
    return made, frozenset(resolver.assigned)
