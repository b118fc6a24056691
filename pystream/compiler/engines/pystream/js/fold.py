"""What of a declaration can happen in this program: conditions that a missing type or property decides go.

`x instanceof T` is false while nothing makes a T; an internal property that nothing writes reads as
undefined, and so does a protocol dunder (`x.__getattr__`) that nothing defines; a store that nothing reads
goes. The linker begins with nothing alive and folds a declaration again when a fact it went by has come
alive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pystream.compiler.engines.pystream.js.parse import UNDEF, Node

TRUE: Node = ("lit", "true")
FALSE: Node = ("lit", "false")
NULL: Node = ("lit", "null")

# Dunders that only definitions give to values; others (`__name__`, `__class__`) the runtime answers itself.
PROTOCOL = frozenset(
    f"__{name}__"
    for name in """
    getattr getattribute setattr delattr call get set delete set_name init_subclass bool len iter next
    contains getitem setitem delitem index int float complex hash repr str format dir instancecheck
    subclasscheck class_getitem mro_entries prepare missing reversed enter exit aenter aexit aiter anext
    await length_hint
    eq ne lt le gt ge neg pos invert abs round trunc floor ceil bytes new match_args copy deepcopy slots
    add sub mul truediv floordiv mod pow matmul lshift rshift and or xor divmod
    radd rsub rmul rtruediv rfloordiv rmod rpow rmatmul rlshift rrshift rand ror rxor rdivmod
    iadd isub imul itruediv ifloordiv imod ipow imatmul ilshift irshift iand ior ixor
    """.split()
)
# Runtime functions that look a dunder up by its name, the second argument.
LOOKUPS = frozenset(("slot", "dunder"))
# What these carry is on no value: it is found by explicit reads only.
DEFAULTS = frozenset(("ObjectDefaults", "TypeDefaults"))
# Functions that define: the name is the second argument.
DEFINERS = frozenset(
    ("hidden", "method", "attribute", "smethod", "defineProperty", "prop", "classm", "staticm")
)


# Runtime functions that put a member on a class under way; those that make the value of `c.name = meth(..)`.
MEMBERS = frozenset(("prop", "classm", "staticm"))
MAKERS = frozenset(("meth", "cv"))
# Members of a class that JavaScript itself calls.
CALLED = frozenset("constructor next return throw then toString valueOf toJSON length".split())


class Folder:
    """Folds one declaration.

    Args:
        alive: whether a fact holds; noted when it does not.
        summary: of a top-level function: ("const", node), ("param", index) or None.
        kind: of a top-level key: "fn", "class", "object" (a constant with identity) or "".
        number: of a top-level key: the number that it stands for, if that is the shorter way to write it.
        keys: the file's names of top-level things -> their keys.
        assigned: locals that get a value after their declaration.
        says: takes the properties that it asks for in vain: the asking is what keeps a store or a definition.
    """

    def __init__(
        self,
        alive: Callable[[tuple[str, str]], bool],
        summary: Callable[[str], tuple[str, Any] | None],
        kind: Callable[[str], str],
        number: Callable[[str], Node | None],
        keys: Callable[[str], str],
        assigned: frozenset[int],
        says: set[str],
        propagate: bool = True,
    ) -> None:
        self.alive = alive
        self.summary = summary
        self.kind = kind
        self.number = number
        self.keys = keys
        self.assigned = assigned
        self.says = says
        self.values: dict[int, Node] = {}
        # Arguments of calls that came to a constant: "key/index".
        self.passed: set[str] = set()
        self.propagate = propagate

    def function(self, tree: Node, key: str) -> Node:
        """A top-level function's declaration, without the parameters that no call gives a value."""
        return ("fdecl", self.unpassed(tree[1], key))

    def method(self, tree: Node, key: str) -> Node:
        """`method(T, 'name', function (..) {..})`, the same."""
        _, f, args, optional = tree[1]
        if f != ("top", "method") or args[2][0] != "fn":
            return tree
        return ("expr", ("call", f, (*args[:2], self.unpassed(args[2], key), *args[3:]), optional))

    def unpassed(self, fn: Node, key: str) -> Node:
        _, kind, name, params, body = fn
        used = 0
        for at, each in enumerate(params):
            local, value = (each[2], each[3]) if each[0] == "assign" else (each, UNDEF)
            plain = local[0] == "loc" and local[1] not in self.assigned and is_const(value)
            if plain and not self.passes(key, at):
                self.values[local[1]] = value
            else:
                used = at + 1
        return ("fn", kind, name, params[:used], body)

    def passes(self, key: str, at: int) -> bool:
        if self.alive(("value", key)) or self.alive(("passes", f"{key}/{at}")):
            return True
        # A type may be called as the value that type() gives; a computed name may be any method's.
        return self.alive(("value", "*")) if key[0] == "$" else self.alive(("types", ""))

    # ---- expressions ----

    def e(self, n: Node) -> Node:
        handler = _EXPRESSIONS.get(n[0])
        return handler(self, n) if handler else n

    def many(self, items: tuple[Node | None, ...]) -> tuple[Node | None, ...]:
        return tuple([None if item is None else self.e(item) for item in items])

    def e_loc(self, n: Node) -> Node:
        return self.values.get(n[1], n)

    def e_top(self, n: Node) -> Node:
        return self.number(self.keys(n[1])) or n

    def e_tpl(self, n: Node) -> Node:
        return ("tpl", n[1], self.many(n[2]))

    def e_arr(self, n: Node) -> Node:
        return ("arr", self.many(n[1]))

    def e_spread(self, n: Node) -> Node:
        return ("spread", self.e(n[1]))

    def e_paren(self, n: Node) -> Node:
        inner = self.e(n[1])
        return inner if is_const(inner) else ("paren", inner)

    def key(self, key: Node) -> Node:
        return ("c", self.e(key[1])) if key[0] == "c" else key

    def e_obj(self, n: Node) -> Node:
        return ("obj", tuple([self.member(m) for m in n[1]]))

    def member(self, m: Node) -> Node:
        kind = m[0]
        if kind == "p":
            return ("p", self.key(m[1]), self.e(m[2]))
        if kind == "m":
            return ("m", m[1], m[2], self.key(m[3]), self.e_fn(m[4]))
        if kind == "field":
            return ("field", m[1], self.key(m[2]), None if m[3] is None else self.e(m[3]))
        if kind == "static":
            return ("static", self.body(m[1]))
        return ("spread", self.e(m[1]))

    def e_fn(self, n: Node) -> Node:
        _, kind, name, params, body = n
        params = tuple([self.pattern(p) for p in params])
        made = ("e", self.e(body[1])) if body and body[0] == "e" else self.body(body, True)
        return ("fn", kind, name, params, made)

    def e_class(self, n: Node) -> Node:
        members = [self.member(m) for m in n[3] if self.asked(m)]
        return ("class", n[1], None if n[2] is None else self.e(n[2]), tuple(members))

    def asked(self, m: Node) -> bool:
        """Whether anything in the program may ask for a class's member."""
        return m[0] != "m" or m[3][0] == "c" or m[3][1] in CALLED or self.named(m[3][1])

    def named(self, name: str) -> bool:
        if name[:2] == "_$":
            return self.alive(("read", name))
        if self.alive(("said", name.removeprefix("$"))):
            return True
        return name[:2] != "__" and self.alive(("prop", name))

    def unasked(self, e: Node) -> bool:
        """`c.name = meth(..)`, `prop(c, 'name', ..)`: a class's member of a name that nothing says."""
        if e[0] == "call" and e[1][0] == "top" and e[1][1] in MEMBERS:
            return len(e[2]) > 1 and e[2][1][0] == "str" and not self.named(e[2][1][1][1:-1])
        if e[0] == "assign" and e[1] == "=" and e[2][0] == "mem" and e[2][1][0] == "loc":
            value = e[3]
            if value[0] == "call" and value[1] == ("top", "api"):
                return not self.alive(("asked", e[2][2].removeprefix("$")))
            if (value[0] == "call" and value[1][0] == "top" and value[1][1] in MAKERS) or (
                value[0] == "mem" and value[1] == e[2][1]
            ):
                return not self.named(e[2][2])
        return False

    def pattern(self, p: Node | None) -> Node | None:
        if p is None or p[0] in ("loc", "id", "top"):
            return p
        if p[0] == "arr":
            return ("arr", tuple([self.pattern(item) for item in p[1]]))
        if p[0] == "obj":
            return ("obj", tuple([(*m[:-1], self.pattern(m[-1])) for m in p[1]]))
        if p[0] == "spread":
            return ("spread", self.pattern(p[1]))
        if p[0] == "assign":
            return ("assign", "=", self.pattern(p[2]), self.e(p[3]))
        return self.target(p)

    def target(self, n: Node) -> Node:
        if n[0] == "mem":
            return ("mem", self.e(n[1]), n[2], n[3])
        if n[0] == "idx":
            return ("idx", self.e(n[1]), self.e(n[2]), n[3])
        if n[0] in ("arr", "obj"):
            made: Node = self.pattern(n) or n
            return made
        return n

    def e_assign(self, n: Node) -> Node:
        return ("assign", n[1], self.target(n[2]), self.e(n[3]))

    def e_post(self, n: Node) -> Node:
        return ("post", n[1], self.target(n[2]))

    def e_yield(self, n: Node) -> Node:
        return ("yield", n[1], None if n[2] is None else self.e(n[2]))

    def e_un(self, n: Node) -> Node:
        op = n[1]
        if op in ("++", "--", "delete"):
            return ("un", op, self.target(n[2]))
        e = self.e(n[2])
        if op == "!":
            known = truthiness(e)
            if known is not None and pure(e):
                return FALSE if known else TRUE
            if e[0] == "un" and e[1] == "!" and e[2][0] == "un" and e[2][1] == "!":
                inner: Node = e[2]
                return inner
        elif op == "typeof" and pure(e):
            name = _type_name(e)
            if name:
                return ("str", f"'{name}'")
        elif op == "void":
            return UNDEF if pure(e) else ("un", op, e)
        return ("un", op, e)

    def e_bin(self, n: Node) -> Node:
        op = n[1]
        if op in ("&&", "||", "??"):
            return self.logical(op, n[2], n[3])
        a, b = self.e(n[2]), self.e(n[3])
        if op == "instanceof":
            if b[0] == "top" and not self.alive(("top", self.keys(b[1]))):
                return FALSE if pure(a) else ("seq", (a, FALSE))
            if b == ("id", "String") and pure(a) and not self.alive(("new", "String")):
                return FALSE
        elif op in ("===", "!==", "==", "!="):
            same = self.same(a, b, op)
            if same is not None:
                return TRUE if same is (op in ("===", "==")) else FALSE
        elif op == "+" and b[0] == "str":
            before, last = (a[2], a[3]) if a[0] == "bin" and a[1] == "+" else (None, a)
            if last[0] == "str" and last[1][0] == b[1][0]:
                joined: Node = ("str", last[1][:-1] + b[1][1:])
                return joined if before is None else ("bin", op, before, joined)
        return ("bin", op, a, b)

    def same(self, a: Node, b: Node, op: str) -> bool | None:
        if not pure(a) or not pure(b):
            return None
        if a[0] == b[0] == "str":
            return bool(a[1][1:-1] == b[1][1:-1])
        if is_const(a) and is_const(b):
            if a == b:
                return True
            if op in ("==", "!=") and {_value_kind(a), _value_kind(b)} <= {"undefined", "null"}:
                return True
            if _value_kind(a) != _value_kind(b) and op in ("===", "!=="):
                return False
            return None
        for x, y in ((a, b), (b, a)):
            if x in (UNDEF, NULL):
                if y[0] in ("fn", "arr", "obj", "tpl", "class"):
                    return False
                if y[0] == "top" and self.kind(self.keys(y[1])):
                    return False
            root = x
            while root[0] == "mem":
                root = root[1]
            # A value that nothing else gets at equals none.
            if root[0] == "top" and x[0] in ("top", "mem"):
                key = self.keys(root[1])
                if self.kind(key) and not self.alive(("top", key)):
                    return False
        return None

    def logical(self, op: str, left: Node, right: Node) -> Node:
        a = self.e(left)
        if op == "??":
            if a in (UNDEF, NULL):
                return self.e(right)
            if is_const(a):
                return a
        else:
            known = truthiness(a)
            if known is not None:
                if known is (op == "&&"):
                    return self.e(right) if pure(a) else ("seq", (a, self.e(right)))
                return a
        b = self.e(right)
        if op == "&&" and b == FALSE and pure(a) and _boolean(a):
            return FALSE
        if (op == "&&" and b == TRUE and _boolean(a)) or (op == "||" and b == FALSE and _boolean(a)):
            return a
        if op != "??":
            loose = _nothing(op, a, b)
            if loose is not None:
                return loose
        if op == "??" and b == UNDEF and a[0] == "mem" and a[3]:
            return a
        return ("bin", op, a, b)

    def e_cond(self, n: Node) -> Node:
        test = asking(self.e(n[1]))
        known = truthiness(test)
        if known is not None:
            taken = self.e(n[2] if known else n[3])
            return taken if pure(test) else ("seq", (test, taken))
        then, other = self.e(n[2]), self.e(n[3])
        if then == other:
            return _after(test, then)
        return ("cond", test, then, other)

    def e_seq(self, n: Node) -> Node:
        items = [self.e(item) for item in n[1]]
        items = [*(item for item in items[:-1] if not pure(item)), items[-1]]
        return items[0] if len(items) == 1 else ("seq", tuple(items))

    def e_mem(self, n: Node) -> Node:
        _, base, name, optional = n
        e = self.e(base)
        if optional and e in (UNDEF, NULL):
            return UNDEF
        if name[:2] == "_$":
            if pure(e) and not self.alive(("write", name)):
                self.says.add(name)
                return FALSE if self.alive(("false", name)) else UNDEF
        elif name in PROTOCOL and not self.alive(("define", name)) and pure(e):
            self.says.add(name)
            return UNDEF
        return ("mem", e, name, optional)

    def e_idx(self, n: Node) -> Node:
        e = self.e(n[1])
        if n[3] and e in (UNDEF, NULL):
            return UNDEF
        return ("idx", e, self.e(n[2]), n[3])

    def e_call(self, n: Node) -> Node:
        _, f, args, optional = n
        if f[0] == "top":
            return self.call_top(f, args, optional)
        if f[0] == "mem":
            if f[1] == ("id", "Object") and f[2] == "hasOwn" and len(args) == 2 and args[1][0] == "str":
                name = args[1][1][1:-1]
                if name[:2] == "_$" and not self.alive(("write", name)) and pure(args[0]):
                    self.says.add(name)
                    return FALSE
                if name in PROTOCOL and not self.alive(("define", name)) and pure(args[0]):
                    return FALSE
            callee = self.e_mem(f)
            if callee == UNDEF:
                if optional or f[3]:
                    return UNDEF
                callee = ("mem", self.e(f[1]), f[2], f[3])
        else:
            callee = self.e(f)
            if callee == UNDEF:
                if optional:
                    return UNDEF
                callee = f
        return ("call", callee, self.many(args), optional)

    def call_top(self, f: Node, args: tuple[Node, ...], optional: bool) -> Node:
        name, key = f[1], self.keys(f[1])
        if name in ("reached", "said", "spoken", "asks", "keyword"):
            what = args[0]
            fact = ("asked" if name == "asks" else str(name), str(what[1][1:-1]))
            if what[0] == "top":
                fact = ("top", self.keys(what[1]))
            return TRUE if self.alive(fact) else FALSE
        if name == "api":
            return self.call_top(("top", "meth"), args, optional)
        if name == "attributeNames":
            return self.attribute_names(args[0])
        if name == "internals":
            return ("call", f, tuple([arg for arg in args if self.alive(("read", arg[1][1:-1]))]), False)
        if name in LOOKUPS and len(args) == 2 and args[1][0] == "str":
            attribute = args[1][1][1:-1]
            if attribute in PROTOCOL and not self.alive(("define", attribute)):
                self.says.add(attribute)
                return UNDEF
        caught = name == "isexc" and len(args) == 2 and args[1][0] == "top"
        if caught and not self.alive(("top", self.keys(args[1][1]))):
            return FALSE
        if name == "statics":
            args = self.statics(args)
        made = self.many(args)
        while name in ("statics", "hidden") and made and made[-1] == UNDEF and len(made) > 3:
            made = made[:-1]
        summary = self.summary(key)
        if summary is not None and all(arg is not None and arg[0] != "spread" and pure(arg) for arg in made):
            # What it comes to may hang on what is passed.
            self.passed.update(f"{key}/{at}" for at, arg in enumerate(made) if arg != UNDEF)
            if summary[0] == "const":
                value: Node = summary[1]
                return value
            at = summary[1]
            return made[at] if at < len(made) else UNDEF
        return ("call", f, made, optional)

    def attribute_names(self, e: Node) -> Node:
        """A text of names, without those that the program never says."""
        words = "".join(_texts(e)).split()
        kept = [word for word in words if word in _ALWAYS or self.alive(("said", word))]
        return ("names", "'" + " ".join(kept) + "'")

    def statics(self, args: tuple[Node, ...]) -> tuple[Node, ...]:
        """A builtin type's class that nobody calls or names is left out: a stand-in of its name does."""
        if len(args) < 3 or args[1][0] != "top" or args[1] == args[0]:
            return args
        if not self.alive(("top", self.keys(args[1][1]))) and not self.alive(("types", "")):
            return (
                (args[0], args[2], UNDEF, args[3])
                if len(args) > 3 and args[3] != UNDEF
                else (args[0], args[2])
            )
        bases = ("said", "base " + args[2][1][1:-1]) if args[2][0] == "str" else ("said", "odd bases")
        if len(args) > 4 and not (
            self.alive(("read", "_$alloc")) and (self.alive(bases) or self.alive(("said", "odd bases")))
        ):
            return args[:4]
        return args

    def e_new(self, n: Node) -> Node:
        return ("new", self.e(n[1]) if n[1][0] != "loc" else n[1], self.many(n[2]))

    # ---- statements ----

    def body(self, statements: tuple[Node, ...], function: bool = False) -> tuple[Node, ...]:
        out: list[Node] = []
        later: list[int] = []
        dead = False
        for s in statements:
            if s[0] == "fdecl":
                later.append(len(out))
                out.append(s)
                continue
            if dead:
                continue
            for made in self.s(s):
                out.append(made)
                if ends(made):
                    dead = True
                    break
        for at in later:
            out[at] = ("fdecl", self.e_fn(out[at][1]))
        if function and out and out[-1][0] == "return" and out[-1][1] in (None, UNDEF):
            out.pop()
        return tuple(out)

    def one(self, s: Node) -> Node:
        made = self.s(s)
        if len(made) == 1:
            return made[0]
        return ("block", tuple(made)) if made else ("empty",)

    def s(self, s: Node) -> list[Node]:
        handler = _STATEMENTS.get(s[0])
        return handler(self, s) if handler else [s]

    def s_expr(self, s: Node) -> list[Node]:
        e = s[1]
        if self.unasked(e):
            return []
        # A property that nobody reads needs no store.
        store = _store(e)
        if store is not None:
            name, value = store
            if not self.alive(("read", name)):
                # What a function that goes asks for, nobody asks for.
                value = value if pure(value) else self.e(value)
                return [] if pure(value) else [("expr", value)]
        e = self.e(e)
        if pure(e):
            return []
        if e[0] == "bin" and e[1] in ("&&", "||", "??") and pure(e[3]):
            return self.s_expr(("expr", e[2])) if not pure(e[2]) else []
        return [("expr", e)]

    def s_var(self, s: Node) -> list[Node]:
        out = []
        for target, init in s[2]:
            init = None if init is None else self.e(init)
            if target[0] == "loc":
                value = UNDEF if init is None else init
                if self.propagate and target[1] not in self.assigned and is_const(value):
                    self.values[target[1]] = value
                    continue
                if init == UNDEF:
                    init = None if s[1] != "const" else init
            else:
                target = self.pattern(target)
            out.append((target, init))
        return [("var", s[1], tuple(out))] if out else []

    def s_if(self, s: Node) -> list[Node]:
        test = asking(self.e(s[1]))
        known = truthiness(test)
        if known is not None:
            out = [] if pure(test) else [("expr", test)]
            taken = s[2] if known else s[3]
            return out if taken is None else [*out, *self.s(taken)]
        then = self.one(s[2])
        other = None if s[3] is None else self.one(s[3])
        if other is not None and _is_empty(other):
            other = None
        if _is_empty(then):
            if other is None:
                return [] if pure(test) else [("expr", test)]
            return [("if", negate(test), other, None)]
        return [("if", test, then, other)]

    def s_block(self, s: Node) -> list[Node]:
        body = self.body(s[1])
        if len(body) == 1 and body[0][0] not in ("var", "fdecl", "cdecl"):
            return [body[0]]
        return [("block", body)] if body else []

    def s_for(self, s: Node) -> list[Node]:
        init = None
        if s[1] is not None:
            made = self.s(s[1])
            init = made[0] if made else None
        test = None if s[2] is None else self.e(s[2])
        if test is not None and truthiness(test) is False:
            return [] if init is None else [("block", (init,))]
        return [("for", init, test, None if s[3] is None else self.e(s[3]), self.one(s[4]))]

    def s_forof(self, s: Node) -> list[Node]:
        _, kind, target, e, body, word, how = s
        folded = self.one(body)
        if _is_empty(folded) and e[0] == "loc":
            return []
        return [("forof", kind, self.pattern(target), self.e(e), self.one(body), word, how)]

    def s_while(self, s: Node) -> list[Node]:
        test = self.e(s[1])
        if truthiness(test) is False and pure(test):
            return []
        return [("while", test, self.one(s[2]))]

    def s_do(self, s: Node) -> list[Node]:
        return [("do", self.one(s[1]), self.e(s[2]))]

    def s_return(self, s: Node) -> list[Node]:
        e = None if s[1] is None else self.e(s[1])
        return [("return", None if e == UNDEF else e)]

    def s_throw(self, s: Node) -> list[Node]:
        return [("throw", self.e(s[1]))]

    def s_try(self, s: Node) -> list[Node]:
        _, block, target, handler, final = s
        block = self.body(block)
        final = None if final is None else self.body(final)
        if not block:
            return [("block", final)] if final else []
        return [("try", block, self.pattern(target), None if handler is None else self.body(handler), final)]

    def s_switch(self, s: Node) -> list[Node]:
        if s[1][0] == "call" and s[1][1] == ("top", "asked"):
            return self.asked_switch(s)
        return [
            (
                "switch",
                self.e(s[1]),
                tuple([(None if test is None else self.e(test), self.body(body)) for test, body in s[2]]),
            )
        ]

    def asked_switch(self, s: Node) -> list[Node]:
        """`switch (asked(name))`: without the cases of dunders that the program never asks for."""
        cases = []
        run: list[tuple[Node | None, tuple[Node, ...]]] = []
        for test, body in s[2]:
            run.append((test, body))
            if not body:
                continue
            kept = [each for each in run if each[0] is None or self.alive(("asked", each[0][1][1:-1]))]
            if kept:
                cases += kept[:-1]
                cases.append((kept[-1][0], self.body(body)))
            run = []
        return [("switch", self.e(s[1][2][0]), tuple(cases))] if cases else []

    def s_label(self, s: Node) -> list[Node]:
        return [("label", s[1], self.one(s[2]))]

    def s_fdecl(self, s: Node) -> list[Node]:
        return [("fdecl", self.e_fn(s[1]))]

    def s_cdecl(self, s: Node) -> list[Node]:
        return [("cdecl", self.e_class(s[1]))]


