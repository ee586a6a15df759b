"""Ranked: options in order, counted by instant run-off."""

from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.charts import studio
from bot.charts.picture import Picture
from bot.charts.rounds import rounds
from bot.chat.cards import Card
from bot.chat.text import listing
from bot.packs.format.poll_kinds import SHAPES
from bot.polls.counting import TIE_RULE, Round, run_off
from bot.polls.kinds import papers
from bot.polls.kinds.choice import check_choices, choice_limits, tally
from bot.polls.kinds.kind import Kind
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import Ballot, Terms


class Ranked(Kind):
    """A private message with a button for each option, tapped in order; `choices` of a ballot are best first."""

    label = "Ranked: options in order"
    shape = SHAPES["ranked"]
    legend = "Numbers are first choices: how many ranked the option first."

    def checked(self, terms: Terms, choices: Sequence[int], scores: Sequence[int | None]) -> Ballot:
        """As many as the poll takes, in the order given."""
        return Ballot(check_choices(terms, choices, choice_limits(terms)))

    def to_row(self, ballot: Ballot) -> tuple[int, str | None]:
        """`2,0,1`."""
        return 0, ",".join(map(str, ballot.choices))

    def from_row(self, choices: int, marks: str | None) -> Ballot:
        """Best first."""
        return Ballot(tuple(map(int, (marks or "").split(","))))

    def describe(self, options: Sequence[str], ballot: Ballot) -> str:
        """`A > B`."""
        return " > ".join(options[choice] for choice in ballot.choices)

    def counted(self, result: Result, ballots: Sequence[Ballot]) -> Result:
        """First choices as votes, and the run-off; of ten options and 10,000 ballots in some 40 ms."""
        size = len(result.options)
        first = tally((ballot.choices[:1] for ballot in ballots), size)
        return replace(result, votes=first, runoff=run_off((ballot.choices for ballot in ballots), size))

    def paper(self, poll: Poll, filled: str, page: int) -> Card:
        """`filled` is the order so far."""
        return papers.ranking_paper(poll, filled, choice_limits(poll))

    def rule(self, poll: Poll) -> str:
        """How many."""
        return f"Rank {papers.how_many(choice_limits(poll))} options, best first."

    def answers(self, ballot: Ballot) -> Mapping[int, str]:
        """The first choice."""
        return dict.fromkeys(ballot.choices[:1], "")

    def leading(self, result: Result) -> Collection[int]:
        """Who wins the run-off."""
        return result.runoff.winners if result.runoff else super().leading(result)

    def outcome(self, result: Result, names: Sequence[str], short: Sequence[str] | None) -> Iterator[str]:
        """The rounds, who wins, and what else there is to know of it."""
        runoff = result.runoff
        if runoff is None or not runoff.winners:
            return
        if short is not None:
            yield from (_told(number, each, short) for number, each in enumerate(runoff.rounds, 1))
        won = listing([f"**{names[option]}**" for option in runoff.winners])
        yield f"{won} share the win." if len(runoff.winners) > 1 else f"{won} wins the run-off."
        if runoff.condorcet is not None and runoff.condorcet_differs:
            yield f"One against one, {names[runoff.condorcet]} would win against every other option."
        if any(each.tied for each in runoff.rounds):
            yield f"-# {TIE_RULE}"

    def picture(self, poll: Poll, result: Result, note: str) -> Awaitable[Picture]:
        """Round by round; a result without any has no picture of its own."""
        runoff, options = result.runoff, result.options
        if runoff is None:
            return super().picture(poll, result, note)
        counts = [
            [(options[option], votes, option in each.out) for option, votes in each.votes] for each in runoff.rounds
        ]
        winners = [options[option] for option in runoff.winners]
        return studio.draw(rounds, poll.question, counts, winners, [each.exhausted for each in runoff.rounds], note)


def _told(number: int, each: Round, names: Sequence[str]) -> str:
    votes = " · ".join(f"{names[option]} {count}" for option, count in each.votes)
    out = f"; {listing([names[option] for option in each.out])} out" if each.out else ""
    return f"-# Round {number}: {votes}{out}"
