"""A handout for whoever writes or teaches with a pack: the pack is read from where it lies, an entry of it laid out."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

from bot.chat.paper import Sheet, Wanted
from bot.chat.text import listing
from bot.errors import Refusal
from bot.handouts.page import page
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import KIND_NAME, KIND_PLURAL, Item, Shelf

Maker = Callable[[Shelf, Item, Wanted], Sheet]
"""Makes the handout of an entry of one kind; raises Refusal where there is none for this one."""

NEAREST = 3
SHOWN = 10
"""Problems of a pack that are told; `check` tells all."""


class NotPrintedError(Exception):
    """Why there is no handout, in words for the person; `misused`: they named something that is not there."""

    def __init__(self, text: str, *, misused: bool = True) -> None:
        super().__init__(text)
        self.misused = misused


def printed(path: Path, entry_id: str, wanted: Wanted, makers: Mapping[Kind, Maker]) -> bytes:
    """The page; raises NotPrintedError."""
    shelf = _shelf(path)
    [pack] = shelf.packs.values()
    item = shelf.find(f"{pack.id}/{entry_id.strip().removeprefix(f'{pack.id}/')}")
    if item is None:
        raise NotPrintedError(f"{path} has no entry with the id {entry_id!r}. {_nearest(shelf, entry_id, makers)}")
    maker = makers.get(item.kind)
    if maker is None:
        kinds = listing([KIND_PLURAL[kind].lower() for kind in KIND_NAME if kind in makers])
        noun = KIND_NAME[item.kind].lower()
        raise NotPrintedError(f"{item.entry.id!r} is a {noun}, and handouts are made of {kinds}.")
    try:
        return page(maker(shelf, item, wanted))
    except Refusal as refusal:
        raise NotPrintedError(f"There is no handout of {item.entry.id!r}. {refusal}", misused=False) from None


def _shelf(path: Path) -> Shelf:
    from bot.packs.reading.reader import read_pack

    if not path.exists():
        raise NotPrintedError(f"{path}: no such file or folder.")
    reading = read_pack(path)
    if reading.pack is None:
        lines = "\n".join(reading.lines[:SHOWN])
        raise NotPrintedError(f"{lines}\n{path} is not sound, so nothing was made of it.", misused=False)
    return Shelf([reading.pack])


def _nearest(shelf: Shelf, typed: str, makers: Mapping[Kind, Maker]) -> str:
    """The entries that may be meant: by their ids, else by their names."""
    known = {item.entry.id: item for kind in makers for item in shelf.of_kind(kind)}
    if not known:
        return "It has none that a handout is made of: films, guides and explainers."
    near = [known[each] for each in get_close_matches(typed, known, NEAREST)]
    near += [item for item in shelf.search(typed, *makers, limit=NEAREST) if item not in near]
    if not near:
        return f"It has {len(known)} that a handout is made of, such as {', '.join(list(known)[:NEAREST])}."
    return "The nearest: " + "; ".join(f"{item.entry.id} ({item.entry.name})" for item in near[:NEAREST]) + "."
