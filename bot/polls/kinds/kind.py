"""What a kind of poll has to say for itself; whatever differs from kind to kind stands behind this, and nowhere else.

A method with a body does what most kinds do.
"""

from abc import abstractmethod
from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bot.charts import studio
from bot.charts.bars import bars
from bot.charts.picture import Picture
from bot.chat.cards import Card
from bot.chat.spreadsheet import Cell
from bot.packs.format.poll_kinds import Shape
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import NOT_SURE, Ballot, Terms


class Kind(Protocol):
    """One way to answer a question. Options count from 0; the texts of members are data, escaped where they are shown.

    `Not sure`, reasons and confidence are the same for all kinds and are kept from these methods.
    """

    label: str
    """In the form of a poll: its name and what it is."""
    shape: Shape
    """How many options it takes, and which other settings go with it."""
    one_click: bool = False
    """Whether the card has a button for each option; else it hands out a private ballot paper."""
    has_counters: bool = False
    """Whether votes by option are counted with each ballot, in one transaction, and ballots need not be read again."""

    about_times: bool = False
    """Whether an option may be a moment: typed as one, told to each reader in their own zone, and planned by."""

    legend: str | None = None
    """Said once beside the numbers of a result: what they are, where that is not plain."""

    @abstractmethod
    def checked(self, terms: Terms, choices: Sequence[int], scores: Sequence[int | None]) -> Ballot:
        """The ballot, as a click gave it; raises Refusal for one that breaks the rules of the poll."""

    @abstractmethod
    def to_row(self, ballot: Ballot) -> tuple[int, str | None]:
        """The ballot as it is kept: a bit mask of options or 0, and marks in letters or None; never both empty."""

    @abstractmethod
    def from_row(self, choices: int, marks: str | None) -> Ballot:
        """The ballot that `to_row` made this of."""

    @abstractmethod
    def describe(self, options: Sequence[str], ballot: Ballot) -> str:
        """The answer in words, made of the options as they are given."""

    @abstractmethod
    def counted(self, result: Result, ballots: Sequence[Ballot]) -> Result:
        """The result with what these ballots come to; slow for many, so it is called off the event loop."""

    def summed(self, result: Result, votes: Sequence[int]) -> Result:
        """The result with votes that were counted with each ballot."""
        return replace(result, votes=tuple(votes))

    @abstractmethod
    def paper(self, poll: Poll, filled: str, page: int) -> Card:
        """The private ballot paper; `filled` is what a ballot's code holds behind its letter, empty at first."""

    def rule(self, poll: Poll) -> str | None:
        """What the card says of how to vote; None where that is plain."""
        return None

    def order(self, result: Result) -> Sequence[int]:
        """The options as the result lists them; of polls about times the best first."""
        return range(len(result.options))

    def figures(self, result: Result, place: int) -> str:
        """What an option came to, behind its name."""
        return f"{result.votes[place]} ({result.percent(place)} %)"

    def share(self, result: Result, place: int) -> int | None:
        """How long the bar of an option is, in percent; None where a bar would say nothing."""
        return result.percent(place)

    def leading(self, result: Result) -> Collection[int]:
        """The options that stand out: those with most votes."""
        most = max(result.votes, default=0)
        return [place for place, votes in enumerate(result.votes) if votes == most > 0]

    def answers(self, ballot: Ballot) -> Mapping[int, str]:
        """The options beside which a voter is named, each with what is said of it, if anything."""
        return dict.fromkeys(ballot.choices, "")

    def outcome(self, result: Result, names: Sequence[str], short: Sequence[str] | None) -> Iterator[str]:
        """Lines below the options. `names`: safe to show; `short`: for long lists of them, None to leave those out."""
        yield from ()

    def picture(self, poll: Poll, result: Result, note: str) -> Awaitable[Picture]:
        """The result as a picture, drawn in another process."""
        rows = [(label, result.votes[place], result.percent(place)) for place, label in enumerate(result.options)]
        apart = [(NOT_SURE, result.unsure, None)] if poll.not_sure else []
        return studio.draw(bars, poll.question, [*rows, *apart], note)

    def columns(self, result: Result) -> Mapping[str, Sequence[Cell]]:
        """What an export has beside poll, option and votes: columns by name, a cell for each option."""
        return {}
