"""Results as pictures: a bar for each side of a statement, or one; never where people are, for there is no such map."""

from bot.charts import studio
from bot.charts.agreement import MOST, Bar, Row, agreement
from bot.charts.gallery import draw_as_file
from bot.chat.pictures import Picture
from bot.statements.findings import BAND_SHARES, FEWEST_COUNTED, FEWEST_TOLD, Tally, band, percent, told_share
from bot.statements.phrases import agreeing, shows_sides
from bot.statements.results import Result
from bot.statements.rules import Round

_BANDS_NOTE = "Fewer than ten voted, so a bar only tells about how many agree."
_SIDES_NOTE = "Upper bar: one side. Lower bar: the other. From the left: agree. From the right: disagree."


async def picture_of(round_: Round, result: Result) -> Picture | None:
    """The picture of a result; None where too few voted for one."""
    rows, note = rows_of(result)
    return await draw_as_file(studio.draw(agreement, round_.question, rows, note), "statements.png") if rows else None


def rows_of(result: Result) -> tuple[list[Row], str]:
    """The statements that are drawn, most agreed on first, and what is said of all bars."""
    tallies = result.findings.tallies
    told = [place for place, tally in enumerate(tallies) if tally.voters >= FEWEST_TOLD]
    # Of few by their bands, so that the order of the bars tells no more than they do.
    told.sort(key=lambda place: (-told_share(tallies[place].agree, tallies[place].voters), place))
    sides = result.sides if result.sides and shows_sides(result.sides) else None
    if sides is None:
        rows: list[Row] = [(result.statements[place], [_bar(tallies[place])]) for place in told[:MOST]]
        return rows, _BANDS_NOTE if result.findings.voters < FEWEST_COUNTED else ""
    counts = min(sides.sizes) >= FEWEST_COUNTED
    names = ("One side", "The other")
    return [
        (
            result.statements[place],
            [
                _bar(side[place], who=name, counts=counts)
                for name, side in zip(names, sides.tallies, strict=True)
                if side[place].voters >= FEWEST_TOLD
            ],
        )
        for place in told[: MOST // 2]
    ], _SIDES_NOTE


def share_of(tally: Tally) -> int | None:
    """How long a bar of those who agree is, as exactly as it may be told; None where too few voted."""
    return _bar(tally).agree if tally.voters >= FEWEST_TOLD else None


def _bar(tally: Tally, *, who: str = "", counts: bool = True) -> Bar:
    if counts and tally.voters >= FEWEST_COUNTED:
        return Bar(percent(tally.agree, tally.voters), percent(tally.disagree, tally.voters), agreeing(tally), who)
    words = band(tally.agree, tally.voters)
    return Bar(BAND_SHARES[words], 0, words if words == "split" else f"{words} agree", who)
