"""What the rest of a program may know of a module: made of its own tree alone, and small.

So a module that has not changed is known without being parsed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from pystream.compiler.engines.pystream.lower.brought import brings_javascript
from pystream.compiler.engines.pystream.lower.order import definite
from pystream.compiler.engines.pystream.lower.scopes import Scope, Scopes, own_nodes
from pystream.compiler.engines.pystream.lower.signature import Signature
from pystream.compiler.source import Module, children, walk
from pystream.declarations import absolute

ANNOTATION_READERS = frozenset({"__annotations__", "get_type_hints"})
# Whoever says one of these can reach any variable of any module.
REFLECTION = frozenset("globals locals eval exec compile __import__ import_module modules".split())
# These reach what they are given: any variable of a module, if modules are handled as values.
COMPUTED = frozenset("getattr setattr delattr vars __dict__ attrgetter methodcaller".split())
SETTERS = frozenset("setattr delattr vars __dict__ __setattr__ __delattr__".split())

FunctionOrClass = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a call by keywords needs to know of a signature; see Signature."""

    normal: list[str]
    required: int
    positional_only: list[str]
    needs_bind: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class of module level that its name certainly stands for."""

    name: str
    is_class: bool
    decorated: bool
    # Of a class, as they are written.
    bases: list[str]
    # Class keywords: a metaclass, or arguments of __init_subclass__.
    keywords: bool
    # Of a function, or of the one __init__ that calling the class calls; None: not known.
    parameters: Parameters | None
    # A generator that does something when it ends.
    notices_end: bool = False

    @classmethod
    def of(cls, node: FunctionOrClass) -> Definition:
        decorated = bool(node.decorator_list)
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base) for base in node.bases]
            return cls(node.name, True, decorated, bases, bool(node.keywords), _constructor(node))
        parameters = None if decorated else _parameters(Signature(node))
        ends = isinstance(node, ast.FunctionDef) and not decorated and _notices_end(node)
        return cls(node.name, False, decorated, [], False, parameters, ends)

    @classmethod
    def read(cls, values: dict[str, Any]) -> Definition:
        parameters = values["parameters"]
        return cls(**{**values, "parameters": parameters and Parameters(**parameters)})


def _notices_end(node: ast.FunctionDef) -> bool:
    inside = list(own_nodes(node.body))
    yields = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in inside)
    return yields and any(isinstance(each, ast.Try | ast.With) for each in inside)


def _parameters(signature: Signature) -> Parameters:
    return Parameters(
        signature.normal, signature.required, sorted(signature.positional_only), signature.needs_bind
    )


def _constructor(node: ast.ClassDef) -> Parameters | None:
    methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
    if any(inner.name == "__new__" for inner in methods):
        return None
    for inner in methods:
        if inner.name == "__init__" and not inner.decorator_list:
            return _parameters(Signature(inner, skip=1))
    return None


@dataclass(slots=True)
class Outline:
    """Facts of one module, all in values that JSON knows.

    Attributes:
        symbols: the variables of module level.
        imports: those that one import alone binds -> [module, name], or ["module", its name].
        definitions: those that one definition alone binds -> Definition, as a dict.
        methods: names that some class defines as a method.
        once: variables that are bound once at most, and never deleted.
        definite: those that are certainly bound when the module has run.
        stored: attributes that it sets on anything but self; "*": by a computed name too.
        odd_inits: whether some __init__ may return a value: then making an instance has to look.
        browser: whether JavaScript's own objects may come out of it: see brought.py.
        escaping: names used otherwise than by a plain positional call.
        names: every attribute that is said and every name that is imported.
        set_names: attributes that are set or deleted on anything; `sets_computed`: by computed names too.
        anything, computed: it says one of REFLECTION, or of COMPUTED.
        values: [name, how] of what is handled as a value, which may be a module: by its "full" name, or by
            its "last" part.
        str_subclasses: whether an instance of a subclass of str may turn up.
    """

    symbols: list[str] = field(default_factory=list)
    imports: dict[str, list[str]] = field(default_factory=dict)
    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    methods: list[str] = field(default_factory=list)
    escaping: list[str] = field(default_factory=list)
    once: list[str] = field(default_factory=list)
    definite: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    reads_annotations: bool = False
    browser: bool = False
    odd_inits: bool = False
    names: list[str] = field(default_factory=list)
    set_names: list[str] = field(default_factory=list)
    sets_computed: bool = False
    anything: bool = False
    computed: bool = False
    values: list[list[str]] = field(default_factory=list)
    str_subclasses: bool = False


def definitions(module: Module, scopes: Scopes) -> dict[str, FunctionOrClass]:
    """The functions and classes of module level that their names certainly stand for."""
    top = scopes.of[module.tree]
    return {
        node.name: node
        for node in module.tree.body
        if isinstance(node, FunctionOrClass)
        and top.bindings.get(node.name) == 1
        and node.name not in top.deleted
    }


def outline(module: Module, scopes: Scopes) -> Outline:
    """The outline of a module."""
    top = scopes.of[module.tree]
    made = Outline(
        symbols=list(top.symbols),
        once=[each for each in top.symbols if top.bindings.get(each, 0) <= 1 and each not in top.deleted],
        definite=sorted(definite(module.tree.body)),
        stored=sorted(set(_stored(module))),
        browser=brings_javascript(module),
        odd_inits=any(
            isinstance(each, ast.ClassDef) and any(map(_is_odd_init, each.body)) for each in module.nodes
        ),
        imports=_imports(module, top),
        definitions={name: asdict(Definition.of(node)) for name, node in definitions(module, scopes).items()},
        methods=sorted(
            {
                inner.name
                for each in module.nodes
                if isinstance(each, ast.ClassDef)
                for inner in walk(each)
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
        ),
    )
    _escapes(module, made)
    if any(isinstance(node, ast.Name) and node.id == "globals" for node in module.nodes):
        made.escaping = sorted({*made.escaping, *top.symbols})
    _survey(module, made)
    return made


def _imports(module: Module, top: Scope) -> dict[str, list[str]]:
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    found: dict[str, list[str]] = {}
    for node in own_nodes(module.tree.body):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, [absolute(package, node), alias.name])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.split(".")[0]
                found.setdefault(bound, ["module", alias.name if alias.asname else bound])
    return {name: origin for name, origin in found.items() if top.bindings.get(name) == 1}


def _stored(module: Module) -> Iterator[str]:
    for node in module.nodes:
        match node:
            case ast.Attribute(value=value, attr=attr, ctx=ast.Store() | ast.Del()):
                if not (isinstance(value, ast.Name) and value.id == "self"):
                    yield attr
            case ast.Name(id="setattr" | "delattr" | "vars" | "globals") | ast.Attribute(attr="__dict__"):
                yield "*"


def _is_odd_init(node: ast.stmt) -> bool:
    """Whether a statement of a class body makes an `__init__` that may return something."""
    match node:
        case ast.AsyncFunctionDef(name="__init__") | ast.Assign(targets=[ast.Name(id="__init__")]):
            return True
        case ast.FunctionDef(name="__init__"):
            waiting: list[ast.AST] = list(node.body)
            for inner in waiting:
                match inner:
                    case ast.Yield() | ast.YieldFrom():
                        return True
                    case ast.Return(value=ast.expr() as value):
                        if not (isinstance(value, ast.Constant) and value.value is None):
                            return True
                    case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                        continue
                waiting += children(inner)
    return False


def _escapes(module: Module, made: Outline) -> None:
    called = {id(node.func) for node in module.nodes if isinstance(node, ast.Call) and not node.keywords}
    escaping: set[str] = set()
    for node in module.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            said = node.id if isinstance(node, ast.Name) else node.attr
            made.reads_annotations |= said in ANNOTATION_READERS
            if id(node) not in called:
                escaping.add(said)
        elif isinstance(node, ast.alias) and node.asname:
            escaping.add(node.name)
    made.escaping = sorted(escaping)


def _survey(module: Module, made: Outline) -> None:
    """What it can do to a variable from afar: by its name elsewhere, by reflection, by computed names."""
    names: set[str] = set()
    set_names: set[str] = set()
    handled: set[int] = set()
    bases: list[ast.expr] = []
    renamed: set[str] = set()
    stored: set[str] = set()
    loaded: list[ast.Name] = []
    # What may be a module: the name it is bound to, its own name, how to know.
    objects: list[tuple[str, str, str]] = []

    def says(name: str) -> None:
        made.anything |= name in REFLECTION
        made.computed |= name in COMPUTED
        made.sets_computed |= name in SETTERS or name in REFLECTION

    for node in module.nodes:
        match node:
            case ast.Name():
                if isinstance(node.ctx, ast.Load):
                    loaded.append(node)
                else:
                    stored.add(node.id)
            case ast.Attribute(value=value, attr=attribute):
                names.add(attribute)
                handled.add(id(value))
                says(attribute)
                if not isinstance(node.ctx, ast.Load):
                    set_names.add(attribute)
            case ast.Call(func=ast.Name(id="getattr" | "setattr" | "delattr") as function, args=args):
                if len(args) > 1 and isinstance(args[1], ast.Constant) and isinstance(args[1].value, str):
                    names.add(args[1].value)
                    if function.id != "getattr":
                        set_names.add(args[1].value)
                    handled.add(id(function))
            case ast.Call(func=ast.Name(id="_dot" | "_item"), args=[_, ast.Constant(value=str(attribute))]):
                # Of a template, see compiler/jinja/.
                names.add(attribute)
                says(attribute)
            case ast.Call(func=ast.Name(id="type"), args=args) if len(args) > 1:
                made.str_subclasses = True
            case ast.Import(names=aliases):
                for alias in aliases:
                    objects.append((alias.asname or alias.name, alias.name, "full"))
                    renamed |= {alias.asname} if alias.asname else set()
            case ast.ImportFrom(names=aliases):
                for alias in aliases:
                    # `from package import module`, as far as one can tell from here.
                    objects.append((alias.asname or alias.name, alias.name, "last"))
                    made.anything |= alias.name == "*"
                    says(alias.name)
                    names.add(alias.name)
                    renamed |= {alias.asname} if alias.asname else set()
            case ast.ClassDef():
                bases += node.bases
    loose = {node.id for node in loaded if id(node) not in handled}
    for name in loose:
        says(name)
    made.values = [
        [name, how] for bound, name, how in objects if bound in loose or (how == "full" and "." in name)
    ]
    for base in bases:
        last = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
        if last in ("str", "StrEnum", "") or last in renamed or last in stored:
            made.str_subclasses = True
    made.names, made.set_names = sorted(names), sorted(set_names)
