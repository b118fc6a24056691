"""Classes of what travels: which of them a client gets, and where they come from.

A dataclass or Enum of shared_src brings its module along, whether the client imports it or not; one of
server_src is written anew from what the contract and its own literals say, since no code of the server may
leave it. A plain dataclass that the program never names, and whose class it cannot ask for, stays away: the
runtime makes one of the fields. Standard types bring how they are written and read.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pystream.compiler.parse import syntax_tree
from pystream.compiler.scan import shared_text
from pystream.compiler.source import Module, Source
from pystream.contract import Contract, TypeTree
from pystream.declarations import module_name

DURATIONS = "pystream.durations"
# kind -> where its class is, how one is written and read.
STANDARD = {
    "datetime": (
        "datetime",
        "datetime",
        "lambda each: each.isoformat()",
        "lambda text: {}.fromisoformat(text)",
    ),
    "date": ("datetime", "date", "lambda each: each.isoformat()", "lambda text: {}.fromisoformat(text)"),
    "time": ("datetime", "time", "lambda each: each.isoformat()", "lambda text: {}.fromisoformat(text)"),
    "timedelta": ("datetime", "timedelta", "_written", "_read"),
    "decimal": ("decimal", "Decimal", "str", "{}"),
    "uuid": ("uuid", "UUID", "str", "{}"),
}
# Whoever says one of these may see which class an object is of.
_TELLING = frozenset(
    """
    type vars dir setattr delattr __class__ __dict__ __setattr__ __delattr__ copy pprint FrozenInstanceError
    AttributeError offload worker
    """.split()
)
_PLAIN = {"dataclass", "field"}


@dataclass(slots=True)
class Travels:
    """What a client's program has to know of what travels.

    Attributes:
        types: names of the contract's that come or go.
        kinds: the standard types among them.
        light: the dataclasses whose class nobody can ask for -> whether they are frozen.
        plain: no classes at all, for engines that have none.
    """

    types: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    light: dict[str, bool] = field(default_factory=dict)
    plain: bool = False

    def homes(self) -> list[str]:
        """The modules that the client needs for them."""
        if self.plain:
            return []
        found = {full.rpartition(".")[0] for full in self.types - self.light.keys()}
        kept = sorted(home for home in found if home.split(".")[0] == "shared_src")
        return [*kept, *([DURATIONS] if "timedelta" in self.kinds else [])]


def travels(
    modules: Sequence[Module],
    server: Collection[str],
    contract: Contract,
    files: Mapping[str, str],
    *,
    classes: bool = True,
) -> Travels:
    """What travels between a client and the modules of the server that it names.

    Args:
        modules: the client's.
        files: the project's Python, by path.
        classes: whether the engine has any.
    """
    made = Travels(plain=not classes)
    trees: list[TypeTree] = [each.type for name, each in contract.events.items() if is_here(name, server)]
    sent: list[TypeTree] = []
    for name, each in contract.actions.items():
        if is_here(name, server):
            trees.append(each.returns)
            sent += [parameter.type for parameter in each.parameters]
    words: set[str] = set()
    if sent:
        for module in modules:
            words.update(alias for _, target, names in module.imports for alias in (target, *names))
    _walk(trees + sent, contract, made)
    if _mentions(sent, "any", contract):
        made.kinds |= {kind for kind, (home, name, *_) in STANDARD.items() if {home, name} <= words}
    texts = {module_name(path): (path, text) for path, text in files.items()}
    texts["pystream"] = ("", shared_text("pystream.people"))
    shared = sorted(full for full in made.types if contract.types[full].kind == "dataclass")
    said = _said(modules)
    for full in shared:
        home, _, name = full.rpartition(".")
        if home in texts and (node := class_of(*texts[home], name)) is not None:
            frozen = _plainness(node)
            if frozen is not None and name not in said and said.isdisjoint(_TELLING):
                made.light[full] = frozen
    return made


def is_here(full: str, server: Collection[str]) -> bool:
    """Whether `full`, a name as the contract has it, is of one of these modules."""
    return any(full.rpartition(".")[0] == name.removeprefix("server_src").lstrip(".") for name in server)


def _walk(trees: list[TypeTree], contract: Contract, made: Travels) -> None:
    while trees:
        tree = trees.pop()
        if not isinstance(tree, list):
            if tree in STANDARD:
                made.kinds.add(tree)
        elif tree[0] == "ref":
            if tree[1] not in made.types:
                made.types.add(tree[1])
                entry = contract.types[tree[1]]
                trees += [inner for _, inner in entry.fields] if entry.kind == "dataclass" else []
        elif tree[0] != "literal":
            trees += tree[1:]


def _mentions(trees: list[TypeTree], kind: str, contract: Contract) -> bool:
    inner = Travels()
    _walk([*trees], contract, inner)
    fields = [tree for full in inner.types for _, tree in contract.types[full].fields]
    return kind in repr([trees, fields])


def class_of(path: str, text: str, name: str) -> ast.ClassDef | None:
    """A class of a module's own."""
    for node in syntax_tree(Source(path, text)).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node
    return None


