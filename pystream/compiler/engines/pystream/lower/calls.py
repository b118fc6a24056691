"""Calls: direct where the callee is known, by the runtime's protocols elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from pystream.compiler.engines.pystream.js.build import (
    NULL,
    THIS,
    UNDEFINED,
    array,
    call,
    number,
    string,
    undefined,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Conditional,
    Dot,
    Expr,
    New,
    Object,
    Raw,
    Unary,
)
from pystream.compiler.engines.pystream.lower.base import either
from pystream.compiler.engines.pystream.lower.javascript import JavaScript
from pystream.compiler.engines.pystream.lower.outline import Definition, Parameters
from pystream.compiler.engines.pystream.names import builtin, prop

# How many arguments builtin functions take, where the runtime does not count them.
ARGUMENTS = {
    **dict.fromkeys("abs ascii bin callable chr hash hex id len oct ord repr".split(), (1, 1)),
    **dict.fromkeys("delattr hasattr isinstance issubclass divmod".split(), (2, 2)),
    **dict.fromkeys("iter next".split(), (1, 2)),
    "getattr": (2, 3),
    "setattr": (3, 3),
}
# Of the library's module operator, and of what templates become.
SAYING = frozenset("methodcaller attrgetter _dot _item".split())


class Calls(JavaScript):
    """Lowers calls."""

    # For each function under way: the JavaScript of its `self` (or `cls`), and the class it is a method of.
    def current_self(self) -> Expr:
        raise NotImplementedError

    def _Call(self, node: ast.Call) -> Expr:
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in SAYING:
            # These say attributes as texts.
            for each in node.args:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    self.attributes.update(each.value.split("."))
        special = self._run(node) or self.typed_call(node) or self.javascript_call(node)
        if special is not None:
            return special
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")) as inner, attr=attribute) if (
                self.is_super()
            ):
                return self._super_call(node, inner, attribute)
            case ast.Attribute():
                known = self.known_callee(node.func)
                if known is not None:
                    return self._known_call(node, self.expr(node.func), known)
                static = self.static_attribute(node.func)
                if static is not None:
                    return self._unknown_call(node, static, certain=self.is_library_callable(node.func))
                return self._method_call(node, node.func)
            case ast.Name(id="super") if self.is_super():
                return self._super_value(node)
            case ast.Name(id=identifier) if self.asks_for_names(node):
                return self._names_here(identifier)
            case ast.Name(id=identifier) if self.is_builtin(identifier):
                return self._builtin_call(node, identifier)
            case ast.Name():
                known = self.known_callee(node.func)
                if known is not None:
                    return self._known_call(node, self.expr(node.func), known)
                certain = self.is_library_callable(node.func)
                return self._unknown_call(node, self.expr(node.func), certain=certain)
            case ast.Lambda():
                return self._unknown_call(node, self.expr(node.func), certain=True)
        return self._unknown_call(node, self.expr(node.func))

    def known_callee(self, node: ast.expr) -> Definition | None:
        """The one definition that a callee can be, when there is one."""
        raise NotImplementedError

    def is_library_callable(self, node: ast.expr) -> bool:
        """Whether the callee is a function or class of the library."""
        return self.library_name(node) is not None

    def is_super(self) -> bool:
        home, _ = self.scope.resolve("super")
        return home is None

    def _run(self, node: ast.Call) -> Expr | None:
        """`asyncio.run(...)`: at module level the module waits; in a function nothing else runs meanwhile."""
        found = self.library_name(node.func)
        if found != ("asyncio", "run"):
            return None
        if self.scope.kind == "module":
            self.waits = True
            return Unary("await", self._unknown_call(node, self.expr(node.func), certain=True))
        blocking = self.external(str(self.program.library_key("asyncio", "run_blocking")))
        return self._unknown_call(node, blocking, certain=True)

    def _unknown_call(self, node: ast.Call, function: Expr, certain: bool = False) -> Expr:
        if node.keywords:
            return call(
                self.rt("callkw"), function, array(self.exprs(node.args)), self.keywords(node.keywords)
            )
        if not certain and self.trusted is None:
            function = call(self.rt("fn"), function)
        return call(function, *self.exprs(node.args))

    def keywords(self, keywords: Sequence[ast.keyword]) -> Expr:
        """The object of keyword arguments."""
        if all(each.arg is not None for each in keywords):
            return Object([(str(each.arg), self.expr(each.value)) for each in keywords])
        made: Expr | None = None
        run: list[tuple[str, Expr]] = []
        rest: list[Expr] = []
        for each in keywords:
            if each.arg is not None:
                run.append((each.arg, self.expr(each.value)))
                continue
            if made is None:
                made, run = (Object(run) if run else NULL), []
            elif run:
                rest.append(Object(run))
                run = []
            rest.append(self.expr(each.value))
        if run:
            rest.append(Object(run))
        assert made is not None
        return call(self.rt("mergekw"), made, *rest)

    def _names_here(self, identifier: str) -> Expr:
        """`locals()` and its like: the variables of where they stand."""
        scope = self.scope
        while scope.kind == "comprehension" and scope.outer is not None:
            scope = scope.outer
        made: Expr
        if identifier == "globals" or scope.kind == "module":
            made = call(self.rt("globals_"), self.external(f"{self.module.name}:$module"))
        else:
            pairs: list[Expr] = []
            for each in scope.symbols if scope.kind == "function" else ():
                value = self.variable(scope, each)
                if self.is_raw(scope, each):
                    value = Conditional(undefined(value), UNDEFINED, self.box(value))
                pairs += [string(each), value]
            made = call(self.rt("locals_"), array(pairs))
        return call(self.rt("sorted_"), made) if identifier == "dir" else made

    def _builtin_call(self, node: ast.Call, identifier: str) -> Expr:
        plain = not node.keywords and not any(isinstance(each, ast.Starred) for each in node.args)
        least, most = ARGUMENTS.get(identifier, (0, len(node.args)))
        if plain and not least <= len(node.args) <= most:
            wrong = array(self.exprs(node.args))
            return call(self.rt("argc"), wrong, number(least), number(most), string(identifier))
        if plain and identifier == "type" and len(node.args) == 1:
            return call(self.rt("typeOf"), self.expr(node.args[0]))
        if identifier == "type":
            function: Expr = self.rt("type_")
        else:
            function = self.rt(str(builtin(identifier)))
        if plain and identifier in ("getattr", "hasattr", "setattr", "delattr") and len(node.args) > 1:
            attribute = node.args[1]
            if isinstance(attribute, ast.Constant) and isinstance(attribute.value, str):
                self.attributes.add(attribute.value)
            else:
                self.attributes.add("*")
        if node.keywords:
            return call(
                self.rt("callkw"), function, array(self.exprs(node.args)), self.keywords(node.keywords)
            )
        return call(function, *self.exprs(node.args))

    def _known_call(self, node: ast.Call, function: Expr, definition: Definition) -> Expr:
        """A call of a function or class whose definition is in sight."""
        is_class, signature = definition.is_class, definition.parameters
        plain = not node.keywords
        starred = any(isinstance(each, ast.Starred) for each in node.args)
        if definition.decorated or definition.keywords:
            return self._unknown_call(node, function, certain=not definition.decorated)
        if plain:
            if is_class and signature is not None:
                return New(function, self.exprs(node.args))
            return call(function, *self.exprs(node.args))
        if is_class and not self._keeps_order(definition):
            signature = None
        if signature is None or starred or any(each.arg is None for each in node.keywords):
            self.escaping.add(definition.name)
            return self._unknown_call(node, function, certain=True)
        if signature.needs_bind:
            args = [*self.exprs(node.args), New(self.rt("Kw"), [self.keywords(node.keywords)])]
            return New(function, args) if is_class else call(function, *args)
        given = self._positions(node, signature)
        if given is None:
            # Settled at run time, by the signature that the function then has to carry.
            self.escaping.add(definition.name)
            return self._unknown_call(node, function, certain=True)
        return New(function, given) if is_class else call(function, *given)

    def _keeps_order(self, definition: Definition) -> bool:
        """Whether a class takes keywords as positions: an exception's `args` are what came by position."""
        for text in definition.bases:
            base = ast.parse(text, mode="eval").body
            known = self.known_callee(base)
            if known is not None and known.is_class:
                if not self._keeps_order(known):
                    return False
            elif text != "object":
                return False
        return True

    def _positions(self, node: ast.Call, signature: Parameters) -> list[Expr] | None:
        """The arguments in the callee's order, holes undefined; None when it must be settled at run time."""
        if signature.needs_bind:
            return None
        names = signature.normal
        if len(node.args) > len(names):
            return None
        slots: dict[str, ast.expr] = dict(zip(names, node.args, strict=False))
        for each in node.keywords:
            assert each.arg is not None
            if each.arg not in names or each.arg in slots or each.arg in signature.positional_only:
                return None
            slots[each.arg] = each.value
        if any(name_ not in slots for name_ in names[: signature.required]):
            return None
        order = [each.arg for each in node.keywords]
        ranks = [names.index(str(each)) for each in order]
        in_order = ranks == sorted(ranks)
        if not in_order and not all(_is_plain(each.value) for each in node.keywords):
            return None  # evaluation goes by the order in the text
        last = max(names.index(name_) for name_ in slots) if slots else -1
        return [self.expr(slots[name_]) if name_ in slots else UNDEFINED for name_ in names[: last + 1]]

    def _method_call(self, node: ast.Call, function: ast.Attribute) -> Expr:
        if self.is_javascript(function.value):
            return self.javascript_method(node, function)
        attribute = self.private(function.attr)
        receiver = self.expr(function.value)
        client = self.is_client(function.value)
        # The browser half's objects have their methods by the plain name, and no builtin type's is meant.
        property_ = attribute if client else prop(attribute)
        if not client:
            if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
                self.attributes.add(attribute)
            else:
                self.calls.add((attribute, len(node.args)))
        if attribute in ("format", "format_map") and isinstance(function.value, ast.Constant):
            # Its fields say attributes: "{0.name}".
            self.attributes.update(re.findall(r"\.([^\W\d]\w*)", str(function.value.value)))
        if attribute.startswith("__") and attribute.endswith("__"):
            # Dunders of builtin types are no properties.
            got = call(self.rt("ga"), receiver, string(attribute))
            return self._unknown_call(node, got)
        browser = self.program.browser and not client
        made = self.javascript_made(node, receiver, attribute) if browser else None
        if made is not None:
            return made
        if node.keywords:
            args = array(self.exprs(node.args))
            return call(self.rt("callmkw"), receiver, string(property_), args, self.keywords(node.keywords))
        if self._certainly_has(function.value, receiver, attribute):
            return call(Dot(receiver, property_), *self.exprs(node.args))
        first, again = self.simple(receiver)
        test = Dot(first, property_, optional=not (isinstance(receiver, Raw) and receiver.text == "this"))
        found = Conditional(test, again, call(self.rt("no"), again, string(property_)))
        if browser and property_ == attribute and receiver is not THIS:
            return either(
                call(Dot(found, property_), *[self.maybe_js(again, each) for each in node.args]), NULL
            )
        return call(Dot(found, property_), *self.exprs(node.args))

    def _certainly_has(self, node: ast.expr, receiver: Expr, attribute: str) -> bool:
        """Whether the receiver has this method for sure: a literal of a builtin type that has it."""
        if self.trusted is not None or self.has_method(node, attribute):
            return True
        kind = self.kind(node)
        if kind == "str":
            return attribute in _STR_METHODS
        if kind == "list":
            return attribute in (
                "append",
                "extend",
                "pop",
                "sort",
                "index",
                "count",
                "insert",
                "remove",
                "copy",
            )
        return False

    # super

    def _super_parts(self, inner: ast.Call) -> tuple[Expr, Expr]:
        """The class and the object that `super()` or `super(C, self)` speaks of."""
        if len(inner.args) == 2:
            return self.expr(inner.args[0]), self.expr(inner.args[1])
        return self.current_class(), self.current_self()

    def _super_call(self, node: ast.Call, inner: ast.Call, attribute: str) -> Expr:
        owner, receiver = self._super_parts(inner)
        attribute = self.private(attribute)
        self.attributes.add(attribute)
        if node.keywords:
            found = call(self.rt("supattr"), owner, receiver, string(prop(attribute)))
            return call(self.rt("callkw"), found, array(self.exprs(node.args)), self.keywords(node.keywords))
        method = call(self.rt("sup"), owner, receiver, string(prop(attribute)))
        args = self.exprs(node.args)
        return call(Dot(method, "call"), receiver, *args)

    def _super_value(self, node: ast.Call) -> Expr:
        owner, receiver = self._super_parts(node)
        return call(self.rt("PySuper"), owner, receiver)


def _is_plain(node: ast.expr) -> bool:
    """Whether evaluating it can neither do nor see anything."""
    return isinstance(node, ast.Constant | ast.Name | ast.Lambda) or (
        isinstance(node, ast.UnaryOp) and _is_plain(node.operand)
    )


_STR_METHODS = frozenset(
    """
    capitalize casefold center count encode endswith expandtabs find format format_map index isalnum
    isalpha isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join
    ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit
    rstrip split splitlines startswith strip swapcase title translate upper zfill
    """.split()
)
