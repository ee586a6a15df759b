"""What polls tell in the report of an evening: what each came to, and who moved between two of a pair."""

from collections.abc import Iterator
from datetime import timedelta

from bot.chat.evenings import Evening, Told
from bot.chat.paper import Asked, Bar, Bars, Part, Point, Points, Section, Text
from bot.database import Database, Tx
from bot.polls import phrases, store
from bot.polls.kinds import KINDS
from bot.polls.pairs import Shift
from bot.polls.results import Result
from bot.polls.rules import Phase, Poll
from bot.polls.service import view_of
from bot.polls.terms import NOT_SURE
from bot.polls.views import View

BEFOREHAND = timedelta(days=7)
"""How long before an evening a poll that goes with its film may have been asked."""
HEADING = "Polls"
LEAD = "As they stood when they closed; nobody is named."
MOVES = 20
"""Moves between answers that a report tells, the largest first."""
_WHEN = {Phase.BEFORE: "asked before the film", Phase.AFTER: "asked again after the film"}


async def tell(database: Database, evening: Evening) -> Told:
    """Tell of the closed polls of an evening: those of its thread, and those of its film that stood above it."""
    async with database.read() as tx:
        views = [await view_of(tx, poll, copies=False) for poll in await _polls(tx, evening)]
    views = [view for view in views if view.result]  # of what is held back there is none
    return Told((Section(HEADING, tuple(map(_asked, views)), LEAD),) if views else ())


async def _polls(tx: Tx, evening: Evening) -> list[Poll]:
    found: list[Poll] = []
    for channel_id in filter(None, (evening.thread_id, evening.channel_id)):
        asked = await store.closed_in(tx, evening.guild_id, channel_id, evening.begun - BEFOREHAND, evening.until)
        found += [each for each in asked if channel_id == evening.thread_id or each.pack in evening.polls]
    return sorted(found, key=lambda poll: poll.number)


def _asked(view: View) -> Asked:
    poll = view.poll
    minute = _WHEN[poll.phase] if poll.phase else ""
    return Asked(poll.number, poll.question, minute, parts=tuple(_parts(poll, view.result)))


def _parts(poll: Poll, result: Result | None) -> Iterator[Part]:
    if result is None:
        return
    if result.withheld:
        yield Text(phrases.WITHHELD[result.withheld], quiet=True)
        return
    yield Bars(tuple(_bars(poll, result)))
    told = [line.removeprefix("-# ") for line in KINDS[result.kind].outcome(result, result.options, None)]
    counted = phrases.ballots(result.ballots)
    yield Text(" ".join([f"{counted}.", *filter(None, (KINDS[result.kind].legend, *told))]), quiet=True)
    if result.shift:
        yield from _moved(poll, result.shift)


def _bars(poll: Poll, result: Result) -> Iterator[Bar]:
    kind = KINDS[result.kind]
    for place in kind.order(result):
        share = result.percent(place) if kind.has_counters else None
        yield Bar(result.options[place], kind.figures(result, place), share)
    if poll.not_sure:
        yield Bar(NOT_SURE, str(result.unsure))


def _moved(poll: Poll, shift: Shift) -> Iterator[Part]:
    told, *moves = phrases.shift_lines(shift, (*poll.options, NOT_SURE), MOVES)
    yield Text(told, label="Since the poll before the film:")
    if moves:
        yield Points(tuple(Point(move) for move in moves))
