"""Results as pictures: bars, spreads, points, rounds, and who moved."""

from collections.abc import Awaitable

from bot.charts import studio
from bot.charts.alluvial import alluvial
from bot.charts.bars import bars
from bot.charts.distribution import distribution
from bot.charts.gallery import drawn
from bot.charts.picture import Picture as Drawing
from bot.charts.rounds import rounds
from bot.charts.scores import scores
from bot.chat.pictures import Picture
from bot.polls.pairs import Shift
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.service import View
from bot.polls.terms import NOT_SURE, Kind
from bot.polls.words import ballots

UNTOLD = "<3"


async def picture_of(view: View) -> Picture | None:
    """The picture of a result: bars, the rounds, the spread over a scale or of points; None where there is none."""
    result = view.result
    if result is None or result.withheld or not result.sure:
        return None
    return await drawn(_result(view.poll, result), "result.png")


async def picture_of_shift(after: Poll, shift: Shift) -> Picture | None:
    """The picture of who moved; None where too few took part."""
    if shift.cells is None:
        return None
    names = [*after.options, NOT_SURE][: len(after.options) + after.not_sure]
    flows = [
        (names[before], names[then], UNTOLD if count is None else count)
        for before, row in enumerate(shift.cells[: len(names)])
        for then, count in enumerate(row[: len(names)])
        if count != 0
    ]
    drawing = studio.draw(
        alluvial, after.question, "Before", "After", names, flows, gone=shift.gone or None, new=shift.new or None
    )
    return await drawn(drawing, "shift.png")


def _result(poll: Poll, result: Result) -> Awaitable[Drawing]:
    note, options = ballots(result.ballots), result.options
    if result.kind is Kind.SCALE:
        return studio.draw(distribution, poll.question, options, result.votes, result.mean, result.median, note)
    if result.kind is Kind.SCORE:
        spread = [(label, each.mean, each.distribution) for label, each in zip(options, result.scores, strict=True)]
        return studio.draw(scores, poll.question, spread, note)
    if result.runoff:
        counts = [
            [(options[option], votes, option in each.out) for option, votes in each.votes]
            for each in result.runoff.rounds
        ]
        winners = [options[option] for option in result.runoff.winners]
        exhausted = [each.exhausted for each in result.runoff.rounds]
        return studio.draw(rounds, poll.question, counts, winners, exhausted, note)
    rows = [(label, result.votes[place], result.percent(place)) for place, label in enumerate(options)]
    apart = [(NOT_SURE, result.unsure, None)] if poll.not_sure else []
    return studio.draw(bars, poll.question, [*rows, *apart], note)
