"""The handout of a viewing: what to watch for, prompts with room to write, terms, sources; a copy for who leads."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.chat.paper import (
    USUAL,
    Asked,
    Choices,
    Cited,
    Facts,
    Note,
    Part,
    Point,
    Points,
    Room,
    Section,
    Sheet,
    Text,
    Wanted,
)
from bot.errors import Refusal
from bot.packs.format.model import VERDICT_NAME, Claim, Film, Guide, Kind, Pack, Prompt, Term
from bot.packs.papers import cited, framework_cited, framework_key, keys_of, term_point, terms_of_use
from bot.packs.search.names import names_of
from bot.packs.search.word_forms import fold
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.answering.rules import PROBE
from bot.viewings.film_time import START, written
from bot.viewings.paper.plan import plan_of
from bot.viewings.paper.plan_table import plan_section
from bot.viewings.programme import Programme, default_guide, programme_of
from bot.viewings.prompts import way
from bot.viewings.rules import Cue, Phase, cues_of

FREE = "A film of your choice"
"""What stands for the film of a guide that is made for none."""
MOST_TERMS, MOST_BESIDE_NOTES = 5, 3
"""Terms on a handout; on the copy of who leads, whose notes take room."""
PHASES = {Phase.BEFORE: "Before the film", Phase.DURING: "During the film", Phase.AFTER: "After the film"}
UNVERIFIED = "We found no source for this film that can be checked."
_ROOM = ((6, 5), (10, 4), (13, 3))
"""Up to how many prompts, and how many lines to write on each has then; of more, two."""
_CLAIM_STEPS = (
    "What you heard, as nearly word for word as you can:",
    "What the film showed for it, and where it says that it is from:",
    "Where else it can be found:",
)
_SURE = ("1 not at all sure that it is true", "2", "3", "4", "5 quite sure")


def film_handout(shelf: Shelf, film: Item, wanted: Wanted) -> Sheet:
    """The handout of a film with the guide that it runs without being told; raises Refusal where none fits."""
    if default_guide(shelf, film) is None:
        raise Refusal("No guide here fits it, so there is nothing to ask. A guide without `film` fits all of its pack.")
    return handout_of(shelf, programme_of(shelf, film), wanted)


def guide_handout(shelf: Shelf, guide: Item, wanted: Wanted) -> Sheet:
    """The handout of a guide: with its film, or for any."""
    entry = guide.entry
    assert isinstance(entry, Guide)
    film = shelf.find(f"{guide.pack.id}/{entry.film}") if entry.film else None
    return handout_of(shelf, programme_of(shelf, film or FREE, guide), wanted)


def handout_of(shelf: Shelf, programme: Programme, wanted: Wanted) -> Sheet:
    """The handout of a film with a guide, as both are on a shelf."""
    film = shelf.find(programme.film_value) if programme.film_value else None
    guide = shelf.find(programme.guide_value)
    every = tuple(sorted(cues_of(programme), key=way))
    plans = tuple(
        plan_of(every, programme.guide.short, programme.runtime, minutes)
        for minutes in ([wanted.minutes] if wanted.minutes else USUAL)
    )
    cues = plans[0].cues if wanted.minutes else every
    most = MOST_BESIDE_NOTES if wanted.facilitator else MOST_TERMS
    terms = _terms(shelf, film, cues)[:most] if film else []
    sections = [
        *([plan_section(plans, cues, programme.runtime)] if wanted.facilitator else []),
        *([_watch_for(film.pack, programme, wanted)] if film else []),
        *_prompts(programme, cues, wanted),
        *([_words(film.pack, terms)] if film and terms else []),
    ]
    pack = film.pack if film else guide.pack if guide else None
    end = "-facilitator" if wanted.facilitator else ""
    return Sheet(
        name=f"handout-{film.entry.id if film else 'film'}{end}",
        title=programme.title,
        kind=_kind(programme, wanted),
        language=pack.language if pack else "en",
        about=tuple(_about(programme)),
        sections=tuple(section for section in sections if section.parts),
        sources=_sources(film, programme, cues, terms, wanted),
        foot=tuple(dict.fromkeys(terms_of_use(each.pack) for each in (film, guide) if each)),
        signed=not wanted.facilitator,
    )


def _kind(programme: Programme, wanted: Wanted) -> str:
    copy = "Facilitator's copy" if wanted.facilitator else "Handout for a viewing"
    time = f" · {wanted.minutes} minutes" if wanted.minutes else ""
    return f"{copy} · guide: {programme.guide.title}{time}"


def _about(programme: Programme) -> Iterator[Part]:
    film = programme.film
    if film is None:
        return
    if film.status == "unverified":
        yield Text(UNVERIFIED, label="Title not verified.")
    if film.content_note:
        yield Text(film.content_note, label="Content note.")
    where = "; ".join(f"{link.label}: {link.url}" for link in film.watch)
    yield Facts((*film.facts.items(), *([("Where to watch", where)] if where else [])))
    yield Text(film.summary)


def _watch_for(pack: Pack, programme: Programme, wanted: Wanted) -> Section:
    film = programme.film
    assert film is not None
    parts: list[Part] = [Points(tuple(Point(theme.text, theme.name) for theme in film.themes))] if film.themes else []
    if film.perspective and wanted.facilitator:
        parts.append(Text(film.perspective, label="Perspective."))
    if programme.claims:
        lead = "Claims you may hear. Note the minute, and what the film shows for them."
        verdicts = "Claims you may hear, with what the evidence says. Members see the claims alone."
        parts.append(Text(verdicts if wanted.facilitator else lead, quiet=True))
        parts.append(Points(tuple(_claim(pack, claim, wanted) for claim in programme.claims)))
    return Section("What to watch for", tuple(parts))


def _claim(pack: Pack, claim: Claim, wanted: Wanted) -> Point:
    if not wanted.facilitator:
        return Point(f"“{claim.claim}”")
    verdict = VERDICT_NAME[claim.verdict] if claim.verdict else "Not rated yet"
    return Point(claim.note or "", f"“{claim.claim}”", f"{verdict}.", cites=keys_of(pack, sources_of(pack, claim)))


def sources_of(pack: Pack, claim: Claim) -> tuple[str, ...]:
    """The sources that the pack of a film names for one of its claims, which a programme holds without them."""
    return next((each.sources for each in pack.claims if each.id == claim.id), ())


def _prompts(programme: Programme, cues: Sequence[Cue], wanted: Wanted) -> Iterator[Section]:
    lines = next((lines for most, lines in _ROOM if len(cues) <= most), 2)
    for phase, heading in PHASES.items():
        asked = tuple(
            _asked(programme, cue, number, lines, wanted)
            for number, cue in enumerate(cues, 1)
            if cue.prompt.phase == phase
        )
        yield Section(heading, asked)


def _asked(programme: Programme, cue: Cue, number: int, lines: int, wanted: Wanted) -> Asked:
    prompt = cue.prompt
    return Asked(
        number=number,
        text=prompt.ask,
        minute=_minute(cue),
        cites=(framework_key(prompt.framework),) if prompt.framework else (),
        parts=tuple(_led(programme, cue) if wanted.facilitator else _room(prompt, lines)),
    )


def _minute(cue: Cue) -> str:
    if cue.prompt.phase != Phase.DURING:
        return ""
    if cue.at is None:
        return f"at {cue.prompt.at} of the film" if cue.prompt.at else "after its scene"
    return written(cue.at) if cue.at > START else "through the whole film"


def _room(prompt: Prompt, lines: int) -> Iterator[Part]:
    """What a member writes on."""
    if prompt.kind == "claim":
        yield from (Room(max(lines // 2, 1), step) for step in _CLAIM_STEPS)
        yield Choices(_SURE, scale=True)
    elif prompt.options:
        yield Choices(prompt.options, scale=prompt.kind == "scale")
        yield Room(max(lines // 2, 1), prompt.probe or PROBE)
    else:
        yield Room(lines)


def _led(programme: Programme, cue: Cue) -> Iterator[Part]:
    """What who leads reads instead."""
    if cue.prompt.options:
        yield Text(" · ".join(cue.prompt.options), label="Options:", quiet=True)
    if note := programme.facilitator_notes.get(cue.place):
        yield Note("For you:", note)
    if cue.prompt.probe:
        yield Note("Ask next:", cue.prompt.probe)


def _terms(shelf: Shelf, film: Item, cues: Iterable[Cue]) -> list[Term]:
    """The terms of its pack that the sheet speaks of, then those of explainers that name the film."""
    entry = film.entry
    assert isinstance(entry, Film)
    texts = [entry.summary, *(theme.text for theme in entry.themes), *(cue.prompt.ask for cue in cues)]
    said = f" {' '.join(fold(text) for text in texts)} "
    terms = shelf.of_kind(Kind.TERM, film.pack.id)
    mentioned = [term for term in terms if any(f" {name} " in said for name in map(fold, names_of(term.entry)) if name)]
    near = [each for each in shelf.linked(film) if each.kind is Kind.EXPLAINER]
    entries = [each.entry for each in dict.fromkeys([*mentioned, *chain.from_iterable(map(shelf.linked, near))])]
    return [each for each in entries if isinstance(each, Term) and each.definition]


def _words(pack: Pack, terms: Iterable[Term]) -> Section:
    return Section("Words you may meet", (Points(tuple(term_point(pack, each) for each in terms)),))


def _sources(
    film: Item | None, programme: Programme, cues: Iterable[Cue], terms: Iterable[Term], wanted: Wanted
) -> dict[str, Cited]:
    """Those that points cite by number stand first, in the order in which they are cited."""
    found: dict[str, Cited] = {}
    if film and programme.film:
        claims = programme.claims if wanted.facilitator else ()
        keys = [*(sources_of(film.pack, claim) for claim in claims), *(term.sources for term in terms)]
        found |= cited(film.pack, chain(*keys, programme.film.sources))
    for key in dict.fromkeys(cue.prompt.framework for cue in cues if cue.prompt.framework):
        if key in programme.frameworks:
            found |= framework_cited(key, programme.frameworks[key])
    return found


SHEETS = {Kind.FILM: film_handout, Kind.GUIDE: guide_handout}
"""How a handout of each kind of entry is made."""
