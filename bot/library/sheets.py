"""What a card says about an entry: its leaves, the links and the related entries, as text that is safe to show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from bot.chat.text import pages, plain, quote, shorten
from bot.packs.model import Claim, Entry, Explainer, Film, Guide, Pack, PackPoll, Source, Statement, Term, Verdict
from bot.packs.shelf import Item, Shelf

LEAF = 2_800
"""Characters of a leaf; with title, notice and headings a card stays under the 4,000 of a message."""

KEPT = 200
"""Sheets that are kept for each shelf, about 4 kB each: to write one costs as much as all else of an answer."""

VERDICT = {
    Verdict.TRUE: "True",
    Verdict.MOSTLY_TRUE: "Mostly true",
    Verdict.PARTLY: "Partly true",
    Verdict.MISLEADING: "Misleading",
    Verdict.CONTESTED: "Contested",
    Verdict.NOT_SHOWN: "Not shown by the evidence we found",
    Verdict.MOSTLY_FALSE: "Mostly false",
    Verdict.FALSE: "False",
}
PHASES = {"before": "Before the film", "during": "During the film", "after": "After the film"}


@dataclass(frozen=True)
class Leaf:
    """One page of a card: at most LEAF characters of Discord Markdown."""

    heading: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """Everything a card about one entry can show."""

    item: Item
    status: str | None
    leaves: tuple[Leaf, ...]
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
    leaves = tuple(leaf for heading, text in _parts(item, shelf) for leaf in _paged(heading, text))
    film = item.entry if isinstance(item.entry, Film) else None
    return Sheet(
        item=item,
        status=_status(film) if film else None,
        leaves=leaves or (Leaf("Overview", "Nothing more is written about this yet."),),
        links=tuple((link.label, link.url) for link in film.watch) if film else (),
        related=tuple(shelf.linked(item)[:25]),
    )


def summary(entry: Entry) -> str:
    """One line that says what the entry is about, not escaped; may be empty."""
    match entry:
        case Explainer():
            return entry.lead or ""
        case Film():
            facts = [entry.makers or "", str(entry.year or "")]
            return ("Not verified. " if entry.status == "unverified" else "") + ", ".join(filter(None, facts))
        case Claim():
            return VERDICT[entry.verdict] if entry.verdict else ""
        case Term():
            return " · ".join(filter(None, (entry.native, entry.reading)))
        case Guide():
            return f"{len(entry.prompts)} prompts"
        case PackPoll():
            return "Asked before and after the film" if entry.pair else ""
        case _:
            return ""


def _status(film: Film) -> str:
    if film.status == "unverified":
        return "**Title not verified.** No source that we can check knows this film."
    return "**Verified.** The sources below know this film."


def _paged(heading: str, text: str) -> Iterator[Leaf]:
    for number, page in enumerate(pages(text, LEAF), start=1):
        yield Leaf(heading if number == 1 else f"{heading} ({number})", page)


def _parts(item: Item, shelf: Shelf) -> Iterator[tuple[str, str]]:
    pack, entry = item.pack, item.entry
    match entry:
        case Explainer():
            yield from _explainer(entry, pack, shelf)
        case Film():
            yield from _film(entry, pack, shelf)
        case Claim():
            yield "Verdict and evidence", _claim(entry, pack)
            yield from _sources(pack, (*entry.sources, *_keys(entry.supporting), *_keys(entry.against)))
        case Term():
            head = " · ".join(plain(text) for text in (entry.native, entry.reading) if text)
            definition = plain(entry.definition or "")
            yield "Definition", _joined(f"### {head}" if head else "", definition, _credit(pack, entry.sources))
            yield from _sources(pack, entry.sources)
        case Guide():
            yield from _guide(entry)
        case PackPoll():
            yield "Question and options", _poll(entry)
        case _:
            return


def _explainer(entry: Explainer, pack: Pack, shelf: Shelf) -> Iterator[tuple[str, str]]:
    points = "\n".join(_bullet(pack, point) for point in entry.key_points)
    overview = _joined(plain(entry.lead or ""), f"**Key points**\n{points}" if points else "")
    if overview:
        yield "Overview", overview
    for section in entry.sections:
        yield section.heading, _joined(plain(section.text), _credit(pack, section.sources))
    wrong = [line for claim in _linked(pack, shelf, entry.misconceptions) for line in [_verdict_line(claim)]]
    if wrong:
        yield "What people get wrong", "\n".join(wrong)
    yield from _sources(pack, (*_keys(entry.sections), *_keys(entry.key_points)))


def _film(film: Film, pack: Pack, shelf: Shelf) -> Iterator[tuple[str, str]]:
    runtime = f"{'about ' if film.about else ''}{film.runtime}" if film.runtime else None
    facts = {
        "Made by": film.makers,
        "Year": str(film.year) if film.year else None,
        "Length": runtime,
        "Kind": film.kind,
        "Languages": ", ".join(film.languages) or None,
    }
    lines = "\n".join(f"**{name}:** {plain(value)}" for name, value in facts.items() if value)
    note = f"**Content note:** {plain(film.content_note)}" if film.content_note else ""
    themes = "\n".join(f"- **{_ended(plain(theme.name))}** {plain(theme.text)}" for theme in film.themes)
    overview = _joined(lines, plain(film.summary), note)
    if themes and len(overview) + len(themes) < LEAF - 200:
        yield "Overview", _joined(overview, f"**Themes**\n{themes}")
    else:
        yield "Overview", overview
        if themes:
            yield "Themes", themes
    if film.perspective:
        yield "Perspective", plain(film.perspective)
    if film.critics:
        yield "What critics say", "\n".join(_bullet(pack, critic) for critic in film.critics)
    claims = [_verdict_line(claim) for claim in _linked(pack, shelf, film.claims)]
    if claims:
        yield "Claims to check", "\n".join(claims)
    if film.watch:
        links = [f"- {plain(link.label)}: {_address(link.url)}" for link in film.watch]
        yield "Where to watch", "\n".join(links)
    yield from _sources(pack, (*film.sources, *_keys(film.critics)))


def _claim(claim: Claim, pack: Pack) -> str:
    verdict = f"**Verdict: {VERDICT[claim.verdict]}.**" if claim.verdict else "**Not rated yet.**"
    searched = f" {plain(claim.searched)}" if claim.searched else ""
    sides = []
    for name, evidence in (("Evidence for", claim.supporting), ("Evidence against", claim.against)):
        lines = "\n".join(_bullet(pack, statement) for statement in evidence)
        sides.append(f"**{name}**\n{lines or f'We found none.{searched}'}")
    return _joined(f"{verdict} {plain(claim.note or '')}".strip(), *sides, _credit(pack, claim.sources))


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


def _linked(pack: Pack, shelf: Shelf, ids: Iterable[str]) -> list[Item]:
    return [item for entry_id in ids if (item := shelf.find(f"{pack.id}/{entry_id}"))]


def _verdict_line(item: Item) -> str:
    claim = item.entry
    assert isinstance(claim, Claim)
    verdict = f" — {VERDICT[claim.verdict]}." if claim.verdict else ""
    return f"- {quote(claim.claim)}{verdict} {plain(claim.note or '')}".rstrip()


def _bullet(pack: Pack, statement: Statement) -> str:
    names = "; ".join(_short_names(pack, statement.sources))
    return f"- {plain(statement.text)}{f' ({names})' if names else ''}"


def _credit(pack: Pack, keys: Sequence[str]) -> str:
    names = "; ".join(_short_names(pack, keys))
    return f"-# Sources: {names}" if names else ""


def _short_names(pack: Pack, keys: Iterable[str]) -> list[str]:
    names = []
    for key in keys:
        if source := pack.sources.get(key):
            name = source.author or source.publisher or f"“{source.title}”"
            names.append(plain(", ".join(filter(None, (shorten(name, 60), source.date)))))
    return list(dict.fromkeys(names))


def _keys(statements: Iterable[Statement]) -> list[str]:
    return [key for statement in statements for key in statement.sources]


def _sources(pack: Pack, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    lines = [f"- {_citation(pack.sources[key])}" for key in dict.fromkeys(keys) if key in pack.sources]
    if lines:
        yield "Sources", "\n".join(lines)


def _citation(source: Source) -> str:
    parts = [plain(part) for part in (source.author, source.publisher, source.date) if part]
    text = " ".join(filter(None, (_ended(plain(source.title)), ", ".join(parts))))
    copy = " (read in a copy)" if source.seen == "copy" else ""
    return f"{text}{copy}{f': {_address(source.url)}' if source.url else ''}"


def _address(url: str) -> str:
    """The link under the name of its host, so that no label can pretend to lead elsewhere."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return f"[{plain(host)}](<{url.replace('(', '%28').replace(')', '%29')}>)"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
