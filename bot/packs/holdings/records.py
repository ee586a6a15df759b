"""Looking at what a server has and had: how its packs stand, their versions, their files, who did what."""

from collections.abc import Iterable

from bot.chat.marks import flat
from bot.database import Database
from bot.errors import Refusal, or_refuse
from bot.packs.holdings import store
from bot.packs.holdings.rules import Event, File, PackStatus, Version, order, said
from bot.packs.search.names import meant, told_apart
from bot.packs.shelf.shelves import Shelves, shown

AN_EXAMPLE = "my-subject"


def offered(known: Iterable[PackStatus]) -> dict[str, str]:
    """The names of choices by the ids of packs: title and version, with the id where two packs have both alike."""
    return told_apart({each.id: shown(flat(f"{each.title} — {each.version}")) for each in known})


class Records:
    """The packs of every server, as moderators and members ask for them."""

    def __init__(self, database: Database, shelves: Shelves) -> None:
        self._database = database
        self._shelves = shelves
        self.left_out: dict[tuple[int, str], str] = {}
        """Why packs (guild, pack) cannot be shown since the program changed."""

    def forget(self, guild_id: int) -> None:
        """Let go of a server whose packs were deleted."""
        self.left_out = {pack: why for pack, why in self.left_out.items() if pack[0] != guild_id}

    async def standings(self, guild_id: int) -> list[PackStatus]:
        """Every pack that a server has or had lately: those that ship, then its own in the order in which they came."""
        async with self._database.read() as tx:
            rows, off = await store.packs_of(tx, guild_id), await store.off(tx, guild_id)
        brought = {version.pack_id: (version, removed_at) for version, removed_at in rows}
        shipped = self._shelves.shipped
        found: list[PackStatus] = []
        for pack_id in dict.fromkeys((*shipped, *brought)):
            version, removed_at = brought.get(pack_id, (None, None))
            own = version if removed_at is None else None
            shown = own or shipped.get(pack_id) or version
            assert shown
            found.append(
                PackStatus(
                    id=pack_id,
                    title=shown.title,
                    version=shown.version,
                    ships=pack_id in shipped,
                    own=own,
                    removed=version if removed_at is not None else None,
                    removed_at=removed_at,
                    off=pack_id in off,
                    left_out=self.left_out.get((guild_id, pack_id)) if own else None,
                )
            )
        return found

    async def find(self, guild_id: int, typed: str) -> PackStatus:
        """The pack meant: by its id, the name that it is offered by, or its title; raises Refusal for no pack."""
        known = {each.id: each for each in await self.standings(guild_id)}
        titles = {pack_id: each.title for pack_id, each in known.items()}
        if found := meant(typed, offered(known.values()), titles):
            return known[found]
        example = next(iter(known), AN_EXAMPLE)
        raise Refusal(f"`pack`: there is no pack “{said(typed)}” here. Try `{example}`; `/pack list` shows them all.")

    async def earlier(self, guild_id: int, pack_id: str) -> list[Version]:
        """The versions that can be gone back to, one for each version text, the newest first."""
        status = await self.find(guild_id, pack_id)
        on_shelf = status.own.id if status.own else None
        async with self._database.read() as tx:
            history = await store.history(tx, guild_id, status.id)
        found: dict[str, Version] = {}
        for version in history:
            if version.id != on_shelf:
                found.setdefault(version.version, version)
        return sorted(found.values(), key=lambda version: order(version.version), reverse=True)

    async def file(self, guild_id: int, pack_id: str) -> tuple[Version, File]:
        """The author's file of the version on the shelf, or of the one removed last; raises Refusal for another."""
        status = await self.find(guild_id, pack_id)
        version = or_refuse(
            status.own or status.removed,
            f"`pack`: `{status.id}` ships with me, so nobody uploaded a file for it here. Try the id of a pack of this "
            f"server, such as `{AN_EXAMPLE}`.",
        )
        async with self._database.read() as tx:
            file = await store.file(tx, version)
        return version, or_refuse(file, f"The file of {said(version.title)} {version.version} is no longer kept.")

    async def events(self, guild_id: int, pack_id: str, page: int, size: int) -> list[Event]:
        """A page of the audit list of a pack, newest first, and one line more where there is a further page."""
        async with self._database.read() as tx:
            return await store.events(tx, guild_id, pack_id, size + 1, page * size)
