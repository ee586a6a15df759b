"""What a card says about an entry: its leaves, the links and the related entries, as text that is safe to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bot.chat.limits import length
from bot.chat.text import pages, plain, quote
from bot.packs.citing import Citations, address, ended
from bot.packs.format.model import (
    VERDICT_NAME,
    Claim,
    Entry,
    Event,
    Explainer,
    Film,
    Guide,
    Pack,
    PackPoll,
    Question,
    ReadingPath,
    Statement,
    StatementSet,
    Term,
)
from bot.packs.shelf.shelves import KIND_NAME, UNVERIFIED, Item, Shelf, is_unverified

LEAF = 2_800
"""Characters of a leaf; with title, notice and headings a card stays under the 4,000 of a message."""

KEPT = 200
"""Sheets that are kept for each shelf, about 4 kB each: to write one costs as much as all else of an answer."""

OVERVIEW, VERDICT, DEFINITION, SOURCES = "Overview", "Verdict and evidence", "Definition", "Sources"
LEADS = (OVERVIEW, VERDICT, DEFINITION)
"""Pages that begin a card; what stands on them speaks for itself, so the card does not head them."""
WORDS_A_MINUTE = 200
"""What people read who want to understand it."""
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ASKED = "A quiz asks it, and then tells the answer with its reason and its sources. Below is where to read about it."
PHASES = {"before": "Before the film", "during": "During the film", "after": "After the film"}


@dataclass(frozen=True)
class Leaf:
    """One page of a card: text and foot together have at most LEAF characters of Discord Markdown."""

    heading: str
    text: str
    foot: str = ""
    """The sources of this page, as far as they fit below it."""


@dataclass(frozen=True)
class Sheet:
    """Everything a card about one entry can show."""

    item: Item
    status: str | None
    leaves: tuple[Leaf, ...]
    minutes: int
    """How long it takes to read, without the list of sources."""
    links: tuple[tuple[str, str], ...]
    related: tuple[Item, ...]


_kept: WeakKeyDictionary[Shelf, dict[Item, Sheet]] = WeakKeyDictionary()


def sheet_of(item: Item, shelf: Shelf) -> Sheet:
    """The sheet of an entry of any kind; every text is escaped, every leaf fits a card."""
    kept = _kept.setdefault(shelf, {})
    if item not in kept:
        if len(kept) >= KEPT:
            del kept[next(iter(kept))]
        kept[item] = _written(item, shelf)
    return kept[item]


def _written(item: Item, shelf: Shelf) -> Sheet:
    citations = Citations(item.pack)
    leaves = _leaves(list(_parts(item, shelf, citations)), citations)
    film = item.entry if isinstance(item.entry, Film) else None
    return Sheet(
        item=item,
        status=_status(film) if film else None,
        leaves=leaves or (Leaf(OVERVIEW, "Nothing more is written about this yet."),),
        minutes=round(sum(_words(leaf.text) for leaf in leaves if leaf.heading != SOURCES) / WORDS_A_MINUTE),
        links=tuple((link.label, link.url) for link in film.watch) if film else (),
        related=tuple(sorted(shelf.linked(item), key=is_unverified)[:25]),
    )


def summary(entry: Entry) -> str:
    """One line that says what the entry is about, not escaped; may be empty."""
    match entry:
        case Explainer() | ReadingPath():
            return entry.lead or ""
        case Film():
            return ", ".join(filter(None, (entry.makers, str(entry.year or ""))))
        case Claim():
            return VERDICT_NAME[entry.verdict] if entry.verdict else ""
        case Term():
            return " · ".join(filter(None, (entry.native, entry.reading)))
        case Guide():
            return "1 prompt" if len(entry.prompts) == 1 else f"{len(entry.prompts)} prompts"
        case PackPoll():
            return "Asked before and after the film" if entry.pair else ""
        case _:
            return ""


def _status(film: Film) -> str:
    if film.status == "unverified":
        return UNVERIFIED
    return "**Verified.** This film exists; the sources below say so."


def _leaves(parts: list[tuple[str, str]], citations: Citations) -> tuple[Leaf, ...]:
    """The parts page by page, each with the sources that it cites; all of them come last, unless one page has them."""
    leaves = [leaf for heading, text in parts for leaf in _paged(heading, text, citations)]
    listed = citations.listed()
    if listed and (len(leaves) != 1 or not leaves[0].foot):
        leaves += _paged(SOURCES, listed, citations)
    return tuple(leaves)


def _paged(heading: str, text: str, citations: Citations) -> Iterator[Leaf]:
    for number, page in enumerate(pages(text, LEAF), start=1):
        foot = citations.foot(page, LEAF - length(page))
        yield Leaf(heading if number == 1 else f"{heading} ({number})", page, foot)


def _parts(item: Item, shelf: Shelf, citations: Citations) -> Iterator[tuple[str, str]]:
    pack, entry = item.pack, item.entry
    match entry:
        case Explainer():
            yield from _explainer(entry, pack, shelf, citations)
        case Film():
            yield from _film(entry, pack, shelf, citations)
        case Claim():
            yield VERDICT, _claim(entry, citations)
        case Term():
            head = " · ".join(plain(text) for text in (entry.native, entry.reading) if text)
            definition = citations.cited(entry.definition or "", entry.sources)
            if told := _joined(f"### {head}" if head else "", definition):
                yield DEFINITION, told
        case Guide():
            yield from _guide(entry)
        case PackPoll():
            yield "Question and options", _poll(entry)
        case ReadingPath():
            yield _path(entry, pack, shelf)
        case Event():
            yield entry.when, citations.cited(entry.text, entry.sources)
        case Question():
            yield "A question for a quiz", ASKED
        case StatementSet():
            yield "Statements to begin a round with", "\n".join(f"- {plain(each)}" for each in entry.statements)
        case _:
            return


def _explainer(entry: Explainer, pack: Pack, shelf: Shelf, citations: Citations) -> Iterator[tuple[str, str]]:
    points = "\n".join(_bullet(point, citations) for point in entry.key_points)
    goals = "\n".join(f"- {plain(goal)}" for goal in entry.goals)
    overview = _joined(
        plain(entry.lead or ""),
        f"**The short version**\n{points}" if points else "",
        f"**After this you can …**\n{goals}" if goals else "",
    )
    if overview:
        yield OVERVIEW, overview
    for section in entry.sections:
        yield section.heading, citations.cited(section.text, section.sources)
    if entry.timeline and pack.timeline:
        events = sorted(pack.timeline, key=lambda event: event.date)
        yield "Timeline", "\n".join(f"- **{e.when}:** {citations.cited(e.text, e.sources)}" for e in events)
    if wrong := "\n".join(map(_verdict_line, shelf.entries(pack, entry.misconceptions))):
        yield "What people get wrong", wrong


def _film(film: Film, pack: Pack, shelf: Shelf, citations: Citations) -> Iterator[tuple[str, str]]:
    lines = "\n".join(f"**{name}:** {plain(value)}" for name, value in film.facts.items())
    note = f"**Content note:** {plain(film.content_note)}" if film.content_note else ""
    themes = "\n".join(f"- **{ended(plain(theme.name))}** {plain(theme.text)}" for theme in film.themes)
    cited = citations.cited("Sources of this card:", film.sources) if film.sources else ""
    overview = _joined(lines, plain(film.summary), note, cited)
    whole = _joined(overview, f"**Themes**\n{themes}")
    if themes and length(whole) <= LEAF:
        yield OVERVIEW, whole
    else:
        yield OVERVIEW, overview
        if themes:
            yield "Themes", themes
    if film.perspective:
        yield "Perspective", plain(film.perspective)
    if film.critics:
        yield "What critics say", "\n".join(_bullet(critic, citations) for critic in film.critics)
    if claims := "\n".join(map(_verdict_line, shelf.entries(pack, film.claims))):
        yield "Claims to check", claims
    if film.watch:
        yield "Where to watch", "\n".join(f"- {plain(link.label)}: {address(link.url)}" for link in film.watch)


def _claim(claim: Claim, citations: Citations) -> str:
    verdict = f"**Verdict: {VERDICT_NAME[claim.verdict]}.**" if claim.verdict else "**Not rated yet.**"
    searched = f" {plain(claim.searched)}" if claim.searched else ""
    note = citations.cited(claim.note or "", claim.sources)
    sides = []
    for name, evidence in (("Evidence for", claim.supporting), ("Evidence against", claim.against)):
        lines = "\n".join(_bullet(statement, citations) for statement in evidence)
        sides.append(f"**{name}**\n{lines or f'We found none.{searched}'}")
    return _joined(f"{verdict} {note}".strip(), *sides)


def _guide(guide: Guide) -> Iterator[tuple[str, str]]:
    for phase, heading in PHASES.items():
        prompts = [prompt for prompt in guide.prompts if prompt.phase == phase]
        if prompts:
            yield heading, "\n".join(f"{number}. {plain(prompt.ask)}" for number, prompt in enumerate(prompts, 1))


def _poll(poll: PackPoll) -> str:
    after = f"After the film: {plain(poll.question_after)}" if poll.question_after else ""
    options = [*poll.options, *poll.labels, *(["Not sure"] if poll.not_sure else [])]
    how = "Asked before and after the film, to see who changed their mind." if poll.pair else ""
    return _joined(plain(poll.question), after, "\n".join(f"- {plain(option)}" for option in options), how)


def _verdict_line(item: Item) -> str:
    claim = item.entry
    assert isinstance(claim, Claim)
    verdict = f" — {VERDICT_NAME[claim.verdict]}." if claim.verdict else ""
    return f"- {quote(claim.claim)}{verdict} {plain(claim.note or '')}".rstrip()


def _bullet(statement: Statement, citations: Citations) -> str:
    return f"- {citations.cited(statement.text, statement.sources)}"


def _path(path: ReadingPath, pack: Pack, shelf: Shelf) -> tuple[str, str]:
    steps = shelf.entries(pack, path.entries)
    listed = "\n".join(
        f"{number}. **{plain(shelf.label(step))}** · {KIND_NAME[step.kind]}"
        for number, step in enumerate(steps, start=1)
    )
    heading = "Read this" if len(steps) == 1 else f"Read these {NUMBERS[len(steps)]}, in this order"
    return heading, _joined(plain(path.lead or ""), listed)


def _words(text: str) -> float:
    """How many words there are to read; two characters count as one where a script parts no words."""
    unparted = sum(letter >= "\u2e80" for letter in text)
    return unparted / 2 + sum(word[:1].isalnum() or word[:1] in "*“(" for word in text.split())


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
