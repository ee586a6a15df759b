"""The cards of the library: an entry leaf by leaf, two films compared, what was found, the shelves."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, heading, lines, link_button, page_of, row, select, share_button, turns
from bot.chat.text import brief, pages, plain, sentences, shorten
from bot.library.compare import comparison
from bot.library.sheets import LEADS, LEAF, Sheet, summary
from bot.packs.format.model import Kind, Pack
from bot.packs.remembering import KEEP
from bot.packs.search.excerpts import excerpt
from bot.packs.search.ranking import Ranked
from bot.packs.shelf.shelves import KIND_NAME, KIND_PLURAL, Item, Shelf, contents, mark_of

Parts = list["ui.Item[Card] | None"]
Kept = tuple[Sequence[Item], int]
"""The first entries of which somebody keeps something for review, and how many there are."""
NOTHING_KEPT: Kept = ((), 0)
KEPT, KEPT_TITLE = 3, 45
"""Kept entries that the library tells of, and how much of their titles; the select below them has more."""

RELATED = {Kind.PATH: "one of these", Kind.QUESTION: "what it is about", Kind.EVENT: "what it belongs to"}
"""What the entries are to which a card leads, where that is more than related."""
ALL = "all:"
"""Starts the value of an option that opens the whole list of a kind."""
A_ROW = 5
"""Buttons side by side."""
OPTIONS = limits.SELECT_OPTIONS
LISTED = 60
"""Characters of a title in a list: 25 of them fit a card even where every character needs an escape."""
PACKS = 5
SUMMARY = 180
"""Characters of what each of them is about: whole sentences."""
PATHS = 3
"""Paths that the library tells of, one less to who keeps things already; the select below them has more."""
TOLD = 90
"""Characters of a path's name there, with that of its pack where two are alike."""
ABOVE = 60
"""Characters that stand above the list of what was found, besides the title."""
LONG = 3
"""Minutes from which on a card says how long it takes to read."""
SENTENCE = 200
"""Characters of the sentence below what a search found, where all of them fit."""