def _plainness(node: ast.ClassDef) -> bool | None:
    """Of a dataclass with annotated fields and nothing else: whether it is frozen. None: it is another."""
    if node.bases or node.keywords or len(node.decorator_list) != 1:
        return None
    for each in node.body:
        is_doc = isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
        if not is_doc and not (isinstance(each, ast.AnnAssign) and each.value is None):
            return None
        if isinstance(each, ast.AnnAssign) and ast.unparse(each.annotation).split(".")[-1].startswith(
            ("ClassVar", "InitVar", "KW_ONLY")
        ):
            return None
    decorator = node.decorator_list[0]
    if not isinstance(decorator, ast.Call):
        return False
    options = [(each.arg, ast.unparse(each.value)) for each in decorator.keywords]
    return options == [("frozen", "True")] if options else False


def _said(modules: Iterable[Module]) -> set[str]:
    """The names that a program says outside of annotations."""
    found: set[str] = set()
    for module in modules:
        if not module.generated and not module.name.startswith("pystream"):
            found.update(_said_by(module))
    return found


def _said_by(module: Module) -> list[str]:
    key = module.results.key("said of classes", module.digest)
    said: list[str] = module.results.get(key, lambda: sorted(set(_said_in(module))))
    return said


def _said_in(module: Module) -> Iterator[str]:
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        hidden = {id(getattr(node, name, None)) for name in ("annotation", "returns")}
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(module="dataclasses", names=names):
                if any(each.name not in _PLAIN for each in names):
                    yield "__class__"
            case ast.Import(names=names) if any(each.name == "dataclasses" for each in names):
                yield "__class__"
            case ast.alias(name=name, asname=str()):
                yield name
            case ast.alias(name=name) if name in _TELLING:
                yield name
        waiting += [each for each in ast.iter_child_nodes(node) if id(each) not in hidden]


# ---- what the entry says ----


def type_lines(
    found: Travels, contract: Contract, homes: Collection[str], had: Collection[str]
) -> Iterator[str]:
    """Define the types, with their classes.

    Args:
        homes: the modules whose classes can be imported here.
        had: the types that were defined before.
    """
    number = 0
    for name in sorted(found.types - set(had)):
        entry = contract.types[name]
        fields = [[each, tree] for each, tree in entry.fields]
        yield f"define_type({name!r}, {entry.kind!r}, {fields!r}{', True' if found.light.get(name) else ''})"
        home, _, last = name.rpartition(".")
        if name not in found.light and home in homes and not found.plain:
            if number == 0:
                yield "from pystream.client import define_made"
            yield f"from {home} import {last} as _type{number}"
            yield f"define_made({name!r}, _type{number})"
            number += 1


def kind_lines(found: Travels) -> Iterator[str]:
    """Say how the standard types are written and read."""
    if found.plain or not found.kinds:
        return
    yield "from pystream.client import define_kind"
    if "timedelta" in found.kinds:
        yield f"from {DURATIONS} import read as _read, written as _written"
    for kind in sorted(found.kinds):
        home, name, write, read = STANDARD[kind]
        yield f"from {home} import {name} as _{kind}"
        yield f"define_kind({kind!r}, _{kind}, {write}, {read.format(f'_{kind}')})"


# ---- what stands for the classes of server_src ----


def class_lines(module: str, contract: Contract, path: str, text: str) -> Iterator[str]:
    """The types that a module of the server declares, with nothing of its code."""
    # A default may name a member.
    names = sorted(contract.types, key=lambda full: (contract.types[full].kind != "enum", full))
    enums = {full.rpartition(".")[2] for full in names if contract.types[full].kind == "enum"}
    for full in names:
        home, _, name = full.rpartition(".")
        node = class_of(path, text, name) if home == module else None
        if node is None:
            continue
        entry = contract.types[full]
        if entry.kind == "enum":
            base = next(
                (
                    last
                    for each in node.bases
                    if (last := ast.unparse(each).split(".")[-1]).endswith(("Enum", "Flag"))
                ),
                "Enum",
            )
            yield f"from enum import {base}"
            yield f"class {name}({base}):"
            yield from (f"    {member} = {value!r}" for member, value in entry.fields)
            continue
        yield "from dataclasses import dataclass, field"
        yield _UNKNOWN
        options = [
            f"{each.arg}={ast.unparse(each.value)}"
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call)
            for each in decorator.keywords
            if isinstance(each.value, ast.Constant) and each.arg != "slots"
        ]
        defaults = {
            each.target.id: each.value
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value
        }
        yield f"@dataclass({', '.join(options)})"
        yield f"class {name}:"
        for each, _ in entry.fields:
            yield f"    {each}: object{_default(defaults.get(each), enums)}"
        yield from () if entry.fields else ("    pass",)


def _default(node: ast.expr | None, enums: Collection[str]) -> str:
    """A default that is written out, a member, or an empty container; others are known to the server only."""
    if node is None:
        return ""
    text = ast.unparse(node)
    if isinstance(node, ast.Constant) or text.partition(".")[0] in enums:
        return f" = {text}"
    if text in {f"field(default_factory={each})" for each in ("list", "dict", "set", "tuple", "frozenset")}:
        return f" = {text}"
    return " = field(default_factory=_unknown)"


_UNKNOWN = """\
def _unknown():
    raise TypeError("only the server knows this default: give a value")
"""
