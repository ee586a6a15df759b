"""What a server holds besides what ships: versions and their order, how much fits."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.chat.addresses import addresses
from bot.chat.text import plain, shorten
from bot.errors import Refusal
from bot.packs.format.model import Pack
from bot.packs.format.parts import said_in
from bot.packs.format.problems import shown

KEPT_REMOVED = timedelta(days=30)
"""How long a removed pack can be brought back."""
WAITING = timedelta(hours=1)
"""How long an upload waits for its moderator's yes."""
HISTORY = 60 * 1024 * 1024
"""Bytes of earlier versions that a server keeps; the oldest files go first."""
MIB = 1024 * 1024
NOT_WAITING = "This upload is no longer waiting, and nothing was changed. Upload the file again with `/pack upload`."


@dataclass(frozen=True)
class Quota:
    """How many packs of its own a server may have on its shelf, and how many bytes in all, unpacked."""

    packs: int = 20
    size: int = 20 * MIB


@dataclass(frozen=True)
class File:
    """A file as its author made it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Version:
    """A version of a pack that a server was given, on its shelf or in its history."""

    id: int
    guild_id: int
    pack_id: str
    version: str
    title: str
    file_name: str
    size: int
    sha256: str
    member_id: int | None
    """Who uploaded it; None once they had their data deleted."""
    uploaded_at: datetime
    base_id: int | None = None
    """The version that was on the shelf when the upload was compared with it."""


@dataclass(frozen=True)
class Offer:
    """An upload that could be read and waits for a yes."""

    version: Version
    pack: Pack
    before: Pack | None
    """What stands on the shelf under this id, shipped or the server's own."""
    ships: bool
    """Whether a pack with this id ships."""


@dataclass(frozen=True)
class PackStatus:
    """How a pack stands in a server; at least one of `ships`, `own` and `removed` says where it comes from."""

    id: str
    title: str
    version: str
    ships: bool = False
    own: Version | None = None
    """The server's own version, which stands on its shelf in place of a shipped one."""
    removed: Version | None = None
    """What a moderator took from the shelf last, while it can be brought back."""
    removed_at: datetime | None = None
    off: bool = False
    left_out: str | None = None
    """Why the server's own version cannot be shown since the program changed."""

    @property
    def there(self) -> bool:
        """Whether there is something to switch on or off."""
        return self.ships or self.own is not None


@dataclass(frozen=True)
class Event:
    """A line of the audit list: who did what when; nothing of it is ever changed."""

    at: datetime
    member_id: int | None
    action: str
    pack_id: str = ""
    version: str = ""
    sha256: str = ""


class NotNewer(Refusal):
    """A version that is not newer than the one on the shelf, which is put there only when asked for once more."""

    def __init__(self, version: Version, shown: str) -> None:
        which = "the same as" if order(version.version) == order(shown) else "older than"
        super().__init__(f"Version {version.version} is {which} {shown}, which is on the shelf.")
        self.version = version


def domains(pack: Pack) -> tuple[str, ...]:
    """Every host that an address in a pack leads to, as links or in its texts, by name."""
    texts = (value for _, value in said_in(pack) if isinstance(value, str))
    return tuple(sorted({_host(text[start:end]) for text in texts for start, end in addresses(text)}))


def order(version: str) -> tuple[Any, ...]:
    """What versions are sorted by: semver's precedence, in which `1.0.0-rc.1` comes before `1.0.0`."""
    numbers, _, early = version.partition("-")
    steps = ((0, int(step), "") if step.isdecimal() else (1, 0, step) for step in early.split("."))
    return (*map(int, numbers.split(".")), not early, *steps)


def check_room(quota: Quota, held: Iterable[Version], pack_id: str, size: int) -> None:
    """Raise Refusal where a pack of that size would not fit beside the others on the server's shelf."""
    others = [version for version in held if version.pack_id != pack_id]
    if len(others) >= quota.packs:
        example = f"`/pack remove pack: {others[0].pack_id}`"
        count = "1 pack" if len(others) == 1 else f"{len(others)} packs"
        raise Refusal(f"This server has {count} of its own, as many as fit. Remove one first: {example}.")
    taken = sum(version.size for version in others)
    if taken + size > quota.size:
        raise Refusal(
            f"`file`: this pack has {size / MIB:.1f} MiB, and {max(0, quota.size - taken) / MIB:.1f} of this server's "
            f"{quota.size / MIB:.0f} MiB are free. Remove a pack first: `/pack remove`."
        )


def check_base(version: Version, on_shelf: Version | None) -> None:
    """Raise Refusal where the shelf is no longer as the uploader saw it."""
    if version.base_id != (on_shelf.id if on_shelf else None):
        now = f"version {on_shelf.version} is" if on_shelf else "this pack is no longer"
        raise Refusal(f"Meanwhile {now} on the shelf. Upload the file again to see what it changes.")


def to_forget(history: Iterable[Version], kept: Collection[int]) -> Iterator[int]:
    """Ids of the versions, given newest first, whose files no longer fit into the history; those in `kept` stay."""
    total = 0
    for version in history:
        total += version.size
        if total > HISTORY and version.id not in kept:
            yield version.id


def said(text: str, most: int = 100, cut: Callable[[str, int], str] = shorten) -> str:
    """A name or text that somebody gave, fit to stand in a message on one line; at most twice `most` long."""
    return plain(cut(shown(" ".join(text.split()), 2 * most), most))


def _host(link: str) -> str:
    """The host as it is looked up: letters that only look like others stand out as `xn--`."""
    try:
        host = urlsplit(link).hostname or link
        return host.encode("idna").decode("ascii")
    except ValueError:
        return link
