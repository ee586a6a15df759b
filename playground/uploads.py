"""Files that members give to a command or a form: taken over HTTP, and kept while the bot may want them."""

from collections import OrderedDict
from urllib.parse import unquote

from aiohttp import web

from playground import security
from playground.model import Attachment
from playground.payloads import LARGEST_FILE
from playground.store import Store

SECRET, NAME = "Playground-Secret", "Playground-File"
"""Headers of an upload: the page's secret, and the file's name, percent-encoded."""
NOWHERE = 0
"""The channel of files that are in no message."""
KEPT = 100
"""Files; an older one is forgotten, and with a new start all are."""


class Uploads:
    """What members uploaded lately, by the ids that commands and forms name it with."""

    def __init__(self, store: Store, secret: str) -> None:
        self.store, self.secret = store, secret
        self._kept: OrderedDict[int, Attachment] = OrderedDict()
        store.forget_all(NOWHERE)

    def get(self, number: int) -> Attachment | None:
        return self._kept.get(number)

    async def handle(self, request: web.Request) -> web.Response:
        """POST with the file as its body. The page says who it is; a page of another origin has been refused before."""
        if not security.is_let_in(request, self.secret, request.headers.get(SECRET, "")):
            return _refused(
                403, "This address is not the playground's any more. Open the one it printed when it started."
            )
        content = await _read(request)
        if content is None:
            return _refused(413, f"A file has at most {LARGEST_FILE // 1024 // 1024} MiB.")
        file = await self._keep(unquote(request.headers.get(NAME, "")), content)
        return web.json_response({"id": str(file.id), "name": file.name, "size": file.size, "type": file.type})

    async def _keep(self, name: str, content: bytes) -> Attachment:
        file = await self.store.attach(NOWHERE, name, content, None)
        self._kept[file.id] = file
        while len(self._kept) > KEPT:
            self.store.forget(self._kept.popitem(last=False)[1])
        return file


async def _read(request: web.Request) -> bytes | None:
    """The body; None as soon as it is too large."""
    if (request.content_length or 0) > LARGEST_FILE:
        return None
    content = bytearray()
    async for chunk in request.content.iter_any():
        content += chunk
        if len(content) > LARGEST_FILE:
            return None
    return bytes(content)


def _refused(status: int, message: str) -> web.Response:
    return web.json_response({"message": message}, status=status)
