"""JavaScript's own objects: the browser's globals, what vendored scripts export, and what comes from them.

Where an object is surely JavaScript's, its names are plain and its arguments are converted on the spot.
Where it may be, in a program that lets such objects loose (brought.py), the runtime looks: what changes on
the way is said in runtime/builtins/javascript.js.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pystream.compiler.browser_names import CLASSES
from pystream.compiler.engines.pystream.js.build import NULL, array, assign, call, string
from pystream.compiler.engines.pystream.js.nodes import Array, Binary, Dot, Expr, New, Object, Raw, Spread
from pystream.compiler.engines.pystream.lower.base import either
from pystream.compiler.engines.pystream.lower.brought import BROWSER
from pystream.compiler.engines.pystream.lower.expressions import DOM
from pystream.compiler.engines.pystream.lower.typed import Typed
from pystream.compiler.engines.pystream.names import prop
from pystream.compiler.scripts import js_name

# Said among a unit's attributes: the runtime then expects JavaScript's objects anywhere.
MARK = "javascript"
# Functions that the page's own half gives client code; not the browser's.
HALF = frozenset(("position", "to_js", "to_py", "JsError"))
# Classes whose call gives a primitive, and those that keep what they are given as it is.
CALLED = frozenset(("BigInt", "Boolean", "Number", "String", "Symbol"))
KEEPING = frozenset(("Map", "Set", "WeakMap", "WeakRef", "WeakSet"))
SIMPLE = frozenset(("bool", "str", "int", "none"))


def bare(value: Expr) -> Expr:
    """`value ?? null` without its end, where nobody looks whether it is undefined."""
    return value.left if isinstance(value, Binary) and value.op == "??" and value.right is NULL else value


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class JavaScript(Typed):
    """Lowers what meets JavaScript's own objects."""

    def is_javascript(self, node: ast.expr) -> bool:
        """Whether it is surely JavaScript's own object. What its attributes hold may as well be text."""
        match node:
            case ast.Attribute(value=value, attr=attribute) if attribute[0].isupper():
                if self.is_javascript(value):
                    return True
            case ast.Call(func=function):
                return self.makes_object(function)
        return self._javascript_name(node) is not None

    def makes_object(self, function: ast.expr) -> bool:
        """Whether a call of it is `new`: JavaScript's class, which is known or begins with a capital."""
        found = self._javascript_name(function)
        if found is not None:
            module, identifier = found
            if module == BROWSER:
                return identifier in CLASSES and identifier not in CALLED
            return identifier[0].isupper() or self.program.is_script_class(module, identifier)
        return (
            isinstance(function, ast.Attribute)
            and function.attr[0].isupper()
            and function.attr not in CALLED
            and self.is_javascript(function.value)
        )

    def _javascript_name(self, node: ast.expr) -> tuple[str, str] | None:
        found = self.library_name(node)
        if found is None or found[1] in HALF:
            return None
        return found if found[0] == BROWSER or self.program.is_script(found[0]) else None

    def is_client(self, node: ast.expr) -> bool:
        """Whether it is of pystream.client: takes Python's values."""
        if isinstance(node, ast.Subscript):
            return self.library_name(node.value) == DOM
        found = self.library_name(node)
        return found is not None and found[0] == "pystream.client"

    # Properties

    def javascript_read(self, node: ast.Attribute) -> Expr:
        """A property of what is surely JavaScript's; its functions keep their object."""
        receiver, attribute = self.js_object(node.value), js_name(node.attr)
        if not self.program.browser:
            return either(Dot(receiver, attribute), NULL)
        first, again = self.simple(receiver)
        return call(self.rt("attr"), Dot(first, attribute), again, string(attribute))

    def javascript_store(self, receiver: Expr, attribute: str, new: Expr) -> Expr:
        """`o.x = new`, where o may be JavaScript's."""
        self.attributes.add(attribute)
        first, again = self.simple(receiver)
        return assign(Dot(first, attribute), call(self.rt("jsarg"), again, new))

    def stores_javascript(self, receiver: Expr, attribute: str) -> bool:
        """Whether a store may need its value converted on the spot: `$name` does that by itself."""
        own = isinstance(receiver, Raw) and receiver.text == "this"
        return self.program.browser and not own and prop(attribute) == attribute

    # Arguments

    def js_argument(self, node: ast.expr) -> Expr:
        """An argument as JavaScript has it."""
        if isinstance(node, ast.Starred):
            items = array([Spread(call(self.rt("it"), self.expr(node.value)))])
            return Spread(call(Dot(items, "map"), self.rt("jsout")))
        match node:
            case ast.Dict(keys=keys, values=values) if all(map(_is_text, keys)):
                pairs = zip(keys, values, strict=True)
                return Object([(each.value, self.js_argument(value)) for each, value in pairs])  # type: ignore[union-attr]
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return array([self.js_argument(each) for each in elements])
        kind = self.kind(node)
        if kind == "float":
            return self.raw(node)
        made = self.expr(node)
        # Where JavaScript's objects are not let loose, nothing is given to them that has two forms.
        return made if kind in SIMPLE or not self.program.browser else call(self.rt("jsout"), made)

    def js_arguments(self, node: ast.Call, keep: bool = False) -> list[Expr]:
        """The arguments of a call of JavaScript's; keywords are its options, last."""
        made = self.exprs(node.args) if keep else [self.js_argument(each) for each in node.args]
        if node.keywords:
            made.append(self.js_options(node.keywords))
        return made

    def js_options(self, keywords: Sequence[ast.keyword]) -> Expr:
        if any(each.arg is None for each in keywords):
            return call(self.rt("jsoptions"), self.keywords(keywords))
        return Object([(js_name(str(each.arg)), self.js_argument(each.value)) for each in keywords])

    def keywords(self, keywords: Sequence[ast.keyword]) -> Expr:
        raise NotImplementedError

    def maybe_js(self, receiver: Expr, node: ast.expr) -> Expr:
        """An argument of a method of `receiver`, whosever it is."""
        made = self.expr(node)
        if isinstance(node, ast.Starred) or self.kind(node) in SIMPLE:
            return made
        return call(self.rt("jsarg"), receiver, made)

    # Calls

    def javascript_call(self, node: ast.Call) -> Expr | None:
        """A call of a global of the browser or of a script's export; None for any other callee."""
        found = self._javascript_name(node.func)
        if found is None:
            return None
        identifier = found[1]
        function = self.js_object(node.func)
        if self.makes_object(node.func):
            return New(function, self.js_arguments(node, keep=identifier in KEEPING))
        return either(call(function, *self.js_arguments(node)), NULL)

    def javascript_method(self, node: ast.Call, function: ast.Attribute) -> Expr:
        """A method of what is surely JavaScript's."""
        receiver = self.js_object(function.value)
        if function.attr == "new":
            return New(receiver, self.js_arguments(node))
        method = Dot(receiver, js_name(function.attr))
        if self.makes_object(function):
            return New(method, self.js_arguments(node))
        # A promise settles with what it is given, as it is.
        keep = self.library_name(function.value) == (BROWSER, "Promise")
        return either(call(method, *self.js_arguments(node, keep=keep)), NULL)

    def js_object(self, node: ast.expr) -> Expr:
        """What is surely an object, without a look whether it is there."""
        if isinstance(node, ast.Attribute) and self.static_attribute(node) is None:
            return Dot(self.js_object(node.value), js_name(node.attr))
        return bare(self.expr(node))

    def javascript_made(self, node: ast.Call, receiver: Expr, attribute: str) -> Expr | None:
        """`o.Name(..)` and `C.new(..)`, which make an object where o and C are JavaScript's."""
        if attribute == "new":
            made = [receiver]
        elif attribute[0].isupper() and not self.program.is_method(attribute) and attribute not in CALLED:
            made = [receiver, string(attribute)]
        else:
            return None
        self.attributes.add(attribute)
        made.append(Array(self.exprs(node.args)))
        if node.keywords:
            made.append(self.keywords(node.keywords))
        helper = ("jsnew" if attribute == "new" else "jsmake") + ("kw" if node.keywords else "")
        return call(self.rt(helper), *made)