_EXPRESSIONS = {name[2:]: f for name, f in vars(Folder).items() if name[:2] == "e_"}
_STATEMENTS = {name[2:]: f for name, f in vars(Folder).items() if name[:2] == "s_"}


def asking(e: Node) -> Node:
    """A test, of which only the truth matters."""
    if e[0] == "bin" and e[1] in ("&&", "||"):
        a, b = asking(e[2]), asking(e[3])
        known = truthiness(b)
        if known is not None and pure(b) and known is (e[1] == "&&"):
            return a
        return ("bin", e[1], a, b)
    if e[0] == "un" and e[1] == "!":
        inner = asking(e[2])
        return inner[2] if inner[0] == "un" and inner[1] == "!" else ("un", "!", inner)
    return e


def _after(test: Node, value: Node) -> Node:
    """The value, after what the test does."""
    if pure(test):
        return value
    if test[0] == "seq":
        return ("seq", (*(each for each in test[1] if not pure(each)), value))
    return ("seq", (test, value))


def negate(e: Node) -> Node:
    if e[0] == "un" and e[1] == "!":
        inner: Node = e[2]
        return inner
    if e[0] == "bin" and e[1] in _OPPOSITE:
        return ("bin", _OPPOSITE[e[1]], e[2], e[3])
    return ("un", "!", e)


