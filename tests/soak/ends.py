"""What must stand in the channels once all is done: each result once, each prompt once, each card as the poll is."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.chat.place import NO_SERVER
from bot.polls.results import Withheld, read
from playground.model import Message
from tests.soak.leading import Group
from tests.soak.ledger import Ledger, opened
from tests.soak.members import Members, controls
from tests.soak.polls import Polling
from tests.soak.quizzes import Quizzes
from tests.soak.statements import Rounds
from tests.soak.viewings import Evenings
from tests.soak.voting import Asked
from tests.wire.crowd import text

STRANDED = "stranded"
"""The bot was killed, or Discord's answer was lost for good, between posting a card and noting where it stands."""


def outstanding(database: Path) -> list[str]:
    """What the bot still has to close, post or draw."""
    with opened(database) as tx:
        return [
            *(f"poll {each} is open" for (each,) in tx.execute("SELECT id FROM polls WHERE closed_at IS NULL")),
            *(
                f"{kind} {key}"
                for kind, key in tx.execute(
                    "SELECT kind, key FROM jobs WHERE parked IS NULL AND kind NOT IN ('polls.close', 'polls.remind', "
                    "'polls.forget', 'polls.reveal', 'statements.forget') "
                    "AND guild_id <> ?",  # what is of no server is done again and again
                    (NO_SERVER,),
                )
            ),
            *(
                f"card of poll {each}"
                for (each,) in tx.execute(
                    "SELECT id FROM polls WHERE drawn < version AND orphaned IS NULL AND message_id IS NOT NULL"
                )
            ),
            *(
                f"{kind} {key}"
                for kind, key in tx.execute(
                    "SELECT kind, key FROM jobs WHERE parked IS NULL AND kind IN "
                    "('viewings.opening', 'viewings.card', 'viewings.prompt', 'viewings.answers', 'viewings.summary')"
                )
            ),
        ]


def check_polls(polling: Polling, members: Members, ledger: Ledger, database: Path) -> Counter[str]:
    """Compare every poll's messages with its row; counts of what was found."""
    found: Counter[str] = Counter()
    shown = _by_control(members, polling.channels, "poll-show:")
    with opened(database) as tx:
        rows = {row[0]: row[1:] for row in tx.execute("SELECT id, message_id, orphaned, closed_at FROM polls")}
        results = dict(tx.execute("SELECT poll_id, body FROM poll_results").fetchall())
        given_up = tx.execute("SELECT key FROM jobs WHERE kind = 'polls.result' AND parked IS NOT NULL")
        dropped = {int(key) for (key,) in given_up}
    for poll in polling.asked:
        message_id, orphaned, closed_at = rows.get(poll.id, (None, None, None))
        posted = [each for each in shown.get(f"poll-show:{poll.id}", []) if each.id != poll.card]
        if poll.id not in rows:
            if ledger.votes.get(poll.id):
                ledger.lost(f"poll {poll.id} is gone with its votes")
            found["taken back"] += 1
            continue
        found["posted once"] += len(posted) == 1
        found["posted twice"] += len(posted) > 1
        if message_id is None or orphaned or poll.id in dropped:
            found[STRANDED] += 1
            continue
        if len(posted) != 1:
            ledger.lost(f"the result of poll {poll.id} stands in its channel {len(posted)} times")
        elif closed_at and poll.id in results:
            _check_text(poll, posted[0], results[poll.id], ledger)
        card = members.message(poll.card)
        if card is None or f"#{poll.number} · closed" not in text(card):
            ledger.lost(f"the card of poll {poll.id} does not say that it is closed")
    return found


def _check_text(poll: Asked, message: Message, body: str, ledger: Ledger) -> None:
    """Whether the channel reads the numbers that were kept."""
    result, told = read(body), text(message)
    count = "1 ballot" if result.ballots == 1 else f"{result.ballots} ballots"
    if result.withheld is not Withheld.FEW and f"{count} · closed" not in told:
        ledger.lost(f"the result of poll {poll.id} does not tell {count}")
    if result.withheld or result.scores:
        return
    for label, votes in zip(poll.labels, result.votes, strict=True):
        if f"{label} — {votes} (" not in told:
            ledger.lost(f"the result of poll {poll.id} does not tell {label} — {votes}")


