"""Contract -> Python modules that the client imports in place of the server's, and the entry module."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pystream.compiler.chunks import WHOLE, Chunk, Split
from pystream.compiler.offload import NOTHING, Offload, page_lines
from pystream.compiler.parse import syntax_tree
from pystream.compiler.results import Results
from pystream.compiler.scan import ERRORS, Scan
from pystream.compiler.source import Module, Source
from pystream.compiler.travels import Travels, class_lines, is_here, kind_lines, type_lines
from pystream.contract import Action, Contract, Parameter
from pystream.declarations import module_name

# Errors that reach a program which does not name them as Denied, so that its script need not have them.
WHEN_SAID = ("SignedOut", "SlowDown")
AFTER = "after"  # the parameter with which a stream is begun again; see pystream.stream
IMPORTS = (
    "from pystream.client import "
    "UNSET as _UNSET, call as _call, event as _event, given as _given, stream as _stream"
)


def stubs(
    scan: Scan,
    contract: Contract,
    found: Travels,
    files: Mapping[str, str],
    results: Results | None = None,
) -> list[Module]:
    """The modules that stand for the server's, and for those that only declare types."""
    homes = {full.rpartition(".")[0] for full in found.types} if not found.plain else set()
    names = _with_packages(scan.server | {home for home in homes if home.split(".")[0] == "server_src"})
    texts = {module_name(path): (path, text) for path, text in files.items()}
    made = []
    for name in sorted(names):
        text = _stub(name, contract) if name in scan.server else "\n"
        if not found.plain and name in texts:
            text += "".join(f"{line}\n" for line in class_lines(name, contract, *texts[name]))
        made.append(_generated(name, text, names, results or Results()))
    return made


def entries(
    scan: Scan,
    contract: Contract,
    shared_errors: Sequence[str],
    found: Travels,
    results: Results | None = None,
    parts: Split = WHOLE,
    work: Offload = NOTHING,
) -> list[Module]:
    """The modules that nobody imports: those that run what is loaded, and, last, the client's entry.

    Args:
        shared_errors: full names of the exception classes of shared_src; those whose modules are in the
            bundle can be caught by the client.
        found: the types that travel.
    """
    loaded = [*parts.chunks, *parts.here]
    texts = {chunk.entry: _loads(chunk, scan, contract, shared_errors, parts, found) for chunk in loaded}
    texts[entry_name(scan.main)] = _entry(scan, contract, shared_errors, parts, work, found)
    return [_generated(name, text, set(), results or Results()) for name, text in texts.items()]


def entry_name(main: str) -> str:
    """The module that starts a client, by the name of its main one: `__entry__`, `__admin_entry__`."""
    inner = main.removeprefix("client_src.").rpartition(".")[0]
    return f"__{inner}_entry__" if inner else "__entry__"


def _with_packages(names: Iterable[str]) -> set[str]:
    return {name.rsplit(".", depth)[0] for name in names for depth in range(name.count(".") + 1)}


def _generated(name: str, text: str, names: set[str], results: Results) -> Module:
    is_package = any(other.startswith(f"{name}.") for other in names) or name == "server_src"
    path = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
    return Module(name, Source(path, text), syntax_tree, is_package, generated=True, results=results)


def _here(full: str, module: str) -> bool:
    return full.rpartition(".")[0] == module.removeprefix("server_src").lstrip(".")


def _stub(module: str, contract: Contract) -> str:
    lines: list[str] = []
    for name, action in sorted(contract.actions.items()):
        if _here(name, module):
            lines += _action(action)
    for name, event in sorted(contract.events.items()):
        if _here(name, module):
            kept = ", 'kept'" if event.keep else ""
            lines.append(f"{name.rpartition('.')[2]} = _event({name!r}, {event.type!r}{kept})")
    return "\n".join([IMPORTS, *lines] if lines else []) + "\n"


def _action(action: Action) -> Iterator[str]:
    """A function with the action's signature that sends what it was given."""
    parameters: list[str] = []
    for each in action.parameters:
        if each.kind == "keyword" and not any(part.startswith("*") for part in parameters):
            parameters.append("*")
        parameters.append(_parameter(each))
    after = AFTER if action.stream and _takes_cursor(action) else None
    args, named = _arguments(action.parameters, after)
    sent = f"{action.name!r}, {args}, {named}, {action.returns!r}"
    head = f"def {action.name.rpartition('.')[2]}({', '.join(parameters)}):"
    if action.stream:
        yield head
        yield f"    return _stream({sent}, 'stream', {after!r})"
        return
    said = [name for name in ("idempotent", "volatile") if getattr(action, name)]
    if any(each.type == "upload" for each in action.parameters):
        said.append("upload")
    timeout_ms = 0 if action.timeout is None else round(action.timeout * 1000)
    options = f", {said!r}, {timeout_ms}" if timeout_ms else f", {said!r}" if said else ""
    yield f"async {head}"
    yield f"    return await _call({sent}{options})"


def _takes_cursor(action: Action) -> bool:
    return any(each.name == AFTER and each.kind in ("normal", "keyword") for each in action.parameters)