_OPPOSITE = {"===": "!==", "!==": "===", "==": "!=", "!=": "=="}


def is_const(n: Node) -> bool:
    kind = n[0]
    if kind == "lit":
        return n[1][0] != "/" and len(n[1]) < 6
    return kind == "undef" or (kind == "str" and len(n[1]) < 4)


def _value_kind(n: Node) -> str:
    if n[0] == "undef":
        return "undefined"
    if n[0] == "str":
        return "string"
    return n[1] if n[1] in ("true", "false", "null") else "number"


def _type_name(n: Node) -> str:
    if n == UNDEF:
        return "undefined"
    if n == NULL:
        return "object"
    if n in (TRUE, FALSE):
        return "boolean"
    return "string" if n[0] in ("str", "tpl") else ""


def truthiness(n: Node) -> bool | None:
    kind = n[0]
    if kind == "undef":
        return False
    if kind == "lit":
        if n[1] in ("false", "null", "0", "NaN"):
            return False
        return True if n[1] == "true" or n[1][0] in "123456789/" else None
    if kind in ("fn", "arr", "obj", "class"):
        return True
    if kind == "str":
        return len(n[1]) > 2
    if kind == "bin":
        if n[1] == "&&" and (truthiness(n[2]) is False or truthiness(n[3]) is False):
            return False
        if n[1] == "||" and (truthiness(n[2]) is True or truthiness(n[3]) is True):
            return True
    if kind == "seq":
        return truthiness(n[1][-1])
    if kind == "un" and n[1] == "!":
        known = truthiness(n[2])
        return None if known is None else not known
    return None


