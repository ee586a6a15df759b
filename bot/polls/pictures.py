"""Results as pictures: bars, spreads, points, rounds, and who moved."""

from bot.charts import studio
from bot.charts.alluvial import alluvial
from bot.charts.gallery import draw_as_file
from bot.chat.pictures import Picture
from bot.polls.kinds import KINDS
from bot.polls.pairs import Shift
from bot.polls.phrases import UNTOLD, ballots
from bot.polls.rules import Poll
from bot.polls.terms import NOT_SURE
from bot.polls.views import View


async def picture_of(view: View) -> Picture | None:
    """The picture of a result, as its kind draws it; None where there is none."""
    result = view.result
    if result is None or result.withheld or not result.sure:
        return None
    return await draw_as_file(KINDS[result.kind].picture(view.poll, result, ballots(result.ballots)), "result.png")


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
    return await draw_as_file(drawing, "shift.png")
