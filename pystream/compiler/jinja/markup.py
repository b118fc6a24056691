"""Whether a template does more with HTML that it makes than show it.

Then the program needs a Markup that is a str, with all of its methods; else one that can only be shown will
do, which is much smaller. What a template makes is HTML where it comes from a macro, `caller()`, `super()`,
a block that is captured, or a filter as `safe`.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

# Filters whose result is HTML; `escape` of HTML changes nothing.
MAKING = frozenset("e escape forceescape safe tojson xmlattr".split())
# Filters that do not look into what they are given.
PASSING = frozenset("d default e escape".split())


def reworks(template: nodes.Template) -> bool:
    """Whether HTML gets into an operator, a filter, a variable or an argument."""
    captured = {
        node.target.name
        for node in template.find_all(nodes.AssignBlock)
        if isinstance(node.target, nodes.Name) and node.filter is None
    }
    spreads = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block)
    if any(template.find_all(nodes.FilterBlock)) or (
        # What another template does with it cannot be seen from here.
        any(template.find_all(nodes.AssignBlock)) and (not captured or any(template.find_all(spreads)))
    ):
        return True
    if any(node.filter is not None for node in template.find_all(nodes.AssignBlock)):
        return True
    modules = {node.target for node in template.find_all(nodes.Import)}
    known = {"caller", "super", *[node.name for node in template.find_all(nodes.Macro)]}
    for imported in template.find_all(nodes.FromImport):
        known |= {each if isinstance(each, str) else each[1] for each in imported.names}
    tests = [node.test for node in template.find_all(nodes.If)]
    for test in [*tests, *[node.test for node in template.find_all(nodes.CondExpr)]]:
        for value in _arriving(test):
            # An empty text is false, which HTML that can only be shown does not know.
            if isinstance(value, nodes.Name) and value.name in captured:
                return True
            if (
                isinstance(value, nodes.Call)
                and isinstance(value.node, nodes.Name)
                and value.node.name in known
            ):
                return True
    for node in template.find_all(nodes.Node):
        shown = isinstance(node, nodes.Output | nodes.CallBlock)
        passing = isinstance(node, nodes.CondExpr | nodes.And | nodes.Or) or (
            isinstance(node, nodes.Filter) and node.name in PASSING
        )
        if shown or passing or isinstance(node, nodes.ExprStmt):
            # What is passed on is looked at where it arrives.
            continue
        for value in _values(node):
            if any(_is_html(inner, modules, captured) for inner in _arriving(value)):
                return True
    return False


def _values(node: nodes.Node) -> Iterator[nodes.Node]:
    """The expressions that a node does something with."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Expr) and not (isinstance(node, nodes.If) and child is node.test):
            yield child


def _arriving(node: nodes.Node) -> Iterator[nodes.Node]:
    match node:
        case nodes.CondExpr():
            yield from _arriving(node.expr1)
            if node.expr2 is not None:
                yield from _arriving(node.expr2)
        case nodes.And() | nodes.Or():
            yield from _arriving(node.left)
            yield from _arriving(node.right)
        case nodes.Filter() if node.name in PASSING and node.node is not None:
            yield node
            yield from _arriving(node.node)
        case _:
            yield node


def _is_html(node: nodes.Node, modules: set[str], captured: set[str]) -> bool:
    match node:
        case nodes.Name(name=name, ctx="load"):
            return name in captured
        case nodes.Filter(name=name):
            return name in MAKING
        case nodes.Call(
            node=nodes.Name(name="range" | "dict" | "namespace" | "cycler" | "joiner" | "static")
        ):
            return False
        case nodes.Call(node=nodes.Name()):
            return True
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name))):
            return name in modules or name == "self"
    return False
