"""Tokens of the runtime's JavaScript -> syntax trees: nested tuples (kind, ...).

Expressions: ("id", name) ("lit", text) ("str", text with its quotes) ("tpl", pieces, expressions)
("arr", items) ("obj", properties) ("fn", kind, name, params, body) ("class", name, heritage, members)
("un", op, e) ("post", op, e) ("bin", op, a, b) ("cond", test, a, b) ("assign", op, target, value)
("mem", e, name, optional) ("idx", e, key, optional) ("call", f, args, optional)
("new", f, args) ("tag", e, template) ("yield", op, e)
("spread", e) ("seq", items) ("paren", e) ("undef",)
Statements: ("expr", e) ("var", kind, ((pattern, init), ..)) ("if", test, a, b)
("for", init, test, step, body) ("forof", kind, pattern, e, body, word, of or in)
("while", test, body) ("do", body, test) ("return", e)
("throw", e) ("block", body) ("try", block, pattern, handler, final) ("switch", e, cases) ("break", label)
("continue", label) ("label", name, s) ("fdecl", fn) ("cdecl", class) ("empty",)
Properties and members: ("p", key, value) ("m", kind, static, key, fn) ("field", static, key, value)
("static", body) ("spread", e); a key is ("k", name), ("str", text) or ("c", expression).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

Node = tuple[Any, ...]

BINARY = {
    "??": 3, "||": 4, "&&": 5, "|": 6, "^": 7, "&": 8, "==": 9, "!=": 9, "===": 9, "!==": 9,
    "<": 10, ">": 10, "<=": 10, ">=": 10, "instanceof": 10, "in": 10, "<<": 11, ">>": 11, ">>>": 11,
    "+": 12, "-": 12, "*": 13, "/": 13, "%": 13, "**": 14,
}  # fmt: skip
ASSIGN = frozenset("= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=".split())
UNARY = frozenset("! ~ + - typeof void delete".split())
UNDEF: Node = ("undef",)


class Token(Protocol):
    kind: str
    text: str
    newline: bool


class ParseError(Exception):
    """Not in the subset."""


class _End:
    kind = "end"
    text = ""
    newline = True


class Parser:
    """One declaration's tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = [*tokens, _End(), _End()]
        self.at = 0
        self.text = self.tokens[0].text
        self.no_in = False

    # ---- tokens ----

    def next(self) -> str:
        text = self.text
        self.at += 1
        token = self.tokens[self.at]
        # A string's text must not look like punctuation.
        self.text = token.text if token.kind in ("name", "punct") else ""
        return text

    def take(self, text: str) -> bool:
        if self.text == text:
            self.next()
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            words = " ".join(token.text for token in self.tokens[max(self.at - 6, 0) : self.at + 3])
            raise ParseError(f"expected {text} in: {words}")

    def peek(self, ahead: int = 1) -> str:
        token = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return token.text if token.kind in ("name", "punct") else ""

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def name(self) -> str:
        if self.token.kind != "name":
            self.expect("a name")
        return self.next()

    def end(self) -> None:
        if not self.take(";") and self.text != "}" and not self.token.newline:
            self.expect(";")

    # ---- statements ----

    def program(self) -> Node:
        statement = self.statement()
        while self.take(";"):
            pass
        if self.token.kind != "end":
            self.expect("the end")
        return statement

    def block(self) -> tuple[Node, ...]:
        self.expect("{")
        body = []
        while not self.take("}"):
            body.append(self.statement())
        return tuple(body)

    def statement(self) -> Node:
        text = self.text
        if text == "{":
            return ("block", self.block())
        handler = getattr(self, f"s_{text}", None) if self.token.kind == "name" else None
        if handler is not None:
            made: Node = handler()
            return made
        if text == ";":
            self.next()
            return ("empty",)
        if text == "async" and self.peek() == "function":
            return ("fdecl", self.function())
        if self.token.kind == "name" and self.peek() == ":":
            label = self.next()
            self.next()
            return ("label", label, self.statement())
        e = self.expression()
        self.end()
        return ("expr", e)

    def s_function(self) -> Node:
        return ("fdecl", self.function())

    def s_class(self) -> Node:
        return ("cdecl", self.class_())

    def s_const(self) -> Node:
        made = self.variables()
        self.end()
        return made

    s_let = s_var = s_const

    def variables(self) -> Node:
        kind = self.next()
        out = []
        while True:
            target = self.target()
            out.append((target, self.assignment() if self.take("=") else None))
            if not self.take(","):
                return ("var", kind, tuple(out))

    def target(self) -> Node:
        return self.primary() if self.text in "[{" else ("id", self.name())

    def condition(self) -> Node:
        self.expect("(")
        e = self.expression()
        self.expect(")")
        return e

    def s_if(self) -> Node:
        self.next()
        test = self.condition()
        then = self.statement()
        return ("if", test, then, self.statement() if self.take("else") else None)

    def s_while(self) -> Node:
        self.next()
        return ("while", self.condition(), self.statement())

    def s_do(self) -> Node:
        self.next()
        body = self.statement()
        self.expect("while")
        test = self.condition()
        self.take(";")
        return ("do", body, test)

    def s_for(self) -> Node:
        self.next()
        word = "for await" if self.take("await") else "for"
        self.expect("(")
        init = None
        if self.text in ("const", "let", "var"):
            kind = self.text
            mark = self.at
            self.next()
            target = self.target()
            if self.text in ("of", "in"):
                return self.for_of(word, kind, target)
            self.at = mark
            self.text = kind
            init = self.variables()
        elif self.text != ";":
            e = self.expression()
            if self.text == "of":
                return self.for_of(word, "", e)
            init = ("expr", e)
        self.expect(";")
        test = None if self.text == ";" else self.expression()
        self.expect(";")
        step = None if self.text == ")" else self.expression()
        self.expect(")")
        return ("for", init, test, step, self.statement())

    def for_of(self, word: str, kind: str, target: Node) -> Node:
        how = self.next()
        e = self.expression()
        self.expect(")")
        return ("forof", kind, target, e, self.statement(), word, how)

    def s_return(self) -> Node:
        self.next()
        e = None
        if self.text not in (";", "}") and not self.token.newline:
            e = self.expression()
        self.end()
        return ("return", e)

    def s_throw(self) -> Node:
        self.next()
        e = self.expression()
        self.end()
        return ("throw", e)

    def s_break(self) -> Node:
        word = self.next()
        label = self.next() if self.token.kind == "name" and not self.token.newline else None
        self.end()
        return (word, label)

    s_continue = s_break

    def s_try(self) -> Node:
        self.next()
        block = self.block()
        target = handler = final = None
        if self.take("catch"):
            if self.take("("):
                target = self.target()
                self.expect(")")
            handler = self.block()
        if self.take("finally"):
            final = self.block()
        return ("try", block, target, handler, final)

    def s_switch(self) -> Node:
        self.next()
        e = self.condition()
        self.expect("{")
        cases = []
        while not self.take("}"):
            test = None
            if not self.take("default"):
                self.expect("case")
                test = self.expression()
            self.expect(":")
            body = []
            while self.text not in ("case", "default", "}"):
                body.append(self.statement())
            cases.append((test, tuple(body)))
        return ("switch", e, tuple(cases))

    # ---- functions and classes ----

    def function(self) -> Node:
        kind = "async function" if self.take("async") else "function"
        self.expect("function")
        if self.take("*"):
            kind += "*"
        name = self.name() if self.token.kind == "name" else None
        return ("fn", kind, name, self.parameters(), self.block())

    def parameters(self) -> tuple[Node, ...]:
        self.expect("(")
        return self.list_until(")")

    def list_until(self, closing: str) -> tuple[Node, ...]:
        out: list[Any] = []
        while not self.take(closing):
            if self.text == ",":
                self.next()
                out.append(None)
                continue
            out.append(self.element())
            if self.text != closing:
                self.expect(",")
        return tuple(out)

    def element(self) -> Node:
        if self.take("..."):
            return ("spread", self.assignment())
        return self.assignment()

    def class_(self) -> Node:
        self.expect("class")
        name = self.name() if self.token.kind == "name" and self.text != "extends" else None
        heritage = self.unary() if self.take("extends") else None
        self.expect("{")
        members = []
        while not self.take("}"):
            if not self.take(";"):
                members.append(self.member())
        return ("class", name, heritage, tuple(members))

    def member(self) -> Node:
        static = False
        if self.text == "static" and self.peek() not in ("(", "=", ";"):
            self.next()
            static = True
            if self.text == "{":
                return ("static", self.block())
        found = self.method(static)
        if found is not None:
            return found
        key = self.key()
        if self.text == "(":
            return ("m", "", static, key, self.method_rest("function"))
        value = self.assignment() if self.take("=") else None
        self.end()
        return ("field", static, key, value)

    def method(self, static: bool) -> Node | None:
        """get x() {}, async *x() {} and the like."""
        if self.text in ("get", "set") and self.peek() not in ("(", ",", ":", "=", ";", "}"):
            kind = self.next()
            return ("m", kind, static, self.key(), self.method_rest("function"))
        kind = ""
        if self.text == "async" and self.peek() not in ("(", ",", ":", "=", ";", "}"):
            self.next()
            kind = "async "
        if self.take("*"):
            kind += "*"
        if not kind:
            return None
        word = ("async " if "async" in kind else "") + "function" + ("*" if "*" in kind else "")
        return ("m", kind, static, self.key(), self.method_rest(word))

    def method_rest(self, kind: str) -> Node:
        return ("fn", "m:" + kind, None, self.parameters(), self.block())

    def key(self) -> Node:
        token = self.token
        if self.take("["):
            e = self.assignment()
            self.expect("]")
            return ("c", e)
        self.next()
        if token.kind == "string":
            return ("str", token.text)
        return ("k", token.text)

    # ---- expressions ----

    def expression(self) -> Node:
        e = self.assignment()
        if self.text != ",":
            return e
        items = [e]
        while self.take(","):
            items.append(self.assignment())
        return ("seq", tuple(items))

    def assignment(self) -> Node:
        text = self.text
        if self.token.kind == "name":
            if text == "yield":
                return self.yield_()
            if text == "async" and self.peek() != "function" and not self.tokens[self.at + 1].newline:
                if self.peek(2) == "=>" or (self.peek() == "(" and self.is_arrow(self.at + 1)):
                    self.next()
                    return self.arrow("async arrow")
            elif self.peek() == "=>":
                return self.arrow("arrow")
        elif text == "(" and self.is_arrow(self.at):
            return self.arrow("arrow")
        e = self.conditional()
        if self.text in ASSIGN and self.token.kind == "punct":
            op = self.next()
            return ("assign", op, e, self.assignment())
        return e

    def yield_(self) -> Node:
        self.next()
        if self.take("*"):
            return ("yield", "yield*", self.assignment())
        if self.text in (")", "]", "}", ";", ",", ":") or (self.token.newline and self.token.kind == "end"):
            return ("yield", "yield", None)
        return ("yield", "yield", self.assignment())

    def is_arrow(self, at: int) -> bool:
        depth = 0
        tokens = self.tokens
        while at < len(tokens):
            token = tokens[at]
            if token.kind == "punct":
                if token.text in "([{":
                    depth += 1
                elif token.text in ")]}":
                    depth -= 1
                    if depth == 0:
                        return tokens[at + 1].text == "=>"
            elif token.kind == "tstring":
                depth += token.text.endswith("${") - token.text.startswith("}")
            at += 1
        return False

    def arrow(self, kind: str) -> Node:
        params = self.parameters() if self.text == "(" else (("id", self.name()),)
        self.expect("=>")
        if self.text == "{":
            return ("fn", kind, None, params, self.block())
        return ("fn", kind, None, params, ("e", self.assignment()))

    def conditional(self) -> Node:
        test = self.binary(0)
        if not self.take("?"):
            return test
        then = self.assignment()
        self.expect(":")
        return ("cond", test, then, self.assignment())

    def binary(self, least: int) -> Node:
        left = self.unary()
        while True:
            op = self.text
            level = BINARY.get(op)
            if level is None or (level <= least and not (op == "**" and level == least)):
                return left
            self.next()
            # ** joins from the right.
            right = self.binary(level - 1 if op == "**" else level)
            left = ("bin", op, left, right)

    def unary(self) -> Node:
        text = self.text
        if text in UNARY:
            self.next()
            return ("un", text, self.unary())
        if text in ("++", "--"):
            self.next()
            return ("un", text, self.unary())
        if text == "await":
            self.next()
            return ("un", "await", self.unary())
        e = self.postfix(self.primary())
        if self.text in ("++", "--") and not self.token.newline:
            return ("post", self.next(), e)
        return e

    def postfix(self, e: Node, calls: bool = True) -> Node:
        while True:
            text = self.text
            if text == ".":
                self.next()
                e = ("mem", e, self.name(), False)
            elif text == "[":
                self.next()
                key = self.expression()
                self.expect("]")
                e = ("idx", e, key, False)
            elif text == "(" and calls:
                self.next()
                e = ("call", e, self.list_until(")"), False)
            elif text == "?.":
                self.next()
                if self.take("("):
                    e = ("call", e, self.list_until(")"), True)
                elif self.take("["):
                    key = self.expression()
                    self.expect("]")
                    e = ("idx", e, key, True)
                else:
                    e = ("mem", e, self.name(), True)
            elif self.token.kind == "tstring" and calls and self.token.text[0] == "`":
                e = ("tag", e, self.template())
            else:
                return e

    def template(self) -> Node:
        pieces, expressions = [], []
        piece = self.token.text
        self.next()
        while piece.endswith("${") and not piece.endswith("\\${"):
            pieces.append(piece[1:-2])
            expressions.append(self.expression())
            piece = self.token.text
            self.next()
        pieces.append(piece[1:-1])
        return ("tpl", tuple(pieces), tuple(expressions))

    def primary(self) -> Node:
        token = self.token
        kind, text = token.kind, token.text
        if kind == "string":
            self.next()
            return ("str", text)
        if kind in ("number", "regex"):
            self.next()
            return ("lit", text)
        if kind == "tstring":
            return self.template()
        if kind == "name":
            if text == "function" or (text == "async" and self.peek() == "function"):
                return self.function()
            if text == "class":
                return self.class_()
            if text == "new":
                return self.new()
            self.next()
            if text in ("true", "false", "null"):
                return ("lit", text)
            return UNDEF if text == "undefined" else ("id", text)
        if self.take("("):
            e = self.expression()
            self.expect(")")
            # (a?.b).c: the chain ends at the parenthesis.
            return ("paren", e) if self.text in (".", "[", "(") and _chained(e) else e
        if self.take("["):
            return ("arr", self.list_until("]"))
        if self.take("{"):
            return ("obj", self.properties())
        self.expect("an expression")
        raise AssertionError

    def new(self) -> Node:
        self.next()
        if self.take("."):
            self.expect("target")
            return ("id", "new.target")
        f = self.new() if self.text == "new" else self.postfix(self.primary(), calls=False)
        args = self.list_until(")") if self.take("(") else ()
        return ("new", f, args)

    def properties(self) -> tuple[Node, ...]:
        out: list[Node] = []
        while not self.take("}"):
            out.append(self.property())
            if self.text != "}":
                self.expect(",")
        return tuple(out)

    def property(self) -> Node:
        if self.take("..."):
            return ("spread", self.assignment())
        found = self.method(False)
        if found is not None:
            return found
        key = self.key()
        if self.text == "(":
            return ("m", "", False, key, self.method_rest("function"))
        if self.take(":"):
            return ("p", key, self.assignment())
        value: Node = ("id", key[1])
        if self.take("="):
            value = ("assign", "=", value, self.assignment())
        return ("p", key, value)


def _chained(e: Node) -> bool:
    while e[0] in ("mem", "idx", "call"):
        if e[3]:
            return True
        e = e[1]
    return False
