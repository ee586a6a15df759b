"""The cards of `/pack`: what an upload brings, what is on the shelf, what was done to it."""

from collections.abc import Iterable, Iterator, Sequence

from discord import ui

from bot.chat.cards import Card, button, heading, page_of, row, turns
from bot.chat.text import brief, plain, sentences, shorten, stamp
from bot.packs.citing import address
from bot.packs.format.model import Entry, Pack
from bot.packs.holdings.differing import Changed, Difference, change_text, difference
from bot.packs.holdings.rules import KEPT_REMOVED, Event, Offer, PackStatus, Version, domains, said
from bot.packs.mistakes.rules import MAX_TEXT, Mistake, waiting_line
from bot.packs.reading.sandbox import Read
from bot.packs.shelf.shelves import contents

LISTED = 10
"""Problems that a card shows; a file has them all."""
NAMES, DOMAINS, WARNINGS = 5, 8, 4
"""Names of entries in a line of a difference, domains and warnings on a card; a file has them all."""
CHANGED, TEXT = 3, 110
"""Entries whose change a card tells, and characters of the old text and of the new."""
SHELF_PAGE = 8
EVENTS_PAGE = 10
MISTAKES_PAGE = 2
PROBLEMS_FILE = "problems.txt"
DETAILS_FILE = "details.txt"
IN_FILE = ", in the file"


def problems_card(name: str, read: Read) -> Card:
    """Why a file is no pack: the first problems by place; all of them are in the file beside it."""
    count = "1 problem" if read.problem_count == 1 else f"{read.problem_count:,} problems"
    more = "" if read.problem_count <= LISTED else f" These are the first {LISTED}; `{PROBLEMS_FILE}` has all of them."
    return Card(
        heading(f"{count} in {said(name)}", "Nothing was changed"),
        ui.TextDisplay(_code(read.problems[:LISTED], 280)),
        ui.TextDisplay(f"Correct the file and upload it again.{more}"),
        ui.File(f"attachment://{PROBLEMS_FILE}"),
    )


def offer_card(offer: Offer, read: Read) -> Card:
    """What putting an upload on the shelf would change."""
    version = offer.version
    found = difference(offer.before, offer.pack)
    stands = "In this server it takes the place of the pack with the same id that ships with me." if offer.ships else ""
    facts = (said(offer.pack.summary or "", 300, sentences), f"Holds {contents(offer.pack) or 'no entries'}.", stands)
    return Card(
        heading(
            f"{said(version.title)} {version.version}",
            f"`{version.pack_id}` · no problems found · not on the shelf yet",
        ),
        ui.TextDisplay("\n".join(filter(None, facts))),
        ui.TextDisplay(_difference(offer, found)),
        ui.TextDisplay(_leads(domains(offer.pack), IN_FILE)),
        ui.TextDisplay(_warnings(read)) if read.warnings else None,
        ui.File(f"attachment://{DETAILS_FILE}"),
        _yes_or_no(version, f"shelve:{version.id}:"),
    )


def details(offer: Offer, read: Read) -> str:
    """All that the card of an upload has no room for, as text."""
    found = difference(offer.before, offer.pack)
    lines = [f"{offer.pack.id} {offer.pack.version}", f"sha256 {offer.version.sha256}"]
    for title, entries in (("Added", found.added), ("Removed", found.removed)):
        lines += ["", f"{title} ({len(entries)})", *(f"- {entry.id}: {entry.name}" for entry in entries)]
    lines += ["", f"Changed ({len(found.changed)})", *(line for each in found.changed for line in _in_full(each))]
    hosts = domains(offer.pack)
    lines += ["", f"Links lead to ({len(hosts)})", *(f"- {host}" for host in hosts)]
    lines += ["", f"Worth a look ({read.warning_count})", *(f"- {warning}" for warning in read.warnings)]
    return "\n".join(lines) + "\n"


def sure_card(version: Version, why: str) -> Card:
    """Asks once more before a version that is not newer goes on the shelf."""
    return Card(
        heading(f"Put {said(version.title)} {version.version} on the shelf anyway?", f"`{version.pack_id}`"),
        ui.TextDisplay(f"{why} Members would see what you uploaded instead."),
        _yes_or_no(version, f"shelve:{version.id}:surely"),
    )


def done_card(title: str, under: str, text: str) -> Card:
    """That something was done, and what to do next; all already safe."""
    return Card(heading(title, under), ui.TextDisplay(text))


