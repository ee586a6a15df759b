"""Everything that is looked at once a pack could be read as YAML and held against the model."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TypeVar

from pydantic import ValidationError

from bot.packs import strict as stricter
from bot.packs.evidence import check_evidence
from bot.packs.model import Film, Guide, PackPoll, Part
from bot.packs.problems import Findings, Path
from bot.packs.references import check_ids, check_references
from bot.packs.rules import Fault, film_faults, guide_faults, poll_faults
from bot.packs.tree import Block, Items, place
from bot.packs.wording import check_wording

Whole = TypeVar("Whole", bound=Part)


def review(tree: Block, texts: Mapping[str, str], findings: Findings, *, strict: bool) -> None:
    """Add to the findings what is wrong with a tree beyond the model; `texts` are the files that it was read from."""
    check_ids(tree, findings)
    check_references(tree, findings)
    check_evidence(tree, findings)
    check_wording(tree, texts, findings)
    _check_rules(tree, findings)
    if strict:
        stricter.check(tree, findings)


def _check_rules(tree: Block, findings: Findings) -> None:
    films, guides = _readable(tree, "films", Film), _readable(tree, "guides", Guide)
    films_by_id = {film.id: film for film in films.values()}
    guides_by_id = {guide.id: guide for guide in guides.values()}
    default = any(guide.film is None for guide in guides.values())
    _tell(tree, "polls", ((at, poll_faults(poll)) for at, poll in _readable(tree, "polls", PackPoll).items()), findings)
    _tell(tree, "guides", ((at, guide_faults(guide, films_by_id)) for at, guide in guides.items()), findings)
    watched = ((at, film_faults(film, guides_by_id, default=default)) for at, film in films.items())
    _tell(tree, "films", watched, findings)


def _readable(tree: Block, key: str, part: type[Whole]) -> dict[int, Whole]:
    """The entries under a key that can be read, by position; the faults of the others are told elsewhere."""
    found: dict[int, Whole] = {}
    items = tree.get(key)
    for position, node in enumerate(items if isinstance(items, Items) else ()):
        try:
            found[position] = part.model_validate(node, by_alias=True, by_name=False)
        except ValidationError:
            continue
    return found


def _tell(tree: Block, key: str, found: Iterable[tuple[int, Iterable[Fault]]], findings: Findings) -> None:
    for position, fault in chain.from_iterable(((at, fault) for fault in faults) for at, faults in found):
        path: Path = (key, position, *fault.path)
        (findings.warn if fault.mild else findings.error)(place(tree, path), path, fault.message)