def sheet_card(
    sheet: Sheet,
    shelf: Shelf,
    leaf: int,
    *,
    shared_by: int | None = None,
    note: str | None = None,
    keeps: bool = False,
    groups: bool = True,
) -> Card:
    """One leaf of an entry; a leaf number past the end shows the last. Its main button is what one does next.

    `keeps`: whether there is something in it to keep for review. `groups`: whether one can watch as a group here.
    """
    item = sheet.item
    at = min(leaf, len(sheet.leaves) - 1)
    shown = sheet.leaves[at]
    many = len(sheet.leaves) > 1
    last = at + 1 == len(sheet.leaves)
    facts = [KIND_NAME[item.kind], plain(item.pack.title)]
    facts += [f"{sheet.minutes} minutes to read"] if sheet.minutes >= LONG else []
    facts += [f"{at + 1} of {len(sheet.leaves)}"] if many else []
    start = max(0, min(at - OPTIONS // 2, len(sheet.leaves) - OPTIONS))
    jumps = [
        discord.SelectOption(label=shorten(each.heading, limits.SELECT_LABEL), value=str(number), default=number == at)
        for number, each in enumerate(sheet.leaves[start : start + OPTIONS], start)
    ]
    related = [_option(shelf, other, with_kind=True) for other in sheet.related]
    first = [
        *turns(f"turn:{item.value}:", at, len(sheet.leaves), main=True),
        *_beginning(sheet),
        *share_button(f"share:{item.value}:{at}", shared_by),
    ]
    read = last and item.kind not in (Kind.FILM, Kind.PATH)
    keep = [button("Keep this", f"{KEEP}{item.value}", main=read)] if keeps else []
    room = 1 if len(first) + 2 <= A_ROW else 0
    return Card(
        heading(plain(item.entry.name), " · ".join(facts), sheet.status),
        ui.Separator(),
        ui.TextDisplay(shown.text if shown.heading in LEADS else f"### {plain(shown.heading)}\n{shown.text}"),
        lines(shown.foot),
        select("Go to a section", f"leaf:{item.value}", jumps) if many else None,
        select(f"Open {RELATED.get(item.kind, 'a related entry')}", "open:related", related),
        row([*first, *keep[:room], button("Report a mistake", f"mistake:{item.value}")]),
        row([*_watching(item, main=last, groups=groups), *keep[room:]]),
        row(link_button(shorten(label, limits.BUTTON_LABEL), url) for label, url in sheet.links),
        note=note,
        shared_by=shared_by,
    )


def _beginning(sheet: Sheet) -> list[ui.Button[Card]]:
    """For a path: what opens the first of its entries."""
    first = sheet.related[:1] if sheet.item.kind is Kind.PATH else ()
    return [button("Begin", f"turn:{item.value}:0", main=True) for item in first]


def _watching(item: Item, *, main: bool, groups: bool) -> list[ui.Button[Card]]:
    """For a film: what starts a guided viewing of it; whoever leads viewings knows these custom ids."""
    if item.kind is not Kind.FILM:
        return []
    together = button("Watch as a group", f"watch-film:group:{item.value}", main=main)
    alone = button("Watch alone", f"watch-film:solo:{item.value}", main=main and not groups)
    return [together, alone] if groups else [alone]


def compare_card(
    shelf: Shelf, first: Item, second: Item, page: int, *, shared_by: int | None = None, note: str | None = None
) -> Card:
    """Two films side by side."""
    texts = pages(comparison(first, second, shelf), LEAF)
    at = min(page, len(texts) - 1)
    keys = f"{first.key}:{second.key}"
    part = f" · {at + 1} of {len(texts)}" if len(texts) > 1 else ""
    return Card(
        heading(f"{plain(first.entry.name)} / {plain(second.entry.name)}", f"Two films compared{part}"),
        ui.Separator(),
        ui.TextDisplay(texts[at]),
        select("Open one of the films", "open:compared", [_option(shelf, item) for item in (first, second)]),
        row(
            [
                *turns(f"compare:{keys}:", at, len(texts), main=True),
                *share_button(f"share-compare:{keys}:{at}", shared_by),
                button("Report a mistake", f"mistake:{keys}"),
            ]
        ),
        note=note,
        shared_by=shared_by,
    )


def found_title(query: str) -> str:
    """What stands above what a search found."""
    return f"Search: {plain(shorten(query, 80))}"


def found_lines(shelf: Shelf, found: Ranked[Item], title: str) -> str:
    """A line for each entry that was found, and below it the sentence that holds the words; slow, so use a thread."""
    items = found.things
    named = [
        f"- **{plain(shelf.label(item, LISTED, marked=False))}** · {KIND_NAME[item.kind]}{mark_of(item)}"
        for item in items
    ]
    room = limits.MESSAGE_TEXT - ABOVE - sum(limits.length(line) + len("\n  \n") for line in (title, *named))
    each = min(SENTENCE, room // len(items))
    told = (excerpt(item.entry, found.patterns, each) for item in items)
    return "\n".join(f"{line}\n  {text}" if text else line for line, text in zip(named, told, strict=True))


def found_card(shelf: Shelf, found: Ranked[Item], title: str, told: str) -> Card:
    """What was found, best first, at most 25."""
    items = found.things
    count = "1 entry" if len(items) == 1 else f"{len(items)} entries"
    return Card(
        heading(title, f"{count}, best match first"),
        ui.TextDisplay(told),
        select("Open an entry", "open:found", [_option(shelf, item, with_kind=True) for item in items]),
    )


def packs_card(shelf: Shelf, page: int, problems: tuple[str, ...] = (), kept: Kept = NOTHING_KEPT) -> Card:
    """The packs on the shelf of this server, five a page; `problems` name what could not be put on it."""
    shown, at, count = page_of(list(shelf.packs.values()), page, PACKS)
    listed = "\n".join(
        f"**{plain(pack.title)}**\n{brief(sentences(pack.summary or '', SUMMARY), SUMMARY)}".rstrip() for pack in shown
    )
    options = [
        discord.SelectOption(
            label=shorten(pack.title, limits.SELECT_LABEL),
            value=pack.id,
            description=shorten(contents(pack), limits.SELECT_DESCRIPTION) or None,
        )
        for pack in shown
    ]
    packs = "1 pack" if len(shelf.packs) == 1 else f"{len(shelf.packs)} packs"
    return Card(
        heading("Library", f"{packs} on the shelf"),
        *((*_paths(shelf, most=PATHS - 1 if kept[0] else PATHS), *_kept(shelf, kept)) if at == 0 else ()),
        ui.TextDisplay(listed or "The shelf is empty. A moderator can put a content pack on it."),
        select("Open a pack", "packs", options),
        row(turns("browse:::", at, count)),
        _trouble(problems),
    )


def pack_card(shelf: Shelf, pack: Pack, problems: tuple[str, ...] = (), kept: Kept = NOTHING_KEPT) -> Card:
    """One pack: what it is, and a select for each kind of entry."""
    checked = f"facts checked {pack.checked:%d %B %Y}" if pack.checked else ""
    licence = f"licence {pack.licence}" if pack.licence else ""
    about = " · ".join(filter(None, (f"version {pack.version}", checked, licence)))
    by = f"Written by {', '.join(pack.authors)}" if pack.authors else ""
    return Card(
        heading(plain(pack.title), plain(shorten(about, 200))),
        lines(plain(sentences(pack.summary or "", 600)), plain(shorten(by, 150))),
        *_paths(shelf, pack),
        *_kept(shelf, kept, pack),
        *(_kind_select(shelf, pack, kind) for kind in shelf.browsed(pack) if kind is not Kind.PATH),
        row([button("All packs", "browse:::0")]) if len(shelf.packs) > 1 else None,
        _trouble(problems),
    )


def kind_card(shelf: Shelf, pack: Pack, kind: Kind, page: int) -> Card:
    """All entries of one kind in a pack, 25 a page."""
    shown, at, count = page_of(shelf.of_kind(kind, pack.id), page, OPTIONS)
    listed = "\n".join(f"- {plain(shelf.label(item, LISTED))}" for item in shown)
    part = f" · page {at + 1} of {count}" if count > 1 else ""
    return Card(
        heading(f"{KIND_PLURAL[kind]}", f"{plain(pack.title)}{part}"),
        ui.TextDisplay(listed or "This pack holds none."),
        select("Open an entry", "open:entry", [_option(shelf, item) for item in shown]),
        row(
            [
                *turns(f"browse:{pack.id}:{kind}:", at, count),
                button("Back to the pack", f"browse:{pack.id}::{page}"),
            ]
        ),
    )


def _paths(shelf: Shelf, pack: Pack | None = None, *, most: int = PATHS) -> Parts:
    """Where newcomers begin: the paths of a pack, or of all, with a select that opens them; nothing without any."""
    items = shelf.of_kind(Kind.PATH, pack.id if pack else None)
    if not items:
        return []
    named = [(item.entry.name if pack else shelf.label(item), item) for item in _first_of_each_pack(items)[:most]]
    told = [
        " · ".join(filter(None, (f"**{brief(name, TOLD)}**", brief(summary(item.entry), 120)))) for name, item in named
    ]
    return [
        lines("**New to this? Start here**", *(f"- {line}" for line in told)),
        select("Follow a path", "open:path", [_option(shelf, item) for item in items[:OPTIONS]]),
    ]


def _kept(shelf: Shelf, kept: Kept, pack: Pack | None = None) -> Parts:
    """What the reader keeps for review, of a pack or of all, with a select that opens it; nothing where it is none."""
    items, count = kept
    if pack:
        items = [item for item in items if item.pack is pack]
    if not items:
        return []
    told = [f"- {brief(shelf.label(item, LISTED), KEPT_TITLE)} · {KIND_NAME[item.kind]}" for item in items[:KEPT]]
    more = (len(items) if pack else count) - len(told)
    if more > 0:
        told.append(f"- … and {more} more")
    return [
        lines("**What you keep for review**", *told),
        select("Open what you keep", "open:kept", [_option(shelf, item, with_kind=True) for item in items[:OPTIONS]]),
    ]


def _first_of_each_pack(items: Sequence[Item]) -> list[Item]:
    """The items, the first one of every pack before the others: no pack is silent because an earlier one has many."""
    firsts = {item.pack.id: item for item in reversed(items)}
    return sorted(items, key=lambda item: firsts[item.pack.id] is not item)


def _kind_select(shelf: Shelf, pack: Pack, kind: Kind) -> ui.ActionRow[Card] | None:
    items = shelf.of_kind(kind, pack.id)
    options = [_option(shelf, item) for item in items[: OPTIONS if len(items) <= OPTIONS else OPTIONS - 1]]
    if len(items) > OPTIONS:
        options.append(discord.SelectOption(label=f"All {len(items)} …", value=f"{ALL}{pack.id}:{kind}"))
    return select(f"{KIND_PLURAL[kind]} ({len(items)})", f"open:{kind}", options)


def _option(shelf: Shelf, item: Item, *, with_kind: bool = False) -> discord.SelectOption:
    about = " · ".join(filter(None, (KIND_NAME[item.kind] if with_kind else "", summary(item.entry))))
    return discord.SelectOption(
        label=shelf.label(item, limits.SELECT_LABEL),
        value=item.value,
        description=shorten(about, limits.SELECT_DESCRIPTION) or None,
    )


def _trouble(problems: tuple[str, ...]) -> ui.TextDisplay[Card] | None:
    if not problems:
        return None
    more = f"- … and {len(problems) - 5} more, in the log" if len(problems) > 5 else ""
    told = (f"- {plain(shorten(problem, 120))}" for problem in problems[:5])
    return lines("**Not on the shelf, for moderators to know**", *told, more)
