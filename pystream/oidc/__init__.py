"""Sign-in by an OpenID Connect provider: `pip install pystream[oidc]`, then in a module of server_src:

    google = OIDC("google", issuer="https://accounts.google.com", sign_in=member)

and on the page a link to /auth/google/start?next=/. The provider has to know /auth/google/callback as the
address to come back to. The id and the secret that it gave the app are settings: google_client_id and
google_client_secret in [tool.pystream.app], or better PYSTREAM_APP_GOOGLE_CLIENT_SECRET in the environment.
"""

from __future__ import annotations

import re

from sanic import Blueprint

try:
    from pystream.oidc.flow import Claims, Flow, SignIn
except ModuleNotFoundError as why:
    if why.name not in ("authlib", "httpx", "joserfc"):
        raise
    raise ImportError(f"pystream.oidc needs {why.name}: pip install 'pystream[oidc]'") from None

__all__ = ["OIDC", "Claims"]


class OIDC(Blueprint):
    """One provider: the routes /auth/NAME/start and /auth/NAME/callback.

    Args:
        name: of the provider, in routes and settings: letters, digits and _.
        issuer: the provider's URL, as its tokens say it; https, but on this very machine.
        sign_in: claims -> user id, plain or async. It finds or makes the app's own person: by `sub`, which is
            that person's for ever, and not by `email`, unless `email_verified` is true and the provider is
            the one of that domain. Denied says why somebody may not come in. Without it the user id is
            "NAME:sub".
        client_id, client_secret: in the place of the settings; keep a secret out of the source.
        scope: what to ask for, with spaces.
        label: the provider's name for people.
        redirect_uri: where the provider sends people back, if that is not the address they came by.
    """

    def __init__(
        self,
        name: str,
        *,
        issuer: str,
        sign_in: SignIn | None = None,
        client_id: str = "",
        client_secret: str = "",
        scope: str = "openid email profile",
        label: str = "",
        redirect_uri: str = "",
    ) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise ValueError(f"OIDC: the name must be small letters, digits and _, got {name!r}")
        if "openid" not in scope.split():
            raise ValueError(f"OIDC: scope must have the word openid in it, got {scope!r}")
        super().__init__(f"oidc_{name}", url_prefix=f"/auth/{name}")
        flow = Flow(
            name,
            issuer,
            (client_id, client_secret),
            sign_in or (lambda claims: f"{name}:{claims['sub']}"),
            scope,
            label or name.replace("_", " ").capitalize(),
            redirect_uri,
        )
        self.add_route(flow.start, "/start", methods=["GET"], name="start")
        self.add_route(flow.callback, "/callback", methods=["GET"], name="callback")
