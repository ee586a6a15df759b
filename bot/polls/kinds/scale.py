"""Scale: one step of a few in a row, with the mean and the median of all."""

from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import replace

from bot.charts import studio
from bot.charts.distribution import distribution
from bot.charts.picture import Picture
from bot.packs.format.poll_kinds import SHAPES
from bot.polls.counting import mean_step, median_step
from bot.polls.kinds.choice import Single
from bot.polls.results import Result
from bot.polls.rules import Poll


class Scale(Single):
    """One step, chosen as one option is."""

    label = "Scale: one step of 2 to 10"
    shape = SHAPES["scale"]

    def summed(self, result: Result, votes: Sequence[int]) -> Result:
        """With mean and median."""
        return replace(result, votes=tuple(votes), mean=mean_step(votes), median=median_step(votes))

    def outcome(self, result: Result, names: Sequence[str], short: Sequence[str] | None) -> Iterator[str]:
        """Mean and median."""
        if result.mean is not None and result.median is not None:
            yield f"Mean {result.mean:.1f} · median {result.median:g}, on steps 1 to {len(result.options)}"

    def picture(self, poll: Poll, result: Result, note: str) -> Awaitable[Picture]:
        """How answers spread over the steps."""
        spread = (poll.question, result.options, result.votes, result.mean, result.median, note)
        return studio.draw(distribution, *spread)
