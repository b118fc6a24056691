"""The HTTP API as an OpenAPI 3.1 document: pure, from the endpoints to a dict. Spec: docs/http-api.md."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter
from typing import Any
from urllib.parse import quote

from pystream.server.endpoint import Endpoint
from pystream.server.schemas import Schema, Schemas, default_of
from pystream.server.texts import form_of
from pystream.server.uploads import Upload

PREFIX = "/api/"
DOCUMENT = "openapi.json"
PROBLEM = "application/problem+json"

# What may be answered instead of a result: status -> what it means, and the headers that come with it.
_RETRY = {
    "Retry-After": {"description": "After how many seconds to ask again.", "schema": {"type": "integer"}}
}
_PROBLEMS: dict[int, tuple[str, Schema]] = {
    400: ("The body cannot be read, or the action refuses with an error of the app's own.", {}),
    401: ("Nobody has signed in, or the credentials are wrong.", {}),
    403: ("The action refuses; `detail` is meant for the person.", {}),
    413: ("The body is larger than the server takes.", {}),
    408: ("The body does not come in time.", {}),
    415: ("The body is of a media type that is not taken here.", {}),
    422: ("The arguments do not fit; `detail` names the one.", {}),
    429: ("Too many calls.", _RETRY),
    500: ("The action broke; `detail` has a reference to the server's log.", {}),
    503: ("The server is about to stop, or cannot reach its store.", _RETRY),
    504: ("The action did not end in time.", {}),
}
_PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "An error, as RFC 9457 has it.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string", "description": "The name of the error's class."},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "args": {"type": "array", "description": "What the error was made with."},
    },
    "required": ["type", "title", "status", "detail", "args"],
}
_SCHEMES: dict[str, Schema] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
    },
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
}


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring in its parts; `arguments` has what `Args:` says of each."""

    summary: str = ""
    description: str = ""
    returns: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)


def document(
    title: str,
    version: str,
    endpoints: Iterable[Endpoint],
    credentials: Collection[str],
    cookie: tuple[str, str],
) -> dict[str, Any]:
    """The document.

    Args:
        version: changes whenever the API does.
        credentials: which of "bearer" and "basic" calls may show.
        cookie: the names of the session's, by http and by https.
    """
    ordered = sorted(endpoints, key=lambda endpoint: endpoint.name)
    schemas = Schemas(hint for endpoint in ordered for hint in endpoint.hints.values() if hint is not Upload)
    names = ["session", *(name for name in ("bearer", "basic") if name in credentials)]
    paths = {path_of(endpoint.name): _path(endpoint, schemas, names) for endpoint in ordered}
    schemes = {name: dict(_SCHEMES[name]) for name in names}
    schemes["session"] |= {"name": cookie[0], "description": f"The session's; over https it is {cookie[1]}."}
    # After the paths: these are what named the components.
    components = {"Problem": _PROBLEM_SCHEMA} | dict(sorted(schemas.components.items()))
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _problem(status) for status in _PROBLEMS},
            "securitySchemes": schemes,
        },
    }


def path_of(name: str) -> str:
    """Where an action is: "chat.say" -> "/api/chat/say"."""
    return PREFIX + "/".join(map(quote, name.split(".")))


def docstring_of(function: Any) -> Docstring:
    """What a function's docstring says; sections as in Google's style, of which Raises is left out."""
    text = inspect.getdoc(function) or ""
    head, *sections = re.split(r"^(Args|Arguments|Returns|Raises|Yields):[ \t]*$", text, flags=re.MULTILINE)
    said = dict(zip(sections[::2], sections[1::2], strict=True))
    summary, _, description = head.strip().partition("\n")
    arguments = {
        match["name"]: " ".join(match["text"].split())
        for match in _ARGUMENT.finditer(inspect.cleandoc("\n" + said.get("Args", said.get("Arguments", ""))))
    }
    returns = " ".join((said.get("Returns") or said.get("Yields") or "").split())
    return Docstring(summary.strip(), description.strip(), returns, arguments)


# A name, perhaps its type in parentheses, and its text with the lines that are set in below.
_ARGUMENT = re.compile(
    r"^\*{0,2}(?P<name>\w+)(?: \([^)\n]*\))?:(?P<text>.*(?:\n(?:[ \t]+.*|(?=\n)))*)", re.MULTILINE
)


def _path(endpoint: Endpoint, schemas: Schemas, schemes: list[str]) -> dict[str, Any]:
    said = docstring_of(endpoint.function)
    methods = {"post": _post(endpoint, schemas, said)}
    if endpoint.is_safe:
        methods = {"get": _get(endpoint, schemas, said)} | methods
    for method, operation in methods.items():
        operation["operationId"] = f"{method}.{endpoint.name}" if method == "get" else endpoint.name
        operation["security"] = [{name: []} for name in schemes] if endpoint.needs_user else [{}]
        if not endpoint.needs_user:
            operation["security"] += [{name: []} for name in schemes]
    return methods


