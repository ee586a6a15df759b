"""An evening kept as a guide: a pack of its own, with the film and one guide of what was asked.

The film is copied with what its pack says of it, as far as that is on the shelf: sources and claims come along, ids of
other entries do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat.marks import flat
from bot.chat.text import shorten
from bot.errors import Refusal
from bot.packs.format.fields import MAX_PACK_ID, MAX_TITLE, slug, when_words
from bot.packs.format.model import Claim, Film, Guide, Pack, Prompt, Source, Statement
from bot.packs.reading.lint import without_disallowed
from bot.packs.shelf.shelves import Shelf
from bot.viewings.answering.views import Note
from bot.viewings.own.kept_prompts import chosen, free_name, moments_of, prompts_of
from bot.viewings.rules import Viewing

NO_NAME = "film"
"""The id of a film whose title has no letter that an id may hold."""
_TYPED = "No pack had this film when it was watched. Write here what it shows, who made it and where it can be seen."


@dataclass(frozen=True, slots=True)
class KeptEvening:
    """An evening as a pack, and what is in its guide."""

    pack: Pack
    prompts: int
    moments: int
    left_out: int
    """Kept moments that did not fit."""


def kept_evening(viewing: Viewing, notes: Iterable[Note], shelf: Shelf) -> KeptEvening:
    """The pack of an evening; raises Refusal while it runs, and where nothing was asked."""
    if not viewing.closed:
        raise Refusal("This viewing is still running. End it first; then it can be kept as a guide.")
    if not viewing.asked:
        raise Refusal("Nothing was asked in this viewing, so there is nothing to keep.")
    moments = moments_of(notes)
    kept = chosen(moments)
    pack = _pack(viewing, shelf, prompts_of(viewing, kept))
    return KeptEvening(pack, len(viewing.asked), len(kept), len(moments) - len(kept))


def _pack(viewing: Viewing, shelf: Shelf, prompts: tuple[Prompt, ...]) -> Pack:
    programme, day = viewing.programme, viewing.created_at.date().isoformat()
    of_film, of_guide = (_origin(shelf, value) for value in (programme.film_value, programme.guide_value))
    origins = [pack for pack in (of_film, of_guide) if pack]
    sources = of_film.sources if of_film else {}
    claims = tuple(_claims(viewing, of_film, shelf, sources))
    film = _film(viewing, sources, claims)
    guide_id = free_name("evening", {film.id, *(claim.id for claim in claims)})
    return Pack(
        format=1,
        id=f"{slug(film.title, MAX_PACK_ID - len(day) - 1) or NO_NAME}-{day}",
        version="1.0.0",
        title=shorten(f"Evening: {film.title}", MAX_TITLE),
        summary=f"What was asked on {when_words(day)} about “{film.title}”, at the minutes at which it was asked.",
        language=origins[0].language if origins else "en",
        licence="; ".join(dict.fromkeys(pack.licence for pack in origins if pack.licence)) or None,
        authors=tuple(dict.fromkeys(author for pack in origins for author in pack.authors)),
        checked=of_film.checked if of_film else None,
        sources={key: source for key, source in sources.items() if key in _cited(film, claims)},
        films=(replace(film, guide=guide_id),),
        claims=claims,
        guides=(_guide(programme.guide, guide_id, film.id, f", {when_words(day)}", prompts),),
        frameworks={key: each for key, each in programme.frameworks.items() if key in {p.framework for p in prompts}},
    )


def _guide(guide: Guide, guide_id: str, film_id: str, when: str, prompts: tuple[Prompt, ...]) -> Guide:
    asked = {prompt.id for prompt in prompts}
    short = tuple(name for name in guide.short if name in asked)
    return Guide(
        id=guide_id,
        title=shorten(guide.title, MAX_TITLE - len(when)) + when,
        film=film_id,
        short=short if len(short) < len(prompts) else (),
        prompts=prompts,
    )


def _origin(shelf: Shelf, value: str | None) -> Pack | None:
    return shelf.packs.get(value.partition("/")[0]) if value else None


def _film(viewing: Viewing, sources: Mapping[str, Source], claims: Sequence[Claim]) -> Film:
    film = viewing.programme.film
    if film is None:
        title = without_disallowed(flat(viewing.programme.title))
        return Film(id=slug(title, MAX_PACK_ID) or NO_NAME, title=title, status="unverified", summary=_TYPED)
    return replace(
        film,
        critics=tuple(_sourced(film.critics, sources)),
        claims=tuple(claim.id for claim in claims),
        nearest=(),
        sources=tuple(key for key in film.sources if key in sources),
    )


def _claims(viewing: Viewing, origin: Pack | None, shelf: Shelf, sources: Mapping[str, Source]) -> Iterator[Claim]:
    """The claims of the film, whole where its pack still has them."""
    for claim in viewing.programme.claims:
        found = shelf.find(f"{origin.id}/{claim.id}") if origin else None
        whole = found.entry if found and isinstance(found.entry, Claim) else claim
        yield replace(
            whole,
            supporting=tuple(_sourced(whole.supporting, sources)),
            against=tuple(_sourced(whole.against, sources)),
            sources=tuple(key for key in whole.sources if key in sources),
        )


def _sourced(statements: Iterable[Statement], sources: Mapping[str, Source]) -> Iterator[Statement]:
    """The statements whose sources are known; one without any is no statement that a pack may make."""
    for statement in statements:
        if known := tuple(key for key in statement.sources if key in sources):
            yield replace(statement, sources=known)


def _cited(film: Film, claims: Sequence[Claim]) -> set[str]:
    statements = (*film.critics, *(each for claim in claims for each in (*claim.supporting, *claim.against)))
    return {key for part in (film, *claims, *statements) for key in part.sources}
