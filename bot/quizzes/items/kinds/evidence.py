"""Why a claim has its verdict, with the sources of that."""

from typing import NamedTuple

from bot.packs.format.model import Claim


class Reason(NamedTuple):
    """A text of the pack and the keys of its sources."""

    text: str
    sources: tuple[str, ...]


def reason_of(claim: Claim) -> Reason | None:
    """The note, else the first evidence; None where neither names a source."""
    evidence = [*claim.against, *claim.supporting]
    if claim.note:
        sources = claim.sources or tuple(dict.fromkeys(key for each in evidence for key in each.sources))
        return Reason(claim.note, sources) if sources else None
    return next((Reason(each.text, each.sources) for each in evidence if each.sources), None)
