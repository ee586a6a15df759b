"""Availability: `yes`, `if need be` or `no` for each option, such as the evenings on which to watch."""

from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.charts import studio
from bot.charts.availability import availability
from bot.charts.picture import Picture
from bot.chat.cards import Card
from bot.chat.spreadsheet import Cell
from bot.chat.text import listing
from bot.errors import Refusal
from bot.packs.format.poll_kinds import SHAPES
from bot.polls.counting import score_options
from bot.polls.kinds import papers
from bot.polls.kinds.kind import Kind
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import NO_SUCH_OPTION, Ballot, Terms

NO, IF_NEED_BE, YES = 0, 1, 2
_SAID = {YES: "yes", IF_NEED_BE: "if need be", NO: "no"}
_OFFERED = {str(mark): said.capitalize() for mark, said in _SAID.items()}


class Availability(Kind):
    """Answers on a private paper; `scores` of a ballot holds one for each option, with higher ones for who can better.

    Every option is answered, so that nobody is taken to be free, or not, on an evening they passed over. An option that
    was added later is not answered by those who voted before.
    """

    label = "Availability: yes, if need be or no for each"
    shape = SHAPES["availability"]
    about_times = True

    def checked(self, terms: Terms, choices: Sequence[int], scores: Sequence[int | None]) -> Ballot:
        """An answer to each option."""
        if choices or len(scores) > len(terms.options):
            raise Refusal(NO_SUCH_OPTION)
        answers = tuple(each for each in scores if each is not None)
        if len(answers) < len(terms.options):
            raise Refusal("Answer every option: `yes`, `if need be` or `no`.")
        if not all(each in _SAID for each in answers):
            raise Refusal(NO_SUCH_OPTION)
        return Ballot(scores=answers)

    def to_row(self, ballot: Ballot) -> tuple[int, str | None]:
        """`2,0,1`: a digit by option."""
        return 0, ",".join(map(str, ballot.scores))

    def from_row(self, choices: int, marks: str | None) -> Ballot:
        """By option."""
        return Ballot(scores=tuple(map(int, (marks or "").split(","))))

    def describe(self, options: Sequence[str], ballot: Ballot) -> str:
        """`yes: A, C; no: B`."""
        given = list(zip(options, ballot.scores, strict=False))
        by_answer = {said: [label for label, each in given if each == mark] for mark, said in _SAID.items()}
        return "; ".join(f"{said}: {', '.join(labels)}" for said, labels in by_answer.items() if labels)

    def counted(self, result: Result, ballots: Sequence[Ballot]) -> Result:
        """Who can as votes, and by option how many said `no`, `if need be` and `yes`."""
        scores = score_options((ballot.scores for ballot in ballots), len(result.options), YES)
        can = tuple(each.distribution[YES] + each.distribution[IF_NEED_BE] for each in scores)
        return replace(result, votes=can, scores=scores)

    def paper(self, poll: Poll, filled: str, page: int) -> Card:
        """`filled` holds a digit for each option."""
        marks = papers.marks_of(poll, filled)
        done = len(marks) - marks.count(papers.UNMARKED)
        hint = f"When can you? Answer every option ({done} of {len(marks)})"
        return papers.marks_paper(poll, marks, page, _OFFERED, hint, ": can you?", enough=done == len(marks))

    def rule(self, poll: Poll) -> str:
        """What to say."""
        return "Say `yes`, `if need be` or `no` to each."

    def order(self, result: Result) -> Sequence[int]:
        """By most who can, then fewest `no`, then most `yes`."""
        return sorted(range(len(result.options)), key=lambda place: _rank(result, place), reverse=True)

    def best(self, result: Result) -> Sequence[int]:
        """The first in that order, with those that come out the same; none where nobody can at all."""
        order = self.order(result)
        return [place for place in order if result.votes[place] and _rank(result, place) == _rank(result, order[0])]

    def leading(self, result: Result) -> Collection[int]:
        """When most can."""
        return self.best(result)

    def figures(self, result: Result, place: int) -> str:
        """`4 yes · 1 if need be · 0 no`."""
        yes, if_need_be, no = _answers(result, place)
        return f"{yes} yes · {if_need_be} if need be · {no} no"

    def answers(self, ballot: Ballot) -> Mapping[int, str]:
        """The options at which a voter can."""
        said = {YES: "", IF_NEED_BE: _SAID[IF_NEED_BE]}
        return {place: said[mark] for place, mark in enumerate(ballot.scores) if mark in said}

    def outcome(self, result: Result, names: Sequence[str], short: Sequence[str] | None) -> Iterator[str]:
        """When most can."""
        best = [f"**{names[place]}**" for place in self.best(result)]
        if best:
            yield f"Most can: {best[0]}." if len(best) == 1 else f"A tie: most can {listing(best)} alike."
        elif result.sure:
            yield "Nobody can make any of these."

    def picture(self, poll: Poll, result: Result, note: str) -> Awaitable[Picture]:
        """A stacked bar for each option, the best first."""
        best = set(self.best(result))
        rows = [(result.options[place], _answers(result, place), place in best) for place in self.order(result)]
        return studio.draw(availability, poll.question, rows, note)

    def columns(self, result: Result) -> Mapping[str, Sequence[Cell]]:
        """How many said what; votes are those who can."""
        return {said: [each.distribution[mark] for each in result.scores] for mark, said in _SAID.items()}


def _answers(result: Result, place: int) -> tuple[int, int, int]:
    """How many said `yes`, `if need be` and `no`."""
    no, if_need_be, yes = result.scores[place].distribution
    return yes, if_need_be, no


def _rank(result: Result, place: int) -> tuple[int, int, int]:
    yes, _, no = _answers(result, place)
    return result.votes[place], -no, yes