def _common(endpoint: Endpoint, schemas: Schemas, said: Docstring, statuses: Iterable[int]) -> dict[str, Any]:
    module = endpoint.name.rpartition(".")[0]
    notes = [said.description]
    if endpoint.gate is not None and endpoint.gate.rate is not None:
        rate = endpoint.gate.rate
        notes.append(f"At most {rate.count} calls in {rate.period_s:g} s.")
    result = schemas.given(endpoint.hints["return"])
    if endpoint.is_stream:
        # Of a stream, each line or event is one such value.
        shown = {"type": "string", "description": "Values as JSON, one on each line."}
        content = {"application/x-ndjson": {"schema": shown}, "text/event-stream": {"schema": shown}}
        notes.append("Each item of the stream is of the schema `x-item`.")
    else:
        content = {"application/json": {"schema": result}}
    operation: dict[str, Any] = {
        "tags": [module] if module else [],
        "summary": said.summary,
        "description": "\n\n".join(note for note in notes if note),
        "responses": {
            "200": {"description": said.returns or "The result.", "content": content},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)},
        },
    }
    if endpoint.is_stream:
        operation["x-item"] = result
    return {key: value for key, value in operation.items() if value}


def _statuses(endpoint: Endpoint) -> set[int]:
    """What any call of it may be refused with."""
    return {400, 403, 413, 422, 429, 500, 503, 504} | {401}


def _post(endpoint: Endpoint, schemas: Schemas, said: Docstring) -> dict[str, Any]:
    operation = _common(endpoint, schemas, said, _statuses(endpoint) | {415})
    properties: dict[str, Schema] = {}
    required = []
    more: Schema | bool = False
    for parameter in endpoint.parameters:
        schema = _schema_of(endpoint, parameter, schemas)
        if parameter.kind is Parameter.VAR_KEYWORD:
            more = schema
            continue
        if parameter.kind is Parameter.VAR_POSITIONAL:
            schema = {"type": "array", "items": schema}
        properties[parameter.name] = schema | _about(said, parameter)
        if parameter.default is Parameter.empty and parameter.kind is not Parameter.VAR_POSITIONAL:
            required.append(parameter.name)
    body: Schema = {"type": "object", "properties": properties, "additionalProperties": more}
    if required:
        body["required"] = required
    kind = "multipart/form-data" if endpoint.takes_uploads else "application/json"
    media: dict[str, Any] = {"schema": body}
    if endpoint.takes_uploads:
        media["encoding"] = _encoding(endpoint)
    operation["requestBody"] = {"required": bool(required), "content": {kind: media}}
    return operation


def _encoding(endpoint: Endpoint) -> Schema:
    """How the parts of a form are written."""
    forms = {
        parameter.name: form_of(endpoint, parameter)
        for parameter in endpoint.parameters
        if endpoint.hints.get(parameter.name) is not Upload
    }
    return {
        name: {"contentType": "application/json" if form.kind == "json" else "text/plain"}
        for name, form in forms.items()
    }


def _get(endpoint: Endpoint, schemas: Schemas, said: Docstring) -> dict[str, Any]:
    operation = _common(endpoint, schemas, said, _statuses(endpoint) - {400, 413} | {400})
    shown = []
    for parameter in endpoint.parameters:
        form = form_of(endpoint, parameter)
        schema = _schema_of(endpoint, parameter, schemas)
        about = _about(said, parameter)
        is_required = parameter.default is Parameter.empty
        if parameter.kind is Parameter.VAR_KEYWORD:
            schema = {"type": "object", "additionalProperties": schema}
            is_required = False
        elif parameter.kind is Parameter.VAR_POSITIONAL:
            schema = {"type": "array", "items": schema}
            is_required = False
        elif form.kind == "text":
            schema = _without_null(schema)
        if form.repeated:
            # One that is given no time is not there: it has its default then.
            schema = _without_null(schema) | {"minItems": max(1, schema.get("minItems", 1))}
        entry = {"name": parameter.name, "in": "query", **({"required": True} if is_required else {})}
        entry |= {"description": about.pop("description")} if "description" in about else {}
        if form.kind == "json":
            entry["content"] = {"application/json": {"schema": schema | about}}
        else:
            entry["schema"] = schema | about
        shown.append(entry)
    if shown:
        operation["parameters"] = shown
    return operation


def _schema_of(endpoint: Endpoint, parameter: Parameter, schemas: Schemas) -> Schema:
    hint = endpoint.hints.get(parameter.name, Any)
    if hint is Upload:
        return {"type": "string", "format": "binary"}
    return schemas.accepted(hint)


def _about(said: Docstring, parameter: Parameter) -> Schema:
    """What the docstring and the signature say of a parameter, besides its type."""
    text = said.arguments.get(parameter.name)
    default = {} if parameter.default is Parameter.empty else default_of(parameter.default)
    return ({"description": text} if text else {}) | default


def _without_null(schema: Schema) -> Schema:
    """The schema without null, which text cannot say."""
    kinds = schema.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        rest = [kind for kind in kinds if kind != "null"]
        return schema | {"type": rest[0] if len(rest) == 1 else rest}
    if "anyOf" in schema:
        parts = [part for part in schema["anyOf"] if part != {"type": "null"}]
        return parts[0] if len(parts) == 1 else schema | {"anyOf": parts}
    return schema


def _problem(status: int) -> dict[str, Any]:
    text, headers = _PROBLEMS[status]
    answer = {
        "description": text,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return answer | ({"headers": headers} if headers else {})
