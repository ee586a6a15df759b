"""The files of the page, under addresses that change whenever one of them does, so that browsers keep what they have.

The page is some seventy small files that name each other as `/page/…`. They are served as `/page/VERSION/…`, with those
names made to match, and the styles that another one imports within it: each request takes time. The version is looked
up with each visit, so whoever changes a file sees it after a reload; what a visit asks for then is of that version.
"""

import hashlib
import re
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).with_name("page")
ADDRESS = r"/page/{version:[0-9a-f]{12}}/{name:[a-z_]+\.(?:js|css|svg)}"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
IMPORT = re.compile(r'^@import "/page/(?P<name>[a-z_]+\.css)";$', re.MULTILINE)
KEPT = {"Cache-Control": "private, max-age=31536000, immutable"}

_newest = [""]
"""The version that the latest visit was given: to look at all files for each of them takes longer than to serve it."""


async def index(_request: web.Request) -> web.Response:
    """The page itself."""
    _newest[0] = version = _version()
    return web.Response(text=_named((FOLDER / "index.html").read_text("utf-8"), version), content_type="text/html")


async def part(request: web.Request) -> web.Response:
    """One of its files; of a version that is over, what there is now, which no browser keeps."""
    file, version = FOLDER / request.match_info["name"], request.match_info["version"]
    if not file.is_file():
        raise web.HTTPNotFound
    headers = KEPT if version == _newest[0] else {}
    return web.Response(text=_named(_whole(file), version), content_type=TYPES[file.suffix], headers=headers)


def _whole(file: Path) -> str:
    """Its text, with that of the styles that it imports in their place."""
    return IMPORT.sub(lambda found: (FOLDER / found["name"]).read_text("utf-8"), file.read_text("utf-8"))


def _named(text: str, version: str) -> str:
    return text.replace('"/page/', f'"/page/{version}/')


def _version() -> str:
    files = sorted(FOLDER.iterdir())
    known = [(file.name, (found := file.stat()).st_mtime_ns, found.st_size) for file in files]
    return hashlib.sha256(repr(known).encode()).hexdigest()[:12]
