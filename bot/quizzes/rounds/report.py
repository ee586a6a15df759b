"""What quizzes tell in the report of an evening: what the group missed, with the answer, why, and the sources."""

from collections.abc import Iterator

from bot.chat.evenings import Evening, Told
from bot.chat.paper import Asked, Bar, Bars, Cited, Part, Section, Text
from bot.database import Database, Tx
from bot.packs.papers import cited, keys_of
from bot.quizzes.items.model import Way
from bot.quizzes.rounds import store
from bot.quizzes.rounds.loading import load_results
from bot.quizzes.rounds.rules import Quiz
from bot.quizzes.rounds.service import most_missed
from bot.quizzes.rounds.views import Result


async def tell(database: Database, evening: Evening) -> Told:
    """Tell of the quizzes of an evening: those started in its thread, and those about its pack held beside it."""
    sections: list[Section] = []
    sources: dict[str, Cited] = {}
    async with database.read() as tx:
        for quiz in await _quizzes(tx, evening):
            answered = [each for each in await load_results(tx, quiz) if each.tally.answers]
            missed = most_missed(answered)
            sections += [_section(quiz, answered, missed)] if answered else []
            for each in missed:
                sources |= cited(each.cue.item.pack, each.cue.item.sources)
    return Told(tuple(sections), sources)


async def _quizzes(tx: Tx, evening: Evening) -> list[Quiz]:
    if evening.thread_id is None:
        return []
    near = evening.thread_id, evening.channel_id
    quizzes = await store.ended_of(tx, evening.guild_id, *near, evening.begun, evening.until)
    return [
        each for each in quizzes if each.started_in == evening.thread_id or each.programme.pack.id == evening.pack_id
    ]


def _section(quiz: Quiz, answered: list[Result], missed: list[Result]) -> Section:
    asked = "1 question was" if len(answered) == 1 else f"{len(answered)} questions were"
    lead = f"{asked} answered. What follows was missed by at least one, the most missed first; nobody is named."
    items = tuple(_asked(each) for each in missed)
    return Section(f"Quiz: what we missed about {quiz.programme.called}", items or (Text("Nothing was missed."),), lead)


def _asked(result: Result) -> Asked:
    item = result.cue.item
    text = " ".join(filter(None, (item.head, item.text)))
    missed = f"missed by {result.tally.missed} of {result.tally.answers}"
    answer = Text(item.answer, label="Answer:")
    reason = Text(item.reason, label="Because:", cites=keys_of(item.pack, item.sources))
    return Asked(result.cue.number, text, missed, parts=(*_shares(result), answer, reason))


def _shares(result: Result) -> Iterator[Part]:
    item, tally = result.cue.item, result.tally
    if item.way is Way.ORDER:
        return
    bars: list[Bar] = []
    for place in result.cue.placed.order:
        share = round(100 * tally.chosen[place] / tally.answers)
        right = " · right" if place in item.right else ""
        bars.append(Bar(item.options[place].text, f"{tally.chosen[place]} ({share} %){right}", share))
    yield Bars(tuple(bars))
