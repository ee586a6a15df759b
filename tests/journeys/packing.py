"""What moderators do with packs, in a few words, and a place on loopback where attached files are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from discord.asset import Asset

from tests.journeys.conftest import words
from tests.packs.sample import GOOD

BETTER = GOOD.replace("version: 1.0.0", "version: 1.1.0").replace("A hive is a home for bees.", "A hive is a bee home.")
"""The bees with one entry changed."""


@asynccontextmanager
async def attachments(club: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Serve what is attached in the simulated Discord from where the bot takes its files to be."""
    store = club.env.backend.cdn

    async def serve(request: web.Request) -> web.Response:
        return web.Response(body=store.get(f"{base}{request.path}"))

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr("simcord.backend.cdn.CDN_BASE", base)
    monkeypatch.setattr(Asset, "BASE", base)
    yield
    await runner.cleanup()


async def upload(club: Any, text: str = GOOD, name: str = "bees.yaml", by: Any = None) -> Any:
    """The answer to an upload."""
    by = by or club.mira
    return await by.slash(club.general, "pack upload", file=(name, text.encode()))


async def shelve(club: Any, text: str = GOOD, name: str = "bees.yaml", by: Any = None) -> Any:
    """Upload a pack and put it on the shelf, also where it is not newer; the last answer."""
    by = by or club.mira
    shown = await upload(club, text, name, by)
    done = await by.click(shown.response.message, label="Put on the shelf")
    if "anyway" in words(done):
        done = await by.click(done.response.message, label="Put on the shelf")
    assert "is on the shelf" in words(done), words(done)
    return done


async def lead(club: Any, member: Any = None, topic: str = "bees/what-a-hive-is") -> str:
    """What a member reads when they look an entry up."""
    return words(await (member or club.sam).slash(club.general, "explain", topic=topic))
