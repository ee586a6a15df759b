"""What keeps every request back: a ban of our address by Cloudflare, and a token that Discord no longer takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import discord
import structlog
from discord.http import Route

from bot.operations.vitals import Vitals

log = structlog.get_logger(__name__)

USUAL_BAN = 60.0
"""Seconds to keep still where a ban names no time."""
INVALID = {401, 403, 429}
"""Answers that Discord counts: ten thousand in ten minutes are a ban."""

REFUSED_TOKEN = "DISCORD_TOKEN cannot be used: Discord does not know it. Copy it again from the developer portal."  # noqa: S105 - a sentence


class HeldBackError(ConnectionError):
    """The request was not sent: none may be now, or ever again; says why."""


class Barrier:
    """Stands before every request of a bot; what it learns holds for every bot of this program."""

    def __init__(self, vitals: Vitals, refused: Callable[[str], None]) -> None:
        self._vitals = vitals
        self._refused = refused
        self._is_shut = False

    def check(self) -> None:
        """Raise HeldBackError where no request may be sent."""
        if self._is_shut:
            raise HeldBackError("Discord refuses the token")
        if (left := self._vitals.paused_for()) > 0:
            raise HeldBackError(f"Cloudflare keeps this address out for another {left:.0f} s")

    @contextmanager
    def around(self, route: Route, *, own_token: bool) -> Iterator[None]:
        """A request is sent inside, with the own token or an interaction's; raises HeldBackError where none may be."""
        self.check()
        try:
            yield
        except discord.HTTPException as error:
            self.note_refusal(route, error, own_token=own_token)
            raise
        self._vitals.requests[f"{route.method} {route.path}", 200] += 1

    def note_refusal(self, route: Route, error: discord.HTTPException, *, own_token: bool) -> None:
        """A request was refused; `own_token` where it was sent with the bot's token, not with an interaction's."""
        self._vitals.requests[f"{route.method} {route.path}", error.status] += 1
        if error.status in INVALID and error.response.headers.get("X-RateLimit-Scope") != "shared":
            self._vitals.invalid()
        if error.status == 429 and not error.response.headers.get("Via"):
            self._ban(error)
        elif error.status == 401 and own_token and not self._is_shut:
            self._is_shut = True
            self._refused(REFUSED_TOKEN)

    def _ban(self, error: discord.HTTPException) -> None:
        try:
            seconds = float(error.response.headers["Retry-After"])
        except (KeyError, ValueError):
            seconds = USUAL_BAN
        if self._vitals.paused_for() < seconds:
            self._vitals.pause(seconds)
            log.error("Cloudflare keeps this address out: no request is made until it lets us in", seconds=seconds)
