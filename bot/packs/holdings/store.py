"""Versions, shelves, switches and the audit list of each server as rows."""

import secrets
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.clock import moment, ms
from bot.database import Row, Tx
from bot.packs.holdings.rules import Event, File, Version

_SELECT = f"SELECT {', '.join(f'v.{field.name}' for field in fields(Version))}"
_IN_ORDER = (
    "ORDER BY (SELECT min(f.accepted_at) FROM pack_versions f "
    "WHERE f.guild_id = s.guild_id AND f.pack_id = s.pack_id), s.pack_id"
)
"""In the order in which a server's packs came."""


async def add_waiting(tx: Tx, version: Version, file: File, pack: str) -> None:
    """Keep an upload until its moderator says yes or no, in place of what the same member had waiting here."""
    await tx.fetch(
        "DELETE FROM pack_versions WHERE guild_id = ?1 AND member_id = ?2 AND accepted_at IS NULL",
        version.guild_id,
        version.member_id,
    )
    await tx.fetch(
        "INSERT INTO pack_versions (id, guild_id, pack_id, version, title, file_name, size, sha256, member_id, "
        "uploaded_at, base_id, content, pack) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        *(version.id, version.guild_id, version.pack_id, version.version, version.title, version.file_name),
        *(version.size, version.sha256, version.member_id, ms(version.uploaded_at), version.base_id),
        *(file.content, pack),
    )


async def waiting(tx: Tx, guild_id: int, version_id: int, member_id: int) -> tuple[Version, str] | None:
    """An upload of this member that waits in this server, with the pack as JSON."""
    row = await tx.one(
        f"{_SELECT}, v.pack FROM pack_versions v "
        "WHERE v.id = ?1 AND v.guild_id = ?2 AND v.member_id = ?3 AND v.accepted_at IS NULL",
        *(version_id, guild_id, member_id),
    )
    return (_version(row), row["pack"]) if row else None


async def discard(tx: Tx, guild_id: int, version_id: int, member_id: int) -> bool:
    """Forget an upload that waits; whether there was one."""
    gone = await tx.fetch(
        "DELETE FROM pack_versions WHERE id = ?1 AND guild_id = ?2 AND member_id = ?3 AND accepted_at IS NULL "
        "RETURNING id",
        *(version_id, guild_id, member_id),
    )
    return bool(gone)


async def accept(tx: Tx, version: Version, at: datetime) -> None:
    """Put an upload that waited on the shelf, in place of what stood there."""
    await tx.fetch(
        "UPDATE pack_versions SET accepted_at = ?2, base_id = NULL WHERE id = ?1 AND accepted_at IS NULL",
        *(version.id, ms(at)),
    )
    await place(tx, version)


async def place(tx: Tx, version: Version, pack: str | None = None) -> None:
    """Let the shelf hold this version; `pack` is what was read from it, where that is not kept beside it already."""
    if pack is not None:
        await tx.fetch("UPDATE pack_versions SET pack = ?2 WHERE id = ?1", version.id, pack)
    await tx.fetch(
        "INSERT INTO pack_shelves (guild_id, pack_id, version_id) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (guild_id, pack_id) DO UPDATE SET version_id = excluded.version_id, removed_at = NULL",
        *(version.guild_id, version.pack_id, version.id),
    )
    await tx.fetch(
        "UPDATE pack_versions SET pack = NULL "
        "WHERE guild_id = ?1 AND pack_id = ?2 AND id <> ?3 AND accepted_at IS NOT NULL AND pack IS NOT NULL",
        *(version.guild_id, version.pack_id, version.id),
    )


async def remove(tx: Tx, guild_id: int, pack_id: str, at: datetime) -> None:
    """Take a pack from the shelf; its versions stay."""
    await tx.fetch(
        "UPDATE pack_shelves SET removed_at = ?3 WHERE guild_id = ?1 AND pack_id = ?2", guild_id, pack_id, ms(at)
    )
    await tx.fetch(
        "UPDATE pack_versions SET pack = NULL WHERE guild_id = ?1 AND pack_id = ?2 AND accepted_at IS NOT NULL",
        *(guild_id, pack_id),
    )


async def packs_of(tx: Tx, guild_id: int) -> list[tuple[Version, datetime | None]]:
    """The packs that a server brought, in the order in which they came, and since when they are removed."""
    rows = await tx.fetch(
        f"{_SELECT}, s.removed_at FROM pack_shelves s JOIN pack_versions v ON v.id = s.version_id "
        f"WHERE s.guild_id = ?1 {_IN_ORDER}",
        guild_id,
    )
    return [(_version(row), None if row["removed_at"] is None else moment(row["removed_at"])) for row in rows]


async def packs(tx: Tx, guild_id: int) -> list[tuple[Version, str | None]]:
    """What a server has on its shelf, in the order in which the packs came, as JSON."""
    rows = await tx.fetch(
        f"{_SELECT}, v.pack FROM pack_shelves s JOIN pack_versions v ON v.id = s.version_id "
        f"WHERE s.guild_id = ?1 AND s.removed_at IS NULL {_IN_ORDER}",
        guild_id,
    )
    return [(_version(row), row["pack"]) for row in rows]


async def guilds(tx: Tx) -> list[int]:
    """The servers whose shelf is not simply what ships."""
    rows = await tx.fetch(
        "SELECT guild_id FROM pack_shelves WHERE removed_at IS NULL UNION SELECT guild_id FROM packs_off"
    )
    return [row["guild_id"] for row in rows]


