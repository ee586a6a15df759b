"""Statements and what a round came to, for a shared screen."""

from collections.abc import Iterator

from bot.charts.big import Row
from bot.charts.projector import Slide, paragraphs
from bot.errors import Refusal
from bot.statements import phrases
from bot.statements.findings import FEWEST_VOTED
from bot.statements.pictures import share_of
from bot.statements.results import Result
from bot.statements.rules import Round
from bot.statements.views import Paper


def statement_slide(paper: Paper) -> Slide:
    """The statement that somebody votes on, without how anybody voted."""
    if paper.at >= len(paper.statements):
        raise Refusal("There is no statement here any more. `Vote` shows those that there are.")
    round_ = paper.round
    return Slide(f"#{round_.number} · {round_.question}", paper.statements[paper.at].text)


def result_slide(round_: Round, result: Result) -> Slide:
    """What a round came to, as its card says it."""
    return Slide(f"#{round_.number} · closed", round_.question, [*_rows(result)])


def _rows(result: Result) -> Iterator[Row]:
    if result.findings.voters < FEWEST_VOTED:
        yield from paragraphs(phrases.TOO_FEW)
        return
    for heading, listed in phrases.findings_of(result):
        agreed = heading in phrases.HEADINGS[:2]
        yield heading, "", None, True
        for place, told in listed:
            yield f"• {result.statements[place]}", "", None, False
            if told:
                yield told, "", share_of(result.findings.tallies[place]) if agreed else None, False
        if not listed:
            yield from paragraphs(phrases.NONE)
    yield from paragraphs(phrases.of_sides(result))