def shelf_card(
    standings: Sequence[PackStatus], problems: Sequence[str], page: int, reports: Sequence[tuple[str, int]] = ()
) -> Card:
    """Every pack of a server; `problems` tell moderators what could not be put on the shelf, `reports` what waits."""
    shown, at, pages = page_of(standings, page, SHELF_PAGE)
    lines = "\n".join(
        f"**{said(each.title, 50)}** `{each.id}` {each.version}\n-# {status_words(each)}" for each in shown
    )
    trouble = "\n".join(f"- {plain(shorten(problem, 100))}" for problem in problems[:3])
    return Card(
        heading(
            "Packs of this server", "`/pack info` tells more of each · moderators bring others with `/pack upload`"
        ),
        ui.TextDisplay(lines or "There are no packs yet. `/pack template` gives a file to start from."),
        ui.TextDisplay(f"**Not on the shelf, for moderators to know**\n{trouble}") if trouble else None,
        ui.TextDisplay(waiting_line(reports)) if reports else None,
        row(turns("pack-list:", at, pages)),
    )


def info_card(
    status: PackStatus,
    pack: Pack | None,
    mistakes: Sequence[Mistake] | None,
    page: int,
    names: dict[str, str],
    authors_at: str | None = None,
) -> Card:
    """One pack; to moderators also where it came from, and what members reported (`mistakes`, else None).

    `names` are the titles of the entries that reports speak of, by id; `authors_at` is where those are reached who
    wrote what ships.
    """
    ours = status.own is None and status.removed is None
    shown, at, pages = page_of(mistakes or (), page, MISTAKES_PAGE)
    return Card(
        heading(said(status.title), f"`{status.id}` · version {status.version} · {status_words(status)}"),
        ui.TextDisplay(_about(pack, 200 if shown else 600)) if pack else None,
        ui.TextDisplay(_leads(domains(pack))) if pack else None,
        ui.TextDisplay(_origin(status.own or status.removed)) if mistakes is not None else None,
        ui.TextDisplay(f"It cannot be shown since I was updated: {said(status.left_out, 120)}")
        if status.left_out and mistakes is not None
        else None,
        ui.Separator() if mistakes is not None else None,
        ui.TextDisplay(_mistakes_words(len(mistakes))) if mistakes is not None else None,
        ui.TextDisplay(_authors_words(authors_at)) if mistakes and ours else None,
        *(_mistake(each, names.get(each.entry_id, each.entry_id)) for each in shown),
        row(turns(f"pack-info:{status.id}:", at, pages)),
    )


def history_card(status: PackStatus, events: Sequence[Event], page: int) -> Card:
    """A page of the audit list of a pack; one event more than fits means that there is a further page."""
    lines = [f"- {_event(event)}" for event in events[:EVENTS_PAGE]]
    pages = page + 2 if len(events) > EVENTS_PAGE else page + 1
    return Card(
        heading(f"History of {said(status.title)}", f"`{status.id}` · newest first"),
        ui.TextDisplay("\n".join(lines) or "Nothing was done to this pack in this server yet."),
        row(turns(f"pack-history:{status.id}:", page, pages)),
    )


def status_words(status: PackStatus) -> str:
    """Where a pack comes from and whether members see it."""
    if status.own and status.ships:
        origin = "brought by this server, in place of the one that ships"
    elif status.own:
        origin = "brought by this server"
    elif status.ships:
        origin = "ships with me"
    else:
        assert status.removed_at
        until = stamp(status.removed_at + KEPT_REMOVED, "d")
        return f"removed {stamp(status.removed_at, 'd')}; can be brought back until {until}"
    return f"{origin} · switched off" if status.off else origin


def _yes_or_no(version: Version, yes: str) -> ui.ActionRow[Card] | None:
    return row([button("Put on the shelf", yes, main=True), button("Not now", f"not-now:{version.id}")])


def _difference(offer: Offer, found: Difference) -> str:
    if offer.before is None:
        return "**New on this shelf**\nEverything in it."
    against = f"**Compared with version {offer.before.version} on the shelf**"
    if not found:
        return f"{against}\nNothing differs."
    lines = [
        _names("Added", found.added),
        _changed(found.changed),
        _names("Removed", found.removed),
        f"- Sources that are new, different or gone: {found.sources}" if found.sources else "",
        f"- About the pack itself: {', '.join(found.about)}" if found.about else "",
    ]
    return "\n".join([against, *filter(None, lines)])


