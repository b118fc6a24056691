"""POST /api/chat/say: every action by HTTP, and /api/openapi.json. Spec: docs/http-api.md.

the path is an action's, the method is its       else 404, 405
the server does not stop, the store is there     else 503
credentials, if shown, are somebody's            else 401
somebody has signed in, if it asks for that      else 401
the body comes in time, and is what it takes     else 408, 413, 415, 400
from here on as over a line: the gate, the arguments, the action, what it saves
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl, unquote

import msgspec
from sanic import Sanic
from sanic.http import Http
from sanic.response import HTTPResponse

from pystream.contract import Contract
from pystream.errors import Failed, Gap, Invalid
from pystream.protocol.multipart import MultipartError, boundary_of
from pystream.server import openapi, texts
from pystream.server.credentials import Credentials, WrongCredentials
from pystream.server.dispatcher import Decode, Outcome
from pystream.server.endpoint import Endpoint
from pystream.server.errors import Unreachable
from pystream.server.hub import Hub
from pystream.server.uploads import Upload
from pystream.transports import bodies
from pystream.transports.callers import HttpCaller, caller_of
from pystream.transports.cookies import COOKIE, SECURE_COOKIE
from pystream.transports.problems import RETRY_S, problem, retry_after, status_of
from pystream.transports.request import Request
from pystream.transports.streams import StreamAnswer

JSON = "application/json"
MARGIN_S = 5.0  # by which Sanic's time for a response is longer than a call's
_Arguments: TypeAlias = Mapping[str, msgspec.Raw]
_by_name = msgspec.json.Decoder(dict[str, msgspec.Raw])
_any_value = msgspec.json.Decoder(msgspec.Raw)


class Refused(Exception):
    """The request is answered by this response before the action is asked."""

    def __init__(self, response: HTTPResponse) -> None:
        self.response = response


class Api:
    """The actions of one server.

    Attributes:
        document: what they are like, as OpenAPI; empty if nobody is told.
    """

    def __init__(self, hub: Hub, contract: Contract, credentials: Credentials) -> None:
        self._hub = hub
        self._settings = hub.settings
        self._credentials = credentials
        self.become(contract)

    def become(self, contract: Contract) -> None:
        """Offer from now on what the hub does, under this contract."""
        endpoints = self._hub.dispatcher.endpoints
        self._endpoints = {openapi.path_of(name): each for name, each in endpoints.items()}
        self._timeouts = {name: action.timeout for name, action in contract.actions.items()}
        self.document = b""
        if self._settings.openapi:
            title, kinds, cookies = (
                self._settings.page_title,
                self._credentials.kinds,
                (COOKIE, SECURE_COOKIE),
            )
            described = openapi.document(title, contract.hash, endpoints.values(), kinds, cookies)
            self.document = msgspec.json.encode(described)

    async def answer(self, request: Request) -> HTTPResponse | None:
        """The answer to a request below /api/; None if it has been sent."""
        try:
            endpoint = self._endpoint(request)
            async with caller_of(request, self._hub, self._credentials) as caller:
                response = await self._called(request, endpoint, caller)
                if response is not None:
                    caller.finish(request, response, self._settings.cookie_days)
                return response
        except Refused as why:
            return why.response
        except WrongCredentials:
            return self._signed_out("wrong credentials")
        except Unreachable:
            return problem(503, "ConnectionLost", "the store cannot be reached", headers=retry_after(RETRY_S))

    def _endpoint(self, request: Request) -> Endpoint:
        """What is asked for. Raises Refused."""
        endpoint = self._endpoints.get(request.path)
        if endpoint is None:
            self._hub.tallies.unknown.failed("Invalid")
            name = unquote(request.path.removeprefix(openapi.PREFIX)).replace("/", ".")
            raise Refused(problem(404, "Invalid", str(self._hub.dispatcher.unknown(name))))
        allowed = ("GET", "HEAD", "POST") if endpoint.is_safe else ("POST",)
        if request.method not in allowed:
            text = f"{endpoint.name} is for {' and '.join(allowed)}"
            raise Refused(problem(405, "Invalid", text, headers={"Allow": ", ".join(allowed)}))
        if self._hub.draining:
            _close_after(request)
            text = "the server is about to stop"
            raise Refused(problem(503, "ConnectionLost", text, headers=retry_after(RETRY_S)))
        return endpoint

    async def _called(self, request: Request, endpoint: Endpoint, caller: HttpCaller) -> HTTPResponse | None:
        if endpoint.needs_user and caller.session.user is None:
            return self._signed_out("sign in first")  # before anything of the body is read
        if request.method != "POST":
            named = self._of_query(request, endpoint)
            return await self._run(request, endpoint, caller, lambda: endpoint.decode_named(named()))
        if not endpoint.takes_uploads:
            named = await self._of_json(request, endpoint)
            return await self._run(request, endpoint, caller, lambda: endpoint.decode_named(named()))
        with ExitStack() as keep:
            decode = await self._of_form(request, endpoint, keep)
            return await self._run(request, endpoint, caller, decode)

    async def _run(
        self, request: Request, endpoint: Endpoint, caller: HttpCaller, decode: Decode
    ) -> HTTPResponse | None:
        if endpoint.is_stream:
            return await self._stream(request, endpoint, caller, decode)
        seconds = self._timeouts.get(endpoint.name) or self._settings.call_timeout_s
        _give_time(request, seconds + MARGIN_S)
        try:
            async with self._hub.requests.within(seconds):
                outcome = await self._hub.dispatcher.invoke(caller, endpoint, decode)
        except TimeoutError:
            if self._hub.draining:
                text = "the server stopped before the call ended"
                return problem(503, "ConnectionLost", text, headers=retry_after(RETRY_S))
            return problem(504, "Timeout", f"{endpoint.name}: no answer within {seconds:g} s")
        if outcome.error:
            return self._refusal(outcome)
        return HTTPResponse(outcome.value, headers={"Cache-Control": "no-store"}, content_type=JSON)

    async def _stream(
        self, request: Request, endpoint: Endpoint, caller: HttpCaller, decode: Decode
    ) -> HTTPResponse | None:
        _give_time(request, self._settings.heartbeat_s * 2 + MARGIN_S)
        async with StreamAnswer(request, self._settings.heartbeat_s) as answer:
            try:
                async with self._hub.requests.within(None):
                    outcome = await self._hub.dispatcher.invoke(caller, endpoint, decode, answer.send)
            except TimeoutError:
                text = "the server that ran the stream has gone"
                outcome = Outcome(b"", Gap.__name__, Gap, msgspec.json.encode([text]), text)
            has_begun = await answer.stop()
            if outcome.error:
                response = self._refusal(outcome)
                if not has_begun:
                    return response
                await answer.fail(response.body or b"")
            else:
                await answer.end()
        return None

    async def _of_json(self, request: Request, endpoint: Endpoint) -> Callable[[], _Arguments]:
        """The arguments of a body of JSON. Raises Refused."""
        try:
            raw = await bodies.body(request, self._settings.max_frame_bytes)
        except bodies.TooLarge as why:
            raise Refused(problem(413, "Invalid", str(why))) from None
        if not raw:
            return dict
        if not _is_json(request.headers.get("content-type", "")):
            raise Refused(_wrong_type(request, JSON))

        def named() -> _Arguments:
            try:
                return _by_name.decode(raw)
            except msgspec.ValidationError:
                text = "the body must be an object of named arguments"
                raise Invalid(f"{endpoint.name}: {text}") from None

        try:
            raw.decode()
            _any_value.decode(raw)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as why:
            text = "nested too deep" if isinstance(why, RecursionError) else str(why)
            raise Refused(problem(400, "Invalid", f"the body is no JSON: {text}")) from None
        return named

    def _of_query(self, request: Request, endpoint: Endpoint) -> Callable[[], _Arguments]:
        """The arguments of a query. Raises Refused."""
        given: dict[str, list[str]] = {}
        try:
            pairs = parse_qsl(request.query_string, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise Refused(problem(400, "Invalid", "the query is not UTF-8")) from None
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        return lambda: texts.arguments(endpoint, given)

    async def _of_form(self, request: Request, endpoint: Endpoint, keep: ExitStack) -> Decode:
        """The arguments of a form with files. Raises Refused."""
        boundary = boundary_of(request.headers.get("content-type", ""))
        if boundary is None:
            raise Refused(_wrong_type(request, "multipart/form-data"))
        most = endpoint.upload_limit or self._settings.max_upload_bytes
        limits = {name: most for name, hint in endpoint.hints.items() if hint is Upload}
        try:
            form = await bodies.form(request, boundary, limits, self._settings.max_frame_bytes, keep)
        except bodies.TooLarge as why:
            raise Refused(problem(413, "Invalid", f"{endpoint.name}: {why}")) from None
        except MultipartError as why:
            raise Refused(problem(400, "Invalid", f"the body is no form: {why}")) from None
        return lambda: _with_files(endpoint, form, self._settings.max_upload_bytes)

    def _refusal(self, outcome: Outcome) -> HTTPResponse:
        status = 500 if outcome.error == Failed.__name__ else status_of(outcome.kind)
        if issubclass(outcome.kind, Unreachable):
            status = 503
        headers: dict[str, str] = {}
        if status == 401:
            return self._signed_out(outcome.text, outcome.error, outcome.args)
        if status == 429:
            headers = retry_after(outcome.retry_after)
        elif status == 503:
            headers = retry_after(RETRY_S)
        return problem(status, outcome.error, outcome.text, outcome.args, headers)

    def _signed_out(self, text: str, title: str = "SignedOut", args: bytes | None = None) -> HTTPResponse:
        challenges = self._credentials.challenges()
        return problem(401, title, text, args, {"WWW-Authenticate": challenges} if challenges else None)


def add_api(app: Sanic[Any, Any], hub: Hub, contract: Contract, credentials: Credentials) -> Api:
    """Serve the actions below /api/, and what they are like unless the setting `openapi` is off."""
    api = Api(hub, contract, credentials)

    async def answer(request: Request, path: str) -> HTTPResponse | None:
        return await api.answer(request)

    app.add_route(
        answer,
        f"{openapi.PREFIX}<path:path>",
        methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        name="api",
        stream=True,
    )

    async def document(request: Request) -> HTTPResponse:
        return HTTPResponse(api.document, headers={"Cache-Control": "no-cache"}, content_type=JSON)

    if hub.settings.openapi:
        app.add_route(document, openapi.PREFIX + openapi.DOCUMENT, methods=["GET", "HEAD"], name="openapi")
    return api


def _with_files(
    endpoint: Endpoint, form: bodies.Form, most_bytes: int
) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """The arguments, their files begun. Raises Invalid."""
    named = texts.arguments(endpoint, form.texts)
    stored: list[bodies.StoredFile] = []
    for name, files in form.files.items():
        if len(files) > 1:
            raise Invalid(f"{endpoint.name}: argument {name} was given twice")
        described = {
            "upload": len(stored),
            "name": files[0].name,
            "size": files[0].size,
            "type": files[0].type,
        }
        named[name] = msgspec.Raw(msgspec.json.encode(described))
        stored.append(files[0])
    args, kwargs = endpoint.decode_named(named)
    for place, upload in endpoint.files(args, kwargs, most_bytes):
        stored[upload.number].begin(upload, place)
    return args, kwargs


def _give_time(request: Request, seconds: float) -> None:
    """Let Sanic wait so long for the response, or for its next piece."""
    if request.transport is not None:
        protocol: Any = request.transport.get_protocol()
        protocol.response_timeout = max(seconds, request.app.config.RESPONSE_TIMEOUT)


def _is_json(content_type: str) -> bool:
    kind, _, parameters = content_type.partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    return kind.strip().lower() == JSON and charset in ("", "charset=utf-8")


def _wrong_type(request: Request, expected: str) -> HTTPResponse:
    seen = request.headers.get("content-type", "none")[:100]
    return problem(415, "Invalid", f"the body must be {expected}; its Content-Type is {seen}")


def _close_after(request: Request) -> None:
    """Let the connection end with the response."""
    cast(Http, request.stream).keep_alive = False
