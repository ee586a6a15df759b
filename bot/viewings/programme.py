"""What a viewing keeps from its start to its end, whatever becomes of the packs: film, guide, claims, pair polls."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property, lru_cache

import msgspec

from bot.chat import limits
from bot.chat.letters import check_letters
from bot.chat.marks import flat
from bot.chat.text import quote
from bot.errors import Refusal, or_refuse
from bot.packs.format.fields import MAX_TITLE, seconds
from bot.packs.format.model import Claim, Film, Framework, Guide, Kind, PackPoll, Prompt
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.own_words import tidy

NO_GUIDE = "No pack here has a guide that fits this film, so there is nothing to ask. Choose one with `guide`."


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Film and guide as they were at the start. A film that no pack has is a title alone."""

    title: str
    """The film's title."""
    film_value: str | None = None
    """`pack/entry` of the film; None where no pack has it, which its card says."""
    film: Film | None = None
    guide_value: str
    """`pack/entry` of the guide."""
    guide: Guide
    """Without the notes that only the facilitator reads."""
    guide_about: str = ""
    """The title of the guide's pack, where the guide was written about films of that and the film is of none."""
    own: tuple[Prompt, ...] = ()
    """What the facilitator asked besides, in the order of asking."""
    facilitator_notes: dict[int, str] = field(default_factory=dict)
    """Those notes by the place of their prompt; for the facilitator alone."""
    claims: tuple[Claim, ...] = ()
    """The claims made in the film: id, wording, verdict and note."""
    frameworks: dict[str, Framework] = field(default_factory=dict)
    """The frameworks that prompts are taken from."""
    polls: tuple[str, ...] = ()
    """`pack/entry` of the polls to ask before and after the film."""

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The prompts of the guide in its order, then those that were added."""
        return (*self.guide.prompts, *self.own)

    @cached_property
    def runtime(self) -> timedelta | None:
        """How long the film is, where that is known."""
        return timedelta(seconds=seconds(self.film.runtime)) if self.film and self.film.runtime else None

    @cached_property
    def times(self) -> tuple[timedelta | None, ...]:
        """The time of the film for each prompt; None for those without one, and for shares of an unknown runtime."""
        return tuple(_time(prompt, self.runtime) for prompt in self.prompts)

    def kept(self) -> str:
        """The programme as text; `kept_programme` reads it."""
        return msgspec.json.encode(self).decode()


@lru_cache(maxsize=128)
def kept_programme(text: str) -> Programme:
    """A programme from its text; keys that this version of the program does not know are passed over."""
    return msgspec.json.decode(text, type=Programme)


def programme_of(shelf: Shelf, film: Item | str, guide: Item | None = None) -> Programme:
    """What to watch: a film of the shelf or a typed title, with a guide, or the one it runs without being told.

    Raises Refusal where no guide fits, or the guide has no prompts or is made for another film.
    """
    chosen = or_refuse(guide or default_guide(shelf, film), NO_GUIDE)
    title, item = (typed_title(film), None) if isinstance(film, str) else (film.entry.name, film)
    return _programme(shelf, title, item, chosen)


def refreshed(shelf: Shelf, programme: Programme) -> Programme:
    """The same film and guide as they are on the shelf now; as they were where one of them is gone."""
    film = shelf.find(programme.film_value) if programme.film_value else programme.title
    guide = shelf.find(programme.guide_value)
    if film is None or guide is None:
        return programme
    try:
        return programme_of(shelf, film, guide)
    except Refusal:
        return programme


def _programme(shelf: Shelf, title: str, film: Item | None, chosen: Item) -> Programme:
    guide = chosen.entry
    assert isinstance(guide, Guide)
    if not guide.prompts:
        raise Refusal(f"The guide {quote(guide.title)} has no prompts. Choose another with `guide`.")
    if guide.film and (film is None or film.value != f"{chosen.pack.id}/{guide.film}"):
        raise Refusal(f"The guide {quote(guide.title)} is made for another film. Choose another with `guide`.")
    taken = {prompt.framework for prompt in guide.prompts}
    return Programme(
        title=title,
        film_value=film.value if film else None,
        film=film.entry if film and isinstance(film.entry, Film) else None,
        guide_value=chosen.value,
        guide=_without_notes(guide),
        guide_about="" if film or guide.any_film else chosen.pack.title,
        facilitator_notes={
            place: prompt.facilitator_note for place, prompt in enumerate(guide.prompts) if prompt.facilitator_note
        },
        claims=_claims(shelf, film),
        frameworks={key: framework for key, framework in chosen.pack.frameworks.items() if key in taken},
        polls=_pair_polls(shelf, film),
    )


def default_guide(shelf: Shelf, film: Item | str) -> Item | None:
    """The guide that a film runs without being told: its own, else the first of its pack that is made for no film, else
    the first of the shelf that fits any film at all.
    """
    if isinstance(film, Item):
        assert isinstance(film.entry, Film)
        if film.entry.guide and (own := shelf.find(f"{film.pack.id}/{film.entry.guide}")):
            return own
        if of_pack := next(general_guides(shelf, film.pack.id), None):
            return of_pack
    return next((each for each in general_guides(shelf) if isinstance(each.entry, Guide) and each.entry.any_film), None)


def general_guides(shelf: Shelf, pack_id: str | None = None) -> Iterator[Item]:
    """The guides that are made for no film."""
    for item in shelf.of_kind(Kind.GUIDE, pack_id):
        if isinstance(item.entry, Guide) and item.entry.film is None and item.entry.prompts:
            yield item


def _without_notes(guide: Guide) -> Guide:
    silent = tuple(replace(prompt, facilitator_note=None) for prompt in guide.prompts)
    return replace(guide, prompts=silent)


def _claims(shelf: Shelf, film: Item | None) -> tuple[Claim, ...]:
    if film is None or not isinstance(film.entry, Film):
        return ()
    return tuple(
        Claim(id=item.entry.id, claim=item.entry.claim, verdict=item.entry.verdict, note=item.entry.note)
        for item in shelf.entries(film.pack, film.entry.claims)
        if isinstance(item.entry, Claim)
    )


def _pair_polls(shelf: Shelf, film: Item | None) -> tuple[str, ...]:
    if film is None:
        return ()
    polls = shelf.of_kind(Kind.POLL, film.pack.id)
    return tuple(item.value for item in polls if isinstance(item.entry, PackPoll) and item.entry.pair)


def _time(prompt: Prompt, runtime: timedelta | None) -> timedelta | None:
    if prompt.at is None or prompt.phase != "during":
        return None
    if not prompt.at.endswith("%"):
        at = timedelta(seconds=seconds(prompt.at))
        return min(at, runtime) if runtime else at
    return runtime * int(prompt.at[:-1]) / 100 if runtime else None


def typed_title(typed: str) -> str:
    """The title of a film as somebody typed it, in one line; raises Refusal where it is empty or too long."""
    title = flat(" ".join((tidy(typed) or "").split()))
    check_letters(title, "`film`")
    if not title:
        raise Refusal("`film` is empty. Pick one from the list, or type its title.")
    if limits.length(title) > MAX_TITLE:
        raise Refusal(f"`film`: the title is {limits.length(title)} characters long, at most {MAX_TITLE} fit.")
    return title
