"""What was read of packs that ship, kept beside each, so that the next start need not read them again.

As Python keeps what it compiled: a hidden file beside the pack, believed only where the pack, what reads packs and the
file itself are the very same, byte by byte, as when it was written. Packs with problems are read anew each time. Where
nothing can be written, as in an image, nothing is kept, unless it was while the image was built:
`python -m bot.packs.shelf.shipped content`.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from bot.packs.format.problems import Findings
from bot.packs.reading.files import gather

_BOT = Path(__file__).parents[2]
_READERS = ("packs/**/*.py", "chat/*.py", "chat/*.txt", "errors.py")
"""What a reading comes of, within the program."""
_LIBRARIES = ("pydantic", "pyyaml", "msgspec")
"""What it comes of besides: the names of their folders in the installation tell their versions."""


def state_of(path: Path) -> str | None:
    """What a pack is now, and what would read it, as a digest; None where it cannot be taken in whole."""
    findings = Findings()
    files = gather(path, findings)
    if findings.listed("error"):
        return None
    names = ((Path(name).name, data) for name, data in sorted(files.items()))
    return _digest((_program(), *(each for name, data in names for each in (name.encode(), data))))


def read_before(path: Path, state: str | None) -> bytes | None:
    """The pack as JSON, for `sandbox.from_own_json`, where it was kept in this very state."""
    if state is None:
        return None
    try:
        seal, _, pack = _beside(path).read_bytes().partition(b"\n")
    except OSError:
        return None
    return pack if seal.decode(errors="replace") == _digest((state.encode(), pack)) else None


def keep(path: Path, state: str | None, pack: str) -> None:
    """Keep what was read of a pack that was in this state before it was read, and still is; in vain where it cannot be.

    Whatever is cut off or written by two at once does not fit its digest.
    """
    if state is None or state_of(path) != state:
        return
    kept, written = _beside(path), pack.encode()
    draft = kept.with_name(f"{kept.name}.new")
    with suppress(OSError):
        draft.write_bytes(_digest((state.encode(), written)).encode() + b"\n" + written)
        draft.replace(kept)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.read")


@cache
def _program() -> bytes:
    readers = sorted(path for pattern in _READERS for path in _BOT.glob(pattern))
    parts = [each for path in readers for each in (path.name.encode(), path.read_bytes())]
    installed = sorted(os.listdir(Path(msgspec.__file__).parents[1]))  # noqa: PTH208 - names alone
    libraries = [name.encode() for name in installed if name.lower().startswith(_LIBRARIES)]
    return _digest((sys.version.encode(), *libraries, *parts)).encode()


def _digest(parts: Iterable[bytes]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
