"""Single and multiple: one option, or several of them."""

from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence

from bot.charts.picture import Picture
from bot.chat.cards import Card
from bot.errors import Refusal
from bot.packs.format.poll_kinds import SHAPES
from bot.polls.counting import places_of
from bot.polls.kinds import papers
from bot.polls.kinds.kind import Kind
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import NO_SUCH_OPTION, Ballot, Terms


class Single(Kind):
    """One option; members press its button."""

    label = "Single: one option"
    shape = SHAPES["single"]
    one_click = True
    has_counters = True

    def limits(self, terms: Terms) -> tuple[int, int]:
        """The fewest and the most options of a ballot."""
        return 1, 1

    def checked(self, terms: Terms, choices: Sequence[int], scores: Sequence[int | None]) -> Ballot:
        """Ascending, and as many as the poll takes."""
        return Ballot(check_choices(terms, sorted(choices), self.limits(terms)))

    def to_row(self, ballot: Ballot) -> tuple[int, str | None]:
        """A bit for each option."""
        return sum(1 << choice for choice in ballot.choices), None

    def from_row(self, choices: int, marks: str | None) -> Ballot:
        """Ascending."""
        return Ballot(places_of(choices))

    def describe(self, options: Sequence[str], ballot: Ballot) -> str:
        """`A, B`."""
        return ", ".join(options[choice] for choice in ballot.choices)

    def paper(self, poll: Poll, filled: str, page: int) -> Card:
        """A select; `filled` is the bit mask."""
        return papers.choices_paper(poll, filled or "0", self.limits(poll))

    def counted(self, result: Result, ballots: Sequence[Ballot]) -> Result:
        """Votes by option."""
        return self.summed(result, tally((ballot.choices for ballot in ballots), len(result.options)))


class Multiple(Single):
    """Several options, picked in a select of a private message."""

    label = "Multiple: several options"
    shape = SHAPES["multiple"]
    one_click = False
    legend = "Shares are of ballots and may add to more than 100 %."

    def limits(self, terms: Terms) -> tuple[int, int]:
        """As the poll says."""
        return choice_limits(terms)

    def rule(self, poll: Poll) -> str:
        """How many."""
        return f"Choose {papers.how_many(choice_limits(poll))} options."

    def picture(self, poll: Poll, result: Result, note: str) -> Awaitable[Picture]:
        """Bars, with what their shares are of."""
        return super().picture(poll, result, f"{note} · {self.legend}")


def choice_limits(terms: Terms) -> tuple[int, int]:
    """The fewest and the most options that a ballot may choose or rank."""
    return terms.min_choices or 1, min(terms.max_choices or len(terms.options), len(terms.options))


def check_choices(terms: Terms, choices: Sequence[int], limits: tuple[int, int]) -> tuple[int, ...]:
    """The choices, each once and in their order; raises Refusal for options that are not there, too few or too many."""
    if not all(0 <= choice < len(terms.options) for choice in choices):
        raise Refusal(NO_SUCH_OPTION)
    chosen, (fewest, most) = tuple(dict.fromkeys(choices)), limits
    if not fewest <= len(chosen) <= most:
        wanted = "one option" if most == 1 else f"{papers.how_many(limits)} options"
        raise Refusal(f"This poll takes {wanted}; you chose {len(chosen)}.")
    return chosen


def tally(choices: Iterable[Sequence[int]], size: int) -> tuple[int, ...]:
    """How often each option was chosen."""
    counts = Counter(option for chosen in choices for option in chosen)
    return tuple(counts[option] for option in range(size))
