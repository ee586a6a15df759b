"""Score: 0 to 5 points for each option, with the mean and how the points spread."""

from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import replace

from bot.charts import studio
from bot.charts.picture import Picture
from bot.charts.scores import scores as spread
from bot.chat.cards import Card
from bot.errors import Refusal
from bot.packs.format.poll_kinds import SHAPES
from bot.polls.counting import TOP_SCORE, score_options
from bot.polls.kinds import papers
from bot.polls.kinds.kind import Kind
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import NO_SUCH_OPTION, Ballot, Terms

BEST = f"{TOP_SCORE} is best"
_POINTS = {str(points): str(points) for points in range(TOP_SCORE + 1)} | {papers.UNMARKED: "No score"}


class Score(Kind):
    """Points on a private paper; `scores` of a ballot holds them by option."""

    label = "Score: 0 to 5 points for each option"
    shape = SHAPES["score"]
    legend = f"Points are means, from 0 to {TOP_SCORE}; {BEST}."

    def checked(self, terms: Terms, choices: Sequence[int], scores: Sequence[int | None]) -> Ballot:
        """At least one option with points."""
        if len(scores) > len(terms.options) or not all(each is None or 0 <= each <= TOP_SCORE for each in scores):
            raise Refusal(NO_SUCH_OPTION)
        if all(points is None for points in scores):
            raise Refusal("Give at least one option a score from 0 to 5.")
        return Ballot(scores=tuple(scores))

    def to_row(self, ballot: Ballot) -> tuple[int, str | None]:
        """`5,,3`."""
        return 0, ",".join("" if points is None else str(points) for points in ballot.scores)

    def from_row(self, choices: int, marks: str | None) -> Ballot:
        """By option."""
        return Ballot(scores=tuple(int(part) if part else None for part in (marks or "").split(",")))

    def describe(self, options: Sequence[str], ballot: Ballot) -> str:
        """`A 5, C 3`."""
        given = zip(options, ballot.scores, strict=False)
        return ", ".join(f"{label} {points}" for label, points in given if points is not None)

    def counted(self, result: Result, ballots: Sequence[Ballot]) -> Result:
        """Ballots that scored an option as votes, and the points by option."""
        scores = score_options((ballot.scores for ballot in ballots), len(result.options))
        return replace(result, votes=tuple(sum(each.distribution) for each in scores), scores=scores)

    def paper(self, poll: Poll, filled: str, page: int) -> Card:
        """`filled` holds a digit for each option."""
        marks = papers.marks_of(poll, filled)
        enough = set(marks) != {papers.UNMARKED}
        return papers.marks_paper(
            poll, marks, page, _POINTS, f"Give points from 0 to 5; {BEST}", ": 0 to 5", enough=enough
        )

    def rule(self, poll: Poll) -> str:
        """What to give."""
        return f"Give the options 0 to {TOP_SCORE} points; {BEST}."

    def figures(self, result: Result, place: int) -> str:
        """The mean and of how many."""
        mean, scored = result.scores[place].mean, result.votes[place]
        return "no scores" if mean is None else f"{mean:.1f} of 5 ({scored} {'score' if scored == 1 else 'scores'})"

    def share(self, result: Result, place: int) -> int | None:
        """Of all points that it could have."""
        mean = result.scores[place].mean
        return None if mean is None else round(100 * mean / TOP_SCORE)

    def leading(self, result: Result) -> Collection[int]:
        """Those with the best mean."""
        means = [each.mean for each in result.scores]
        best = max((mean for mean in means if mean is not None), default=None)
        return [place for place, mean in enumerate(means) if mean is not None and mean == best]

    def answers(self, ballot: Ballot) -> Mapping[int, str]:
        """Every option with points."""
        return {place: "" for place, points in enumerate(ballot.scores) if points is not None}

    def picture(self, poll: Poll, result: Result, note: str) -> Awaitable[Picture]:
        """How the points spread."""
        rows = [
            (label, each.mean, each.distribution) for label, each in zip(result.options, result.scores, strict=True)
        ]
        return studio.draw(spread, poll.question, rows, f"{note} · {BEST}")
