"""Fetching a file that a member attached: from Discord's own hosts only, never more than it may be, never for long."""

from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from discord.asset import Asset
from yarl import URL

from bot.errors import Refusal

SECONDS = 10.0
"""Time that a download gets, from the first byte asked for to the last received."""
_CHUNK = 64 * 1024
_MEDIA = URL("https://media.discordapp.net")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Attached:
    """A file as an interaction tells of it; its address expires, so it is fetched at once and never kept."""

    name: str
    size: int
    url: str


def attached(payload: dict[str, Any]) -> Attached:
    """The file that an attachment's payload describes; raises Refusal where it describes none."""
    match payload:
        case {"filename": str(name), "size": int(size), "url": str(url)}:
            return Attached(name, size, url)
    raise Refusal("`file`: Discord did not say where the file is. Attach it again.")


def may_be_fetched(url: URL) -> bool:
    """Whether an address is one of those where Discord keeps what members attach."""
    if not url.scheme or not url.host or url.user is not None:
        return False
    return url.origin() in {URL(Asset.BASE).origin(), _MEDIA}


async def download(file: Attached) -> bytes:
    """The bytes of the file; raises Refusal where they cannot be had whole, in time and from where they should be."""
    url = URL(file.url)
    if not may_be_fetched(url):
        log.warning("attachment from elsewhere", host=url.host)
        raise Refusal("The file is not where Discord keeps files, so it was not fetched. Attach it again.")
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), auto_decompress=False)
    try:
        async with (
            session,
            session.get(url, allow_redirects=False, headers={"Accept-Encoding": "identity"}) as response,
        ):
            if response.status != 200:
                raise Refusal(f"Discord did not hand the file over (status {response.status}). Attach it again.")
            return await _body(response, file)
    except TimeoutError:
        raise Refusal(f"The file did not arrive within {SECONDS:.0f} seconds. Try again in a minute.") from None
    except (OSError, aiohttp.ClientError) as error:
        log.warning("download failed", error=type(error).__name__)
        raise Refusal("The file did not arrive whole. Try again in a minute.") from None


async def _body(response: aiohttp.ClientResponse, file: Attached) -> bytes:
    received = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        received += chunk
        if len(received) > file.size:
            raise Refusal("More arrived than the file holds, so it was not read. Attach it again.")
    if len(received) < file.size:
        raise Refusal("The file did not arrive whole. Attach it again.")
    return bytes(received)
