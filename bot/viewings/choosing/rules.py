"""What has to be known before a viewing begins, and what of it is to be asked first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, assert_never

from bot.chat import limits
from bot.errors import Refusal, or_refuse
from bot.packs.format.model import Film, Guide, Kind
from bot.packs.shelf.shelves import Item, Shelf, is_unverified
from bot.viewings.programme import NO_GUIDE, default_guide, general_guides
from bot.viewings.rules import Secrecy

GONE = {
    Kind.FILM: "This film is no longer on the shelf. You can still type its title in `/watch start`.",
    Kind.GUIDE: "This guide is no longer on the shelf. Start again and choose another with `guide`.",
}


@dataclass(frozen=True, slots=True)
class Start:
    """A viewing that is to begin now."""

    mode: Literal["group", "solo"]
    secrecy: Secrecy = Secrecy.UNNAMED
    channel_id: None = None
    """It opens where groups watch here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A group viewing that is to open at a time."""

    at: datetime
    channel_id: int | None = None
    """Where its thread will be; None for where groups watch here."""
    secrecy: Secrecy = Secrecy.UNNAMED


Intent = Start | Plan
"""What somebody wants to do with a film."""
INTENT = r"(?P<how>group|solo|plan-\d{1,11}-\d{0,19}):(?P<secrecy>unnamed|named)"
"""The pattern of an intent in a custom id."""


def written(intent: Intent) -> str:
    """An intent as a custom id carries it, to the second."""
    match intent:
        case Start(mode, secrecy):
            return f"{mode}:{secrecy}"
        case Plan(at, channel_id, secrecy):
            return f"plan-{int(at.timestamp())}-{channel_id or ''}:{secrecy}"
        case _:
            assert_never(intent)


def read(how: str, secrecy: str) -> Intent:
    """The intent that a custom id carries."""
    match how.split("-"):
        case ["solo"]:
            return Start("solo", Secrecy(secrecy))
        case ["plan", seconds, channel]:
            return Plan(datetime.fromtimestamp(int(seconds), UTC), int(channel or 0) or None, Secrecy(secrecy))
        case _:
            return Start("group", Secrecy(secrecy))


@dataclass(frozen=True, slots=True)
class WhichFilm:
    """No source knows the film that was named: which one does the group really have?"""

    film: Item
    nearest: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class WhichGuide:
    """No guide of the shelf fits a film of any subject: which one shall it be?"""

    film: Item | str
    guides: tuple[Item, ...]


Question = WhichFilm | WhichGuide


def question_of(shelf: Shelf, film: Item | str, guide: Item | None, *, sure: bool) -> Question | None:
    """What is to be asked before a film is watched; `sure`: that it is this film has been asked already.

    Raises Refusal where no guide of the shelf could be chosen.
    """
    if isinstance(film, Item) and is_unverified(film) and not sure:
        return WhichFilm(film, tuple(_nearest(shelf, film)))
    if guide or default_guide(shelf, film):
        return None
    guides = tuple(general_guides(shelf))
    if not guides:
        raise Refusal(NO_GUIDE)
    return WhichGuide(film, guides)


def _nearest(shelf: Shelf, film: Item) -> Iterator[Item]:
    assert isinstance(film.entry, Film)
    for found in shelf.entries(film.pack, film.entry.nearest):
        if found.kind is Kind.FILM and found is not film:
            yield found


def fitting_guide(film: Item, guide: Item | None) -> Item | None:
    """The guide that was chosen, unless it is made for another film than the one that it turned out to be."""
    made_for = guide.entry.film if guide and isinstance(guide.entry, Guide) else None
    return guide if guide and (made_for is None or film.value == f"{guide.pack.id}/{made_for}") else None


CARRIED = 79
"""Characters of a film that fit beside the id of a tag, or the key of a guide, into the value of a choice."""


def carried(film: Item | str) -> tuple[str, str]:
    """A film as custom ids carry it, in two parts as a title is too long for one: its short key, or what was typed."""
    text = f"={film}" if isinstance(film, str) else film.key
    cut = next(end for end in range(len(text), -1, -1) if limits.length(text[:end]) <= CARRIED)
    return text[:cut], text[cut:]


def still_here(kind: Kind, found: Item | None) -> Item:
    """What a custom id or an option meant; raises Refusal where it has left the shelf, or is of another kind by now."""
    return or_refuse(found if found and found.kind is kind else None, GONE[kind])


def named(shelf: Shelf, text: str) -> Item | str:
    """The film that was carried so; raises Refusal where it has left the shelf."""
    if text.startswith("="):
        return text[1:]
    return still_here(Kind.FILM, shelf.by_key(text))