def _parameter(parameter: Parameter) -> str:
    if parameter.kind in ("rest", "keywords"):
        return ("*" if parameter.kind == "rest" else "**") + parameter.name
    if parameter.default is None:
        return parameter.name
    # What goes by name goes only if it was given, so the browser need not know its default.
    known = parameter.kind != "keyword" and _is_literal(parameter.default)
    return f"{parameter.name}={parameter.default if known else '_UNSET'}"


def _is_literal(text: str) -> bool:
    """Whether the browser can give this default itself: a constant that is the same on both sides."""
    try:
        value = ast.literal_eval(text)
    except ValueError:
        return False
    return value is None or isinstance(value, bool | int | float | str)


def _arguments(parameters: tuple[Parameter, ...], by_name: str | None) -> tuple[str, str]:
    """Python text of the list sent by position and of the pairs sent by name, `by_name` among these."""
    has_rest = any(each.kind == "rest" for each in parameters)
    args: list[str] = []
    named: list[str] = []
    tail = ""
    for each in parameters:
        unknown = each.default is not None and not _is_literal(each.default)
        if each.kind in ("positional_only", "normal"):
            if each.kind == "positional_only" or has_rest:
                # Cannot go by name; whoever gives a later one by position has given this one too.
                tail += f" + ([] if {each.name} is _UNSET else [{each.name}])" if unknown or tail else ""
                args += [] if tail else [each.name]
            elif unknown or named or each.name == by_name:
                # From the first default on that only the server knows, positions no longer tell.
                named.append(f"[{each.name!r}, {each.name}]")
            else:
                args.append(each.name)
        elif each.kind == "rest":
            tail += f" + list({each.name})"
        elif each.kind == "keyword":
            named.append(f"[{each.name!r}, {each.name}]")
    pairs = f"_given([{', '.join(named)}])" if named else "[]"
    for each in parameters:
        if each.kind == "keywords":
            pairs += f" + [[_key, _value] for _key, _value in {each.name}.items()]"
    return f"[{', '.join(args)}]{tail}", pairs


def _entry(
    scan: Scan, contract: Contract, shared_errors: Iterable[str], parts: Split, work: Offload, found: Travels
) -> str:
    """Tells the runtime what errors and types there are, imports the main module, starts."""
    present = {module.name for module in scan.modules if module.name not in parts.homes}
    lines = ["from pystream.client import define_error, define_type, start"]
    errors = [name for name in ERRORS if name not in WHEN_SAID or _says(scan, name)]
    lines.append(f"from pystream.errors import {', '.join(errors)}")
    # What packages do when they are imported comes before anything in them, as in Python.
    lines += [
        f"import {module.name}"
        for module in scan.modules
        if module.is_package and module.name in present - {"pystream"}
    ]
    defined = [f"define_error({name!r}, {name})" for name in errors]
    reached = [full for full in sorted(shared_errors) if full.rpartition(".")[0] in present]
    for number, full in enumerate(reached):
        home, _, name = full.rpartition(".")
        lines.append(f"from {home} import {name} as _error{number}")
        defined.append(f"define_error({full!r}, _error{number})")
    defined += page_lines(work, present, [module.source.text for module in scan.modules])
    defined += kind_lines(found)
    defined += type_lines(found, contract, _class_homes(found) - parts.homes.keys(), ())
    main = next(module for module in scan.modules if module.name == scan.main)
    has_init = any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "init"
        for node in main.tree.body
    )
    lines.append(f"from {scan.main} import init as _init" if has_init else f"import {scan.main}")
    hashes = [[name, digest] for name, digest in contract.hashes().items() if is_here(name, scan.server)]
    lines += [*defined, f"start({contract.hash!r}, {'_init' if has_init else 'None'}, {hashes!r})"]
    return "\n".join(lines) + "\n"


def _loads(
    chunk: Chunk, scan: Scan, contract: Contract, shared_errors: Iterable[str], parts: Split, found: Travels
) -> str:
    """Runs what is loaded, and tells the runtime what errors and types there are more than before."""
    lines = ["from pystream.client import define_error, define_type", "def run():"]
    lines.append(f"    import {chunk.main} as module")
    for full in sorted(each for each in shared_errors if each.rpartition(".")[0] in chunk.modules):
        home, _, name = full.rpartition(".")
        lines.append(f"    from {home} import {name}")
        lines.append(f"    define_error({full!r}, {name})")
    here = chunk.modules & _class_homes(found)
    later = {full for full in found.types if full.rpartition(".")[0] in here and full not in found.light}
    lines += [f"    {text}" for text in type_lines(found, contract, here, found.types - later)]
    return "\n".join([*lines, "    return module"]) + "\n"


def _class_homes(found: Travels) -> set[str]:
    """The modules that have the classes of what travels."""
    return {full.rpartition(".")[0] for full in found.types}


def _says(scan: Scan, name: str) -> bool:
    return any(
        name in module.source.text for module in scan.modules if not module.name.startswith("pystream")
    )