def check_viewings(evenings: Evenings, members: Members, ledger: Ledger) -> Counter[str]:
    """Whether each prompt, its answers and the summary stand in each thread once, with what was answered, and nothing
    that nobody revealed."""
    found: Counter[str] = Counter()
    for group in evenings.groups:
        for place in group.prompts:
            _found_once(evenings.leading.prompts(group, place), f"prompt {place} of {group.id}", ledger, found)
        for place in [*group.early, *(each for each in group.kept_back if evenings.leading.is_early(group, each))]:
            ledger.lost(f"viewing {group.id}, prompt {place}: an answer stood in the thread that was not revealed")
        for place in group.shown:
            if message := _once(members, group, f"watch-mine:{group.id}:{place}", ledger, found):
                _check_answers(group, place, message, ledger)
        if group.ended:
            _once(members, group, f"watch-transcript:{group.id}", ledger, found)
        found["ended" if group.ended else "not ended"] += 1
    return found


def check_quizzes(quizzes: Quizzes, members: Members, ledger: Ledger, database: Path) -> Counter[str]:
    """Whether each question and each answer that was shown stands in its thread once, and the summary at the end."""
    found: Counter[str] = Counter()
    with opened(database) as tx:
        rows = tx.execute("SELECT quiz_id, place, state FROM quiz_items").fetchall()
    for quiz in quizzes.asked:
        for place in [place for number, place, state in rows if number == quiz.id and state == "revealed"]:
            shown = f"quiz-mine:{quiz.id}:{place}"
            _found_once(members.posted(quiz.thread, shown), shown, ledger, found)
        if quiz.ended:
            summary = f"quiz-missed:{quiz.id}"
            _found_once(members.posted(quiz.thread, summary), summary, ledger, found)
        found["ended" if quiz.ended else "not ended"] += 1
    return found


def check_rounds(rounds: Rounds, members: Members, ledger: Ledger) -> Counter[str]:
    """Whether what each round came to stands in its channel once."""
    found: Counter[str] = Counter()
    for each in rounds.begun:
        if each.counted:
            result = f"statements-file:{each.id}:csv"
            _found_once(members.posted(each.channel, result), result, ledger, found)
        found["counted" if each.counted else "not counted"] += 1
    return found


def _once(members: Members, group: Group, custom_id: str, ledger: Ledger, found: Counter[str]) -> Message | None:
    return _found_once(members.posted(group.thread, custom_id), custom_id, ledger, found)


def _found_once(posted: list[Message], what: str, ledger: Ledger, found: Counter[str]) -> Message | None:
    found["posted once"] += len(posted) == 1
    found["posted twice"] += len(posted) > 1
    if len(posted) != 1:
        ledger.lost(f"{what} stands in its thread {len(posted)} times")
        return None
    return posted[0]


def _check_answers(group: Group, place: int, message: Message, ledger: Ledger) -> None:
    """Whether the answers that were recorded stand among those that are shown."""
    told = text(message)
    for member in group.texts.get(place, {}):
        for said in ledger.answers[group.id, place, member]:
            if said and said[0] and len(ledger.answers[group.id, place, member]) == 1 and said[0] not in told:
                ledger.lost(f"viewing {group.id}, prompt {place}: {said[0]!r} was recorded and is not shown")


def _by_control(members: Members, channels: list[int], prefix: str) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    for message in _public(members, channels):
        for custom_id in {each for each in controls(message) if each.startswith(prefix)}:
            found.setdefault(custom_id, []).append(message)
    return found


def _public(members: Members, channels: list[int]) -> Iterator[Message]:
    for channel in channels:
        yield from (each for each in members.playground.world.messages(channel) if each.reader is None)
