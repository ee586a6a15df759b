"""Who may talk to the playground: this machine's own browser and bot, and no page of anybody else's."""

import secrets
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

KEY = "key"
"""What the address of the page is opened with."""
WITHIN = "/play"
"""The only addresses that the browser shows its cookie to: it would show it to other ports of this machine too."""


def new_key() -> str:
    """What nobody guesses."""
    return secrets.token_urlsafe(24)


def let_in(request: web.Request, key: str, secret: str) -> web.Response:
    """Lead on to the page's address without the key, which browsers then do not remember; a right one leaves a cookie.

    The cookie holds the `secret` by which pages come back, also after a restart; scripts cannot read it.
    """
    answer = web.Response(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
    if _same(request.query[KEY], key):
        answer.set_cookie(_cookie(request), secret, path=WITHIN, httponly=True, samesite="Strict")
    return answer


def is_let_in(request: web.Request, secret: str, given: str = "") -> bool:
    """Whether a request comes from a page that was let in, or from a program that was given the secret."""
    return _same(given, secret) or _same(request.cookies.get(_cookie(request), ""), secret)


def _cookie(request: web.Request) -> str:
    """The cookie's name: all ports of this machine share one jar."""
    return f"playground-{request.url.port}"


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(errors="replace"), expected.encode())


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")


def same_place_only(port: Callable[[], int]) -> Middleware:
    """Refuses requests under another name (DNS rebinding, 421) and from pages of another origin (403)."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        hosts = {f"127.0.0.1:{port()}", f"localhost:{port()}"}
        if request.headers.get("Host") not in hosts:
            return web.Response(status=421, text="This server answers only as 127.0.0.1 and localhost.")
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in hosts:
            return web.Response(status=403, text="This server answers only its own pages.")
        return await handler(request)

    return middleware
