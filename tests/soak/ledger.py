"""What members were told is kept, and whether it is: the soak's own books against the bot's database."""

import hmac
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.polls.results import read

Ballot = tuple[int, str | None, str | None]
"""Choices, marks and reason as the database keeps them."""
NOTHING = None

Possible = set[Ballot | None]
Said = tuple[str | None, int | None]
"""Text and option of an answer to a prompt."""


@dataclass
class Ledger:
    """For each member of each poll and each prompt: what may stand in the database now.

    One thing, after what was acknowledged; more, after clicks whose acknowledgement was lost.
    """

    votes: dict[int, dict[int, Possible]] = field(default_factory=lambda: defaultdict(dict))
    """By poll and member; None: no ballot."""
    kinds: dict[int, str] = field(default_factory=dict)
    answers: dict[tuple[int, int, int], set[Said | None]] = field(default_factory=dict)
    """By viewing, place and member; None: no answer."""
    picks: dict[tuple[int, int, int], set[str | None]] = field(default_factory=dict)
    """By quiz, place and member: the option; None: no answer."""
    stated: set[tuple[int, str]] = field(default_factory=set)
    """By round: statements of which their members were told that they are recorded."""
    judgements: dict[tuple[int, int, int], set[int | None]] = field(default_factory=dict)
    """By round, place and member: the vote on a statement; None: none."""
    acknowledged: Counter[str] = field(default_factory=Counter)
    uncertain: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    """What was lost, or stands there though nobody was told so."""
    looked: Counter[str] = field(default_factory=Counter)
    """How many votes, answers, picks of quizzes and results were compared."""

    # While a member waits for the answer, both may stand; the answer, or that none came, settles it.

    def voting(self, poll: int, member: int, ballot: Ballot | None) -> Possible:
        """A vote (None: withdrawn) is on its way; what was possible before it."""
        before = self.votes[poll].get(member, {NOTHING})
        self.votes[poll][member] = before | {ballot}
        return before

    def voted(self, poll: int, member: int, ballot: Ballot | None) -> None:
        """Its member was told that it is recorded."""
        self.votes[poll][member] = {ballot}
        self.acknowledged["votes" if ballot else "withdrawals"] += 1

    def refused(self, poll: int, member: int, before: Possible) -> None:
        """Its member was told that it does not count."""
        self.votes[poll][member] = before
        self.acknowledged["refusals"] += 1

    def answering(self, viewing: int, place: int, member: int, said: Said) -> set[Said | None]:
        """An answer is on its way; what was possible before it."""
        key = viewing, place, member
        before = self.answers.get(key, {NOTHING})
        self.answers[key] = before | {said}
        return before

    def answered(self, viewing: int, place: int, member: int, said: Said) -> None:
        """Its member was told that it is recorded."""
        self.answers[viewing, place, member] = {said}
        self.acknowledged["answers"] += 1

    def answer_refused(self, viewing: int, place: int, member: int, before: set[Said | None]) -> None:
        """Its member was told that it is not taken."""
        self.answers[viewing, place, member] = before
        self.acknowledged["refusals"] += 1

    def picking(self, key: tuple[int, int, int], option: int) -> set[str | None]:
        """An answer in a quiz is on its way; what was possible before it."""
        before = self.picks.get(key, {NOTHING})
        self.picks[key] = before | {str(option)}
        return before

    def picked(self, key: tuple[int, int, int], option: int) -> None:
        """Its member was told that it is recorded."""
        self.picks[key] = {str(option)}
        self.acknowledged["picks"] += 1

    def judging(self, key: tuple[int, int, int], vote: int) -> set[int | None]:
        """A vote on a statement is on its way; what was possible before it."""
        before = self.judgements.get(key, {NOTHING})
        self.judgements[key] = before | {vote}
        return before

    def judged(self, key: tuple[int, int, int], vote: int) -> None:
        """Its member was told that it is recorded."""
        self.judgements[key] = {vote}
        self.acknowledged["votes on statements"] += 1

    def unknown(self, what: str) -> None:
        """Whether it arrived, its member was never told."""
        self.uncertain[what] += 1

    def lost(self, what: str) -> None:
        """Note a problem."""
        self.problems.append(what)

    # Against the database

    def compare(self, database: Path) -> None:
        """Compare everything; for a bot that is not just writing."""
        with opened(database) as tx:
            if tx.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                self.lost("the database is damaged")
            self._compare_votes(tx)
            self._compare_answers(tx)
            self._compare_picks(tx)
            self._compare_rounds(tx)

    def _compare_votes(self, tx: sqlite3.Connection) -> None:
        kept: dict[int, dict[int, Ballot]] = defaultdict(dict)
        for poll, member, *ballot in tx.execute("SELECT poll_id, member_id, choices, marks, reason FROM ballots"):
            kept[poll][member] = (ballot[0], ballot[1], ballot[2])
        for poll, member, ballot in self._secret(tx):
            kept[poll][member] = ballot
        rows = tx.execute("SELECT id, secrecy = 'anonymous' AND closed_at IS NOT NULL FROM polls")
        for poll, destroyed in rows.fetchall():
            if not destroyed:
                self._compare_poll(poll, kept.get(poll, {}))
        there = {poll for (poll,) in tx.execute("SELECT id FROM polls")}
        for poll in [each for each in self.votes if each not in there]:
            self.lost(f"poll {poll} is gone with {len(self.votes[poll])} votes")

    def _compare_poll(self, poll: int, kept: dict[int, Ballot]) -> None:
        for member, possible in self.votes.get(poll, {}).items():
            self.looked["votes"] += 1
            if kept.get(member) not in possible:
                self.lost(f"poll {poll}, member {member}: {kept.get(member)} stands, {possible} was told")
        for member in kept.keys() - self.votes.get(poll, {}).keys():
            self.lost(f"poll {poll}, member {member}: a vote that nobody gave")

    def _secret(self, tx: sqlite3.Connection) -> Iterable[tuple[int, int, Ballot]]:
        """The ballots of open anonymous polls, by the members whom the key leads to."""
        for poll, key in tx.execute("SELECT poll_id, key FROM secret_keys").fetchall():
            members = {
                hmac.digest(bytes.fromhex(key), member.to_bytes(8, "big"), "sha256").hex(): member
                for member in self.votes.get(poll, {})
            }
            for tag, choices, marks in tx.execute(
                "SELECT tag, choices, marks FROM secret_ballots WHERE poll_id = ?", (poll,)
            ):
                if tag in members:
                    yield poll, members[tag], (choices, marks, None)
                else:
                    self.lost(f"poll {poll}: a vote that nobody gave")

    def _compare_answers(self, tx: sqlite3.Connection) -> None:
        rows = tx.execute("SELECT viewing_id, place, member_id, text, option FROM viewing_answers")
        kept = {(viewing, place, member): (said, option) for viewing, place, member, said, option in rows}
        for key, possible in self.answers.items():
            self.looked["answers"] += 1
            if kept.get(key) not in possible:
                self.lost(f"viewing {key}: {kept.get(key)} stands, {possible} was told")
        for key in kept.keys() - self.answers.keys():
            self.lost(f"viewing {key}: an answer that nobody gave")

    def _compare_picks(self, tx: sqlite3.Connection) -> None:
        rows = tx.execute("SELECT quiz_id, place, member_id, chosen FROM quiz_answers")
        kept = {(quiz, place, member): chosen for quiz, place, member, chosen in rows}
        for key, possible in self.picks.items():
            self.looked["picks"] += 1
            if kept.get(key) not in possible:
                self.lost(f"quiz {key}: {kept.get(key)} stands, {possible} was told")
        for key in kept.keys() - self.picks.keys():
            self.lost(f"quiz {key}: an answer that nobody gave")

    def _compare_rounds(self, tx: sqlite3.Connection) -> None:
        told = "SELECT round_id, text FROM statements UNION SELECT round_id, text FROM secret_statements"
        for round_id, text in self.stated - set(tx.execute(told)):
            self.lost(f"round {round_id}: {text!r} was recorded and is gone")
        rows = tx.execute("SELECT round_id, place, member_id, vote FROM statement_votes")
        kept = {(round_id, place, member): vote for round_id, place, member, vote in rows}
        for key, possible in self.judgements.items():
            self.looked["votes on statements"] += 1
            if kept.get(key) not in possible:
                self.lost(f"round {key}: {kept.get(key)} stands, {possible} was told")
        for key in kept.keys() - self.judgements.keys():
            self.lost(f"round {key}: a vote that nobody gave")

    def compare_results(self, database: Path) -> None:
        """Whether what closed polls came to is what was voted."""
        with opened(database) as tx:
            for poll, body in tx.execute("SELECT poll_id, body FROM poll_results").fetchall():
                self._compare_result(tx, poll, body)

    def _compare_result(self, tx: sqlite3.Connection, poll: int, body: str) -> None:
        if poll not in self.kinds:
            return
        result, kind = read(body), self.kinds[poll]
        self.looked["results"] += 1
        voters = self.votes.get(poll, {}).values()
        least = sum(None not in each for each in voters)
        most = sum(each != {None} for each in voters)
        if not least <= result.ballots <= most:
            self.lost(f"poll {poll} came to {result.ballots} ballots, {least} to {most} were told")
        if result.withheld:
            return
        for option, votes in enumerate(result.votes):
            sure = sum(all(_counts(kind, ballot, option) for ballot in each) for each in voters)
            maybe = sum(any(_counts(kind, ballot, option) for ballot in each) for each in voters)
            if not sure <= votes <= maybe:
                self.lost(f"poll {poll}, option {option} came to {votes}, {sure} to {maybe} were told")
        rows = tx.execute("SELECT choices, marks FROM ballots WHERE poll_id = ?", (poll,)).fetchall()
        if rows and result.votes:
            counted = [sum(_counts(kind, (*row, None), place) for row in rows) for place in range(len(result.votes))]
            if counted != list(result.votes) or len(rows) != result.ballots:
                self.lost(f"poll {poll} came to {result.votes}, its ballots to {counted}")


def _counts(kind: str, ballot: Ballot | None, option: int) -> bool:
    """Whether a ballot counts for an option: a ranking for its first, points for all that have some."""
    if ballot is None:
        return False
    choices, marks, _ = ballot
    if kind == "ranked":
        return bool(marks) and (marks or "").split(",")[0] == str(option)
    if kind == "score":
        points = (marks or "").split(",")
        return option < len(points) and points[option] != ""
    return bool(choices >> option & 1)


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """The bot's database, to look into."""
    connection = sqlite3.connect(database, timeout=30)
    try:
        with connection:
            connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()