async def off(tx: Tx, guild_id: int) -> frozenset[str]:
    """The ids of the packs that a server switched off."""
    rows = await tx.fetch("SELECT pack_id FROM packs_off WHERE guild_id = ?1", guild_id)
    return frozenset(row["pack_id"] for row in rows)


async def switch(tx: Tx, guild_id: int, pack_id: str, *, on: bool) -> None:
    """Switch a pack on or off."""
    if on:
        await tx.fetch("DELETE FROM packs_off WHERE guild_id = ?1 AND pack_id = ?2", guild_id, pack_id)
    else:
        await tx.fetch(
            "INSERT INTO packs_off (guild_id, pack_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING", guild_id, pack_id
        )


async def history(tx: Tx, guild_id: int, pack_id: str | None = None) -> list[Version]:
    """The accepted versions whose files are kept, of one pack or of all, newest first."""
    rows = await tx.fetch(
        f"{_SELECT} FROM pack_versions v WHERE v.guild_id = ?1 AND v.pack_id = coalesce(CAST(?2 AS TEXT), v.pack_id) "
        "AND v.accepted_at IS NOT NULL AND v.content IS NOT NULL ORDER BY v.accepted_at DESC, v.id DESC",
        *(guild_id, pack_id),
    )
    return [_version(row) for row in rows]


async def file(tx: Tx, version: Version) -> File | None:
    """The file of a version, as its author made it; None where it is no longer kept."""
    row = await tx.one("SELECT file_name, content FROM pack_versions WHERE id = ?1", version.id)
    return File(row["file_name"], bytes(row["content"])) if row and row["content"] is not None else None


async def forget_files(tx: Tx, version_ids: list[int]) -> None:
    """Forget the files of these versions; that they were there stays known."""
    await tx.many("UPDATE pack_versions SET content = NULL WHERE id = ?1", [(each,) for each in version_ids])


async def note(tx: Tx, guild_id: int, event: Event, *, most: int | None = None) -> None:
    """Add a line to the audit list; of lines with `most`, only that many of the same action are kept, the newest."""
    await tx.fetch(
        "INSERT INTO pack_events (id, guild_id, pack_id, at, member_id, action, version, sha256) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        *(secrets.randbits(62), guild_id, event.pack_id, ms(event.at), event.member_id, event.action),
        *(event.version, event.sha256),
    )
    if most is not None:
        await tx.fetch(
            "DELETE FROM pack_events WHERE guild_id = ?1 AND action = ?2 AND id NOT IN "
            "(SELECT id FROM pack_events WHERE guild_id = ?1 AND action = ?2 ORDER BY at DESC, id LIMIT ?3)",
            *(guild_id, event.action, most),
        )


async def events(tx: Tx, guild_id: int, pack_id: str, limit: int, offset: int) -> list[Event]:
    """The audit list of a pack, with what was refused before any pack was known; newest first."""
    rows = await tx.fetch(
        "SELECT at, member_id, action, pack_id, version, sha256 FROM pack_events "
        "WHERE guild_id = ?1 AND pack_id IN (?2, '') ORDER BY at DESC, id LIMIT ?3 OFFSET ?4",
        *(guild_id, pack_id, limit, offset),
    )
    return [Event(moment(row["at"]), *list(row)[1:]) for row in rows]


async def sweep(tx: Tx, waiting_since: datetime, removed_since: datetime) -> list[tuple[int, str]]:
    """Forget uploads that nobody answered, and packs removed so long ago; (guild, pack) of the latter."""
    await tx.fetch("DELETE FROM pack_versions WHERE accepted_at IS NULL AND uploaded_at < ?1", ms(waiting_since))
    rows = await tx.fetch(
        "DELETE FROM pack_shelves WHERE removed_at IS NOT NULL AND removed_at < ?1 RETURNING guild_id, pack_id",
        ms(removed_since),
    )
    gone = [(row["guild_id"], row["pack_id"]) for row in rows]
    await tx.many("DELETE FROM pack_versions WHERE guild_id = ?1 AND pack_id = ?2 AND accepted_at IS NOT NULL", gone)
    await tx.many("DELETE FROM pack_events WHERE guild_id = ?1 AND pack_id = ?2", gone)
    return gone


async def brought_by(tx: Tx, member_id: int) -> list[Row]:
    """The versions that a member uploaded, oldest first."""
    return await tx.fetch(
        "SELECT guild_id, pack_id AS pack, version, title, file_name AS file, uploaded_at AS at FROM pack_versions "
        "WHERE member_id = ?1 ORDER BY uploaded_at, id",
        member_id,
    )


async def audit_lines_of(tx: Tx, member_id: int) -> list[Row]:
    """The lines of the audit lists about a member, oldest first."""
    return await tx.fetch(
        "SELECT guild_id, pack_id AS pack, version, action, at FROM pack_events WHERE member_id = ?1 ORDER BY at, id",
        member_id,
    )


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete a member's uploads that wait, and who they are with all others and in the audit lists."""
    await tx.fetch("DELETE FROM pack_versions WHERE member_id = ?1 AND accepted_at IS NULL", member_id)
    await tx.fetch("UPDATE pack_versions SET member_id = NULL WHERE member_id = ?1", member_id)
    await tx.fetch("UPDATE pack_events SET member_id = NULL WHERE member_id = ?1", member_id)


def _version(row: Row) -> Version:
    columns: dict[str, Any] = {field.name: row[field.name] for field in fields(Version)}
    columns["uploaded_at"] = moment(row["uploaded_at"])
    return Version(**columns)
