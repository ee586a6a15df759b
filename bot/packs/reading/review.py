"""Everything that is looked at once a pack could be read as YAML and held against the model."""

from collections.abc import Iterable, Mapping
from itertools import chain

from bot.packs.format.learning_rules import explainer_faults, path_faults, question_faults, set_faults
from bot.packs.format.model import Explainer, Film, Guide, PackPoll, Question, ReadingPath, StatementSet
from bot.packs.format.problems import Findings, KeyPath
from bot.packs.format.rules import Fault, film_faults, guide_faults, poll_faults
from bot.packs.reading import strict as stricter
from bot.packs.reading.evidence import check_evidence
from bot.packs.reading.explain import Parts
from bot.packs.reading.lint import check_wording
from bot.packs.reading.references import check_ids, check_references
from bot.packs.reading.tree import Block, place


def review(tree: Block, parts: Parts, texts: Mapping[str, str], findings: Findings, *, strict: bool) -> None:
    """Add to the findings what is wrong with a tree beyond the model.

    `parts` are its entries that keep to the model, `texts` the files that it was read from.
    """
    check_ids(tree, findings)
    check_references(tree, findings)
    check_evidence(tree, findings)
    check_wording(tree, texts, findings)
    _check_rules(tree, parts, findings)
    if strict:
        stricter.check(tree, findings)


def _check_rules(tree: Block, parts: Parts, findings: Findings) -> None:
    films, guides, polls = parts.under("films", Film), parts.under("guides", Guide), parts.under("polls", PackPoll)
    films_by_id = {film.id: film for film in films.values()}
    guides_by_id = {guide.id: guide for guide in guides.values()}
    default = any(guide.film is None for guide in guides.values())
    _tell(tree, "polls", ((at, poll_faults(poll)) for at, poll in polls.items()), findings)
    _tell(tree, "guides", ((at, guide_faults(guide, films_by_id)) for at, guide in guides.items()), findings)
    watched = ((at, film_faults(film, guides_by_id, default=default)) for at, film in films.items())
    _tell(tree, "films", watched, findings)
    questions, sets = parts.under("questions", Question), parts.under("statements", StatementSet)
    paths, explainers = parts.under("paths", ReadingPath), parts.under("explainers", Explainer)
    _tell(tree, "questions", ((at, question_faults(each)) for at, each in questions.items()), findings)
    _tell(tree, "statements", ((at, set_faults(each)) for at, each in sets.items()), findings)
    _tell(tree, "paths", ((at, path_faults(each)) for at, each in paths.items()), findings)
    shown = ((at, explainer_faults(each, timeline="timeline" in tree)) for at, each in explainers.items())
    _tell(tree, "explainers", shown, findings)


def _tell(tree: Block, key: str, found: Iterable[tuple[int, Iterable[Fault]]], findings: Findings) -> None:
    for position, fault in chain.from_iterable(((at, fault) for fault in faults) for at, faults in found):
        path: KeyPath = (key, position, *fault.path)
        (findings.warn if fault.mild else findings.error)(place(tree, path), path, fault.message)
