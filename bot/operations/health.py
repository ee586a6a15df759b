"""Whether the bot can do its work now, and if not, why: for whoever restarts it, and for whoever is woken."""

import asyncio
import errno
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from aiohttp import web

from bot.errors import Refusal, SettingError
from bot.operations.vitals import Backlog, Vitals
from bot.stopping import end

log = structlog.get_logger(__name__)

HOST = "127.0.0.1"
DATABASE_WITHIN = 1.0
"""Seconds in which a row must be written, or read."""
LATE = 60.0
"""Seconds by which a loop may be late."""
SILENT = 1_020.0
"""Seconds without an event: the connection was made anew before that, which would have brought one."""
FREE = 0.05
"""The share of the disk that must be free."""
BEAT = 0.5
"""Seconds between two looks at how late the event loop is."""

Probe = Callable[[], Awaitable[None]]


class UnwellError(Exception):
    """Raised by a probe that knows the cause, which it gives as a sentence."""


class Health:
    """Answers `/livez`, `/readyz` and `/metrics`; `probe` writes a row to the database, `folder` lies on its disk."""

    def __init__(self, vitals: Vitals, probe: Probe, folder: Path) -> None:
        self._vitals = vitals
        self._probe = probe
        self.folder = folder

    async def causes(self) -> list[str]:
        """Everything for which the bot is not ready, each as a sentence; empty where it is."""
        found = [*self._gateway(), *await self._database(), *self._loops(), *self._disk()]
        if (left := self._vitals.paused_for()) > 0:
            found.append(f"Cloudflare keeps this address out for another {left:.0f} s.")
        return found

    def _gateway(self) -> list[str]:
        pulse = self._vitals.pulse()
        if not pulse.ready:
            return ["The gateway is not connected."]
        ages = (
            ("heartbeat was acknowledged", pulse.ack_age, 2 * pulse.interval),
            ("frame came", pulse.frame_age, 2 * pulse.interval),
            ("event came", pulse.event_age, SILENT),
        )
        return [f"The gateway is silent: the last {what} {age:.0f} s ago." for what, age, limit in ages if age > limit]

    async def _database(self) -> list[str]:
        try:
            async with asyncio.timeout(DATABASE_WITHIN):
                await self._probe()
        except TimeoutError:
            return [f"The database does not write a row within {DATABASE_WITHIN:.0f} s."]
        except UnwellError as error:
            return [str(error)]
        except Exception as error:
            if not isinstance(error, Refusal):  # of which the database has told the log
                log.warning("the database cannot be written", exc_info=error)
            return [f"The database cannot be written ({type(error).__name__})."]
        return []

    def _loops(self) -> list[str]:
        overdue = self._vitals.overdue()
        if not overdue:
            return ["The loops that do what is due have not begun."]
        return [f"The loop of {loop} stands still." for loop, late in sorted(overdue.items()) if late > LATE]

    def _disk(self) -> list[str]:
        try:
            usage = shutil.disk_usage(self.folder)
        except OSError as error:
            return [f"The folder of the data cannot be looked at: {error.strerror}."]
        return [] if usage.free > FREE * usage.total else [f"The disk is full: {usage.free // 2**20} MiB are free."]

    # Served

    async def live(self, _request: web.Request) -> web.Response:
        """The event loop answers."""
        return web.Response(text="live\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """200, or 503 with what is wrong, a line each."""
        causes = await self.causes()
        pulse = self._vitals.pulse()
        told = causes or [f"ready; the last event came {pulse.event_age:.0f} s ago"]
        return web.Response(text="\n".join(told) + "\n", status=503 if causes else 200)


@asynccontextmanager
async def served(health: Health, vitals: Vitals, port: int) -> AsyncIterator[int]:
    """Serve health and metrics on loopback, on a free port where `port` is 0; yields the port.

    Raises SettingError where the port cannot be had.
    """
    from bot.operations.metrics import Metrics

    told = Metrics(vitals, health.folder)

    async def metrics(_request: web.Request) -> web.Response:
        text, kind = told.exposition(await _backlog(vitals))
        return web.Response(body=text, headers={"Content-Type": kind})

    app = web.Application()
    app.router.add_get("/livez", health.live)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, HOST, port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise SettingError(f"HEALTH_PORT cannot be used: {port} {_why(error)}.") from None
    beating = asyncio.create_task(_beat(vitals))
    try:
        yield runner.addresses[0][1]
    finally:
        await end([beating])
        await runner.cleanup()


async def _backlog(vitals: Vitals) -> Backlog | None:
    """How far the bot is behind; None where the database does not tell soon, so that all else is told."""
    if vitals.backlog is None:
        return None
    try:
        async with asyncio.timeout(DATABASE_WITHIN):
            return await vitals.backlog()
    except Exception as error:  # noqa: BLE001 - `readyz` names what is wrong with the database
        log.warning("the database does not tell what is due", reason=type(error).__name__)
        return None


def _why(error: OSError) -> str:
    return "is taken by another program" if error.errno == errno.EADDRINUSE else str(error.strerror)


async def _beat(vitals: Vitals) -> None:
    """Note how late the event loop comes to what is due."""
    while True:
        due = vitals.monotonic() + BEAT
        await asyncio.sleep(BEAT)
        vitals.late(vitals.monotonic() - due)