def _boolean(n: Node) -> bool:
    """Its value is true or false."""
    if n in (TRUE, FALSE):
        return True
    if n[0] == "un":
        return bool(n[1] == "!")
    if n[0] == "bin":
        if n[1] in ("&&", "||"):
            return _boolean(n[2]) and _boolean(n[3])
        return n[1] in ("===", "!==", "==", "!=", "<", ">", "<=", ">=", "instanceof", "in")
    return False


def pure(n: Node | None) -> bool:
    """Evaluating it does nothing (getters are taken for quiet)."""
    if n is None:
        return True
    kind = n[0]
    if kind in ("id", "loc", "top", "lit", "str", "undef", "fn"):
        return True
    if kind == "mem":
        return pure(n[1])
    if kind == "idx":
        return pure(n[1]) and pure(n[2])
    if kind == "un":
        return n[1] in ("!", "typeof", "-", "~", "+", "void") and pure(n[2])
    if kind == "bin":
        return pure(n[2]) and pure(n[3])
    if kind == "cond":
        return pure(n[1]) and pure(n[2]) and pure(n[3])
    if kind in ("arr", "seq"):
        return all(pure(item) for item in n[1])
    if kind == "tpl":
        return all(pure(item) for item in n[2])
    if kind == "obj":
        return all(m[0] == "m" or (m[0] == "p" and pure(m[2])) for m in n[1])
    if kind in ("paren",):
        return pure(n[1])
    if kind == "new":
        return n[1][0] == "id" and n[1][1] in ("Map", "Set", "WeakMap", "WeakSet") and not n[2]
    if kind == "call" and n[1][0] == "mem" and n[1][1] == ("id", "Object"):
        return n[1][2] in ("create", "getPrototypeOf", "hasOwn", "keys") and all(pure(arg) for arg in n[2])
    return False


