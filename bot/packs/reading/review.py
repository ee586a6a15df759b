"""Everything that is looked at once a pack could be read as YAML and held against the model."""

from collections.abc import Callable, Iterable, Mapping

from bot.packs.format.learning_rules import explainer_faults, path_faults, question_faults, set_faults
from bot.packs.format.model import Explainer, Film, Guide, PackPoll, Question, ReadingPath, StatementSet
from bot.packs.format.problems import Findings
from bot.packs.format.rules import Fault, film_faults, guide_faults, poll_faults
from bot.packs.reading import strict as stricter
from bot.packs.reading.evidence import check_evidence
from bot.packs.reading.explain import Found, Parts
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
    def hold(key: str, kind: type[Found], faults: Callable[[Found], Iterable[Fault]]) -> None:
        """Hold the entries under a key against the rule for their kind."""
        for position, entry in parts.under(key, kind).items():
            for fault in faults(entry):
                path = (key, position, *fault.path)
                (findings.warn if fault.mild else findings.error)(place(tree, path), path, fault.message)

    every_guide = parts.under("guides", Guide).values()
    films = {film.id: film for film in parts.under("films", Film).values()}
    guides = {guide.id: guide for guide in every_guide}
    default = any(guide.film is None for guide in every_guide)
    hold("polls", PackPoll, poll_faults)
    hold("guides", Guide, lambda guide: guide_faults(guide, films))
    hold("films", Film, lambda film: film_faults(film, guides, default=default))
    hold("questions", Question, question_faults)
    hold("statements", StatementSet, set_faults)
    hold("paths", ReadingPath, path_faults)
    hold("explainers", Explainer, lambda each: explainer_faults(each, timeline="timeline" in tree))
