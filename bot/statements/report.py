"""What rounds of statements tell in the report of an evening: what its people agree on, and what divides them."""

from collections.abc import Iterator

from bot.chat.evenings import Evening, Told
from bot.chat.paper import Part, Point, Points, Section, Text
from bot.database import Database
from bot.statements import phrases, store
from bot.statements.results import Result
from bot.statements.service import view_of
from bot.statements.views import View


async def tell(database: Database, evening: Evening) -> Told:
    """Tell of the rounds that were held in the thread of an evening and came to something."""
    if evening.thread_id is None:
        return Told()
    async with database.read() as tx:
        where = evening.guild_id, evening.thread_id
        rounds = await store.closed_in(tx, *where, evening.begun, evening.until)
        views = [await view_of(tx, round_) for round_ in rounds]
    return Told(tuple(_section(view, view.result) for view in views if view.result))


def _section(view: View, result: Result) -> Section:
    voters = result.findings.voters
    people = "1 person voted" if voters == 1 else f"{voters} people voted"
    heading = f"Statements: {view.round.question}"
    return Section(heading, tuple(_parts(result)), f"Members' own statements, unsigned. {people} on {view.count}.")


def _parts(result: Result) -> Iterator[Part]:
    if result.findings.voters < phrases.FEWEST_VOTED:
        yield Text(phrases.TOO_FEW, quiet=True)
        return
    for heading, listed in phrases.findings_of(result):
        yield Text("" if listed else phrases.NONE, label=f"{heading}.")
        if listed and heading == phrases.HEADINGS[2]:
            yield Text(f"{phrases.PAIRS}.", quiet=True)
        if listed:
            yield _points(result, listed)
    yield Text(phrases.of_sides(result), label="Two sides.")
    if result.sides:
        if phrases.shows_sides(result.sides):
            yield Text(phrases.sizes_of(result.sides))
        heading, listed = phrases.differing(result.sides)
        yield Text(f"{heading}.", quiet=True)
        yield _points(result, listed)


def _points(result: Result, listed: phrases.Listed) -> Part:
    return Points(tuple(Point(result.statements[place], below=told) for place, told in listed))