def _is_empty(s: Node) -> bool:
    return s[0] == "empty" or (s[0] == "block" and not s[1])


def ends(s: Node) -> bool:
    """Nothing after it runs."""
    kind = s[0]
    if kind in ("return", "throw", "break", "continue"):
        return True
    if kind == "block":
        return any(ends(each) for each in s[1])
    if kind == "if":
        return s[3] is not None and ends(s[2]) and ends(s[3])
    return False


def _nothing(op: str, a: Node, b: Node) -> Node | None:
    """`x !== null && x !== undefined` -> `x != null`."""
    strict, loose = ("!==", "!=") if op == "&&" else ("===", "==")
    before, last = (a[2], a[3]) if a[0] == "bin" and a[1] == op else (None, a)
    if not (last[0] == b[0] == "bin" and last[1] == b[1] == strict and last[2] == b[2] and pure(b[2])):
        return None
    if {last[3], b[3]} != {NULL, UNDEF}:
        return None
    made = ("bin", loose, b[2], NULL)
    return made if before is None else ("bin", op, before, made)


# JavaScript's own names: never a property as they are.
_ALWAYS = frozenset(("constructor", "__proto__", "then", "prototype"))


def _texts(e: Node) -> list[str]:
    if e[0] == "bin":
        return [*_texts(e[2]), *_texts(e[3])]
    return [e[1][1:-1]]


def _store(e: Node) -> tuple[str, Node] | None:
    """`x._$p = value` or `hidden(x, '_$p', value)`, of a plain x."""
    if e[0] == "assign" and e[1] == "=" and e[2][0] == "mem" and e[2][2][:2] == "_$" and pure(e[2][1]):
        return e[2][2], e[3]
    if e[0] == "call" and e[1] == ("top", "hidden") and len(e[2]) == 3 and pure(e[2][0]):
        key = e[2][1]
        if key[0] == "str" and key[1][1:3] == "_$":
            return key[1][1:-1], e[2][2]
    return None
