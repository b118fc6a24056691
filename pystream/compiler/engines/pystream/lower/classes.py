"""Classes: each member in the form that the runtime's builder takes."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.js.build import (
    NULL,
    THIS,
    UNDEFINED,
    array,
    assign,
    call,
    do,
    name,
    number,
    string,
)
from pystream.compiler.engines.pystream.js.nodes import (
    Binary,
    Dot,
    Expr,
    Function,
    If,
    Let,
    Member,
    Name,
    New,
    Object,
    Return,
    Spread,
    Stmt,
    Symbol,
    Unary,
)
from pystream.compiler.engines.pystream.lower.base import either
from pystream.compiler.engines.pystream.lower.functions import Functions
from pystream.compiler.engines.pystream.lower.scopes import Scope
from pystream.compiler.engines.pystream.lower.signature import Signature
from pystream.compiler.engines.pystream.lower.trusted import is_private
from pystream.compiler.engines.pystream.names import prop

BUILTIN_TYPES = frozenset(
    "bool bytearray bytes complex dict float frozenset int list object set str tuple type".split()
)
INHERITED = frozenset(f"__{name}__" for name in "repr str format eq ne lt le gt ge hash add mul rmul".split())
IMPLICIT_CLASS_METHODS = ("__init_subclass__", "__class_getitem__")


class Classes(Functions):
    """Lowers class statements."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        # For each class under way: the prototype that its body fills, and the variable of the class.
        self.prototypes: list[Symbol] = []
        self.owners: list[Expr] = []
        # Variables of dev builds that hold a class.
        self.cells: list[str] = []

    def _ClassDef(self, node: ast.ClassDef) -> list[Stmt]:
        slot = self.slot(node.name)
        return [do(assign(slot, self.decorated_class(node, slot)))]

    def decorated_class(self, node: ast.ClassDef, owner: Expr) -> Expr:
        """The value of a class statement."""
        decorators = [self.expr(each) for each in node.decorator_list]
        # Its methods name the class by the variable that it is bound to; where that is a property of an
        # outer class, or a decorator may replace the class, by one of their own.
        own = not isinstance(owner, Name) or bool(decorators)
        cell = self._cell(node) if own else None
        made = self.class_value(node, name(cell) if cell else owner)
        if cell is not None:
            made = assign(name(cell), made)
        for decorator in reversed(decorators):
            made = call(call(self.rt("fn"), decorator), made)
        return made

    def _cell(self, node: ast.ClassDef) -> Symbol:
        if node not in self.hot:
            return self.temporary("class")
        # Where methods that come later find it too.
        key = f"{self.module.name}:$class {self.hot[node].partition(':')[2]}"
        self.cells.append(key)
        return Symbol(key, True)

    def class_value(self, node: ast.ClassDef, owner: Expr) -> Expr:
        title = self.qualname(node, node.name)
        bases = self.exprs(node.bases)
        metaclass: Expr | None = None
        keywords: list[tuple[str, Expr]] = []
        for each in node.keywords:
            if each.arg == "metaclass":
                metaclass = self.expr(each.value)
            elif each.arg is not None:
                keywords.append((each.arg, self.expr(each.value)))
        body = self._class_body(node, owner)
        # For the linker: what of the class builder the program needs.
        if len(bases) > 1 or any(isinstance(each, ast.Starred) for each in node.bases):
            self.attributes.add("multiple bases")
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in BUILTIN_TYPES:
                self.attributes |= {f"base {base.id}", "builtin bases"}
            elif not self._is_class_name(base):
                self.attributes |= {"odd bases", "builtin bases"}
        heir = bool(node.bases) and self.trusted is None
        if heir and any(isinstance(each, ast.FunctionDef) for each in node.body):
            self.attributes.add("heir with methods")
        if "builtin bases" in self.attributes:
            # Instances of an heir find through it what the runtime does itself for the builtin type.
            self.attributes |= INHERITED
        if len(node.keywords) > (metaclass is not None):
            self.attributes.add("class keywords")
        options: list[tuple[str, Expr]] = []
        if metaclass is not None:
            self.attributes.add("metaclass")
            options.append(("metaclass", metaclass))
        if keywords:
            options.append(("kw", Object(keywords)))
        if self.main_name() != "__main__":
            options.append(("module", string(self.main_name())))
        args: list[Expr] = [
            self._constructor(node),
            string(title),
            array(bases) if bases else NULL,
            body,
        ]
        if options:
            args.append(Object(options))
        return call(self.rt("cls"), *args)

    def _is_class_name(self, node: ast.expr) -> bool:
        """Whether a base is a class of the program, or a builtin exception."""
        known = self.known_callee(node)
        if known is not None:
            return known.is_class
        return isinstance(node, ast.Name) and node.id.endswith(("Error", "Exception", "Exit", "Warning"))

    def _constructor(self, node: ast.ClassDef) -> Expr:
        """A JavaScript constructor of the class's own, so that V8 makes it fast for this class."""
        own = Symbol("C")
        new = Unary("!", Name("new.target"))
        init = next(
            (
                each
                for each in node.body
                if isinstance(each, ast.FunctionDef) and each.name == "__init__" and not each.decorator_list
            ),
            None,
        )
        # In a dev build it may get another one.
        signature = Signature(init, skip=1) if init is not None and not self.program.dev else None
        if signature is None or signature.needs_bind or signature.rest or not signature.receiver:
            args = Symbol("args")
            spread = Spread(name(args))
            return Function(
                "function",
                [spread],
                [
                    If(new, [Return(New(name(own), [spread]))]),
                    do(self._initialized(spread)),
                ],
                [own, args],
                own,
            )
        params = [Symbol(each) for each in signature.normal]
        names = [name(each) for each in params]
        if self.trusted is not None and node.name[0] == "_":
            return Function("function", names, [do(self._initialized(*names))], [own, *params], own)
        most, count = len(params), Dot(Name("arguments"), "length")
        wrong: Expr
        if signature.required == most:
            wrong = Binary("!==", count, number(most))
        elif signature.required == 0:
            wrong = Binary(">", count, number(most))
        else:
            wrong = Binary(
                "||", Binary("<", count, number(signature.required)), Binary(">", count, number(most))
            )
        assert init is not None
        text = string(Signature(init).text(self.qualname(node, node.name) + ".__init__"))
        return Function(
            "function",
            names,
            [
                If(
                    new,
                    [
                        If(wrong, [do(call(self.rt("argm"), Name("arguments"), text))]),
                        Return(New(name(own), names)),
                    ],
                ),
                do(self._initialized(*names)),
            ],
            [own, *params],
            own,
        )

    def _initialized(self, *args: Expr) -> Expr:
        made = call(Dot(THIS, "__init__"), *args)
        if not self.program.odd_inits:
            return made
        self.attributes.add("odd init")
        return call(self.rt("initialized"), made)

    def _class_body(self, node: ast.ClassDef, owner: Expr) -> Expr:
        outer = self.scope, self.bound, self.loops, self.handlers
        self.scope = scope = self.scopes.of[node]
        self.loops, self.handlers = [], []
        scope.temporaries = []
        prototype = Symbol("c")
        self.prototypes.append(prototype)
        self.owners.append(owner)
        body: list[Stmt] = []
        doc = self.docstring(node)
        if doc is not None:
            body.append(do(assign(Dot(name(prototype), "__doc__"), doc)))
        body += self._annotations(node, prototype)
        for statement in node.body:
            made = self.statement(statement)
            if statement in self.hot:
                made = [Member(self.hot[statement], each, prototype) for each in made]
            body += made
        self.owners.pop()
        self.prototypes.pop()
        self.scope, self.bound, self.loops, self.handlers = outer
        if scope.temporaries:
            body.insert(0, Let([(name(each), None) for each in scope.temporaries]))
        return self.code(node, Function("arrow", [name(prototype)], body, [prototype, *scope.temporaries]))

    def _annotations(self, node: ast.ClassDef, prototype: Symbol) -> list[Stmt]:
        """`x: int` of a class that a decorator or base may read (dataclass, NamedTuple, TypedDict)."""
        found = [
            each
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        read = node.decorator_list or node.bases or self.program.reads_annotations
        if not found or not read:
            return []
        evaluated = self.program.reads_annotations
        pairs: list[Expr] = []
        for each in found:
            assert isinstance(each.target, ast.Name)
            written = each.annotation
            text = written.value if isinstance(written, ast.Constant) else ast.unparse(written)
            note = self.annotation(written) if evaluated else string(str(text))
            pairs += [string(self.private(each.target.id)), note]
        made = call(self.rt("dict_of"), array(pairs))
        return [do(assign(Dot(name(prototype), "__annotations__"), made))]

    # Names of the class body are properties of the prototype.

    def class_slot(self, home: object, identifier: str) -> Expr:
        self.bind(home, identifier)
        self.attributes.add(self.private(identifier))
        return Dot(name(self.prototypes[-1]), prop(self.private(identifier)))

    def class_object(self) -> Expr:
        return name(self.prototypes[-1])

    def class_name(self, home: object, identifier: str, node: ast.AST) -> Expr:
        assert isinstance(home, Scope)
        read = call(self.rt("cget"), name(self.prototypes[-1]), string(prop(self.private(identifier))))
        if self.scope is not home and (id(home), identifier) not in self.bound:
            return read
        if (id(home), identifier) in self.bound:
            return read
        # Not bound yet: Python looks for a global then, not for a variable of an enclosing function.
        symbols = home.module.symbols
        if identifier in symbols:
            fallback: Expr = self.checked(home.module, identifier)
        else:
            saved = home.symbols.pop(identifier)
            fallback = self.load(identifier, node)
            home.symbols[identifier] = saved
        return either(read, fallback)

    def store(self, target: ast.expr, value: Expr) -> list[Stmt]:
        if isinstance(target, ast.Name) and self.scope.kind == "class":
            home, _ = self.scope.resolve(target.id)
            if home is self.scope:
                slot = self.class_slot(home, target.id)
                return [do(assign(slot, call(self.rt("cv"), value)))]
        return super().store(target, value)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[Stmt]:
        if self.scope.kind != "class":
            return super()._define(node)
        home, _ = self.scope.resolve(node.name)
        if home is not self.scope:  # `global` in a class body
            return super()._define(node)
        owner, prototype = self.owners[-1], name(self.prototypes[-1])
        key = string(prop(self.private(node.name)))
        text = string(Signature(node).text(self.qualname(node, node.name)))
        decorators = node.decorator_list
        takes_self = bool(node.args.posonlyargs or node.args.args)
        made: Stmt
        match decorators:
            case [] if node.name == "__new__":
                made = do(
                    call(self.rt("staticm"), prototype, key, self.signed(node, self._in_class(node, owner)))
                )
            case [] if node.name in IMPLICIT_CLASS_METHODS and takes_self:
                made = do(
                    call(self.rt("classm"), prototype, key, self._in_class(node, owner, method=True), text)
                )
            case [] if takes_self:
                function = self._in_class(node, owner, method=True)
                args: list[Expr] = [function, text]
                doc = self.docstring(node)
                if doc is not None:
                    args.append(doc)
                plain = self.trusted is not None and (is_private(node) or self.scope.name[0] == "_")
                value = function if plain else call(self.rt("meth"), *args)
                made = do(assign(self.class_slot(self.scope, node.name), value))
                return [made]
            case [ast.Name(id="property")] if self.trusted is not None:
                made = do(call(self.rt("accessor"), prototype, key, *self._accessors(node, owner)))
            case [ast.Attribute(attr="setter")] if self.trusted is not None:
                return []
            case [ast.Name(id="property")] if self.is_builtin("property") and takes_self:
                args = [prototype, key, self._in_class(node, owner, method=True)]
                doc = self.docstring(node)
                if doc is not None:
                    args += [UNDEFINED, UNDEFINED, doc]
                made = do(call(self.rt("prop"), *args))
            case [ast.Attribute(value=ast.Name(id=base), attr="setter")] if base == node.name and takes_self:
                setter = self._in_class(node, owner, method=True, check=False)
                made = do(call(self.rt("prop"), prototype, key, UNDEFINED, setter))
            case [ast.Attribute(value=ast.Name(id=base), attr="deleter")] if base == node.name and takes_self:
                deleter = self._in_class(node, owner, method=True)
                made = do(call(self.rt("prop"), prototype, key, UNDEFINED, UNDEFINED, deleter))
            case [ast.Name(id="classmethod")] if self.is_builtin("classmethod") and takes_self:
                made = do(
                    call(self.rt("classm"), prototype, key, self._in_class(node, owner, method=True), text)
                )
            case [ast.Name(id="staticmethod")] if self.is_builtin("staticmethod"):
                made = do(
                    call(self.rt("staticm"), prototype, key, self.signed(node, self._in_class(node, owner)))
                )
            case _:
                decorated: Expr = self.signed(node, self._in_class(node, owner))
                for decorator in reversed(decorators):
                    decorated = call(call(self.rt("fn"), self.expr(decorator)), decorated)
                slot = self.class_slot(self.scope, node.name)
                made = do(assign(slot, call(self.rt("cv"), decorated)))
                return [made]
        self.bind(self.scope, node.name)
        self.attributes.add(self.private(node.name))
        return [made]

    def _accessors(self, getter: ast.FunctionDef | ast.AsyncFunctionDef, owner: Expr) -> list[Expr]:
        """The functions of a property, the setter's too."""
        assert isinstance(self.scope.node, ast.ClassDef)
        return [
            self._in_class(each, owner, method=True, check=False)
            for each in self.scope.node.body
            if isinstance(each, ast.FunctionDef) and each.name == getter.name
        ]

    def _in_class(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        owner: Expr,
        method: bool = False,
        check: bool = True,
    ) -> Expr:
        return self.function(node, method=method, owner=owner, check=check)