def _names(title: str, entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    names = ", ".join(said(entry.name, 50) for entry in entries[:NAMES])
    return f"- {title} ({len(entries)}): {names}{_more(len(entries), NAMES, IN_FILE)}"


def _changed(entries: Sequence[Changed]) -> str:
    """Of the first entries that changed, the first text that did, as it was and as it is now."""
    if not entries:
        return ""
    lines = [f"- Changed ({len(entries)}){_more(len(entries), CHANGED, IN_FILE)}"]
    for each in entries[:CHANGED]:
        name = f"  - **{brief(each.entry.name, 60)}**"
        first = next(iter(each.changes), None)
        others = f", and {len(each.changes) - 1} more" if len(each.changes) > 1 else ""
        lines.append(
            f"{name}, `{first.key}`: {change_text(first, TEXT)}{others}" if first else f"{name}: in another order"
        )
    return "\n".join(lines)


def _in_full(changed: Changed) -> Iterator[str]:
    yield f"- {changed.entry.id}: {changed.entry.name}"
    for change in changed.changes:
        yield f"  {change.key}"
        yield from (f"    {name}: {text}" for name, text in (("was", change.old), ("now", change.new)) if text)


def _leads(hosts: Sequence[str], where: str = "") -> str:
    if not hosts:
        return "**Links**\nIt has none."
    listed = ", ".join(f"`{shorten(host, 40)}`" for host in hosts[:DOMAINS])
    return f"**Links lead to**\n{listed}{_more(len(hosts), DOMAINS, where)}"


def _warnings(read: Read) -> str:
    return f"**Worth a look**\n{_code(read.warnings[:WARNINGS], 150)}{_more(read.warning_count, WARNINGS, IN_FILE)}"


def _more(count: int, shown: int, where: str) -> str:
    return f" … and {count - shown:,} more{where}" if count > shown else ""


def _code(lines: Iterable[str], most: int) -> str:
    """Lines as they are: nothing in a block of code is acted on, and nothing in these lines ends it."""
    safe = (shorten(line, most).replace("```", "'''") for line in lines)
    return "```\n" + "\n".join(safe) + "\n```"


def _about(pack: Pack, most: int) -> str:
    facts = [
        said(pack.summary or "", most, sentences),
        f"Holds {contents(pack) or 'no entries'}.",
        f"Written by {said(', '.join(pack.authors), 80)}." if pack.authors else "",
        f"Licence: {said(pack.licence, 50)}." if pack.licence else "",
        f"Facts checked: {pack.checked:%d %B %Y}." if pack.checked else "",
    ]
    return "\n".join(filter(None, facts))


def _origin(version: Version | None) -> str:
    if version is None:
        return "-# It ships with me; nobody uploaded it here."
    who = f"<@{version.member_id}>" if version.member_id else "somebody"
    when = stamp(version.uploaded_at, "f")
    return f"-# Uploaded by {who} {when} as {said(version.file_name, 60)}\n-# sha256 `{version.sha256}`"


def _mistakes_words(count: int) -> str:
    if not count:
        return "**Reported mistakes**\nNone are open."
    how = "Dismiss a report once the pack is corrected, or if the pack was right. Who wrote it is not shown."
    return f"**Reported mistakes ({count} open)**\n{how}"


def _authors_words(at: str | None) -> str:
    where = f"at {address(at)}" if at else "on the page of the project; who runs this bot knows it"
    return (
        f"This pack ships with me, so only its authors can correct it. Pass on what is right: they are reached {where}."
    )


def _mistake(mistake: Mistake, name: str) -> "ui.Section[Card]":
    where = f"**{said(name, 60)}** · version {mistake.version} · {stamp(mistake.reported_at, 'R')}"
    text = said(mistake.text, MAX_TEXT)
    return ui.Section(ui.TextDisplay(f"{where}\n{text}"), accessory=button("Dismiss", f"dismiss-mistake:{mistake.id}"))


def _event(event: Event) -> str:
    who = f"<@{event.member_id}>" if event.member_id else "somebody"
    what = " ".join(filter(None, (event.action, event.version)))
    return f"{stamp(event.at, 'f')} {who} {plain(what)}" + (f" · sha256 `{event.sha256[:12]}`" if event.sha256 else "")
