"""What a soak came to: figures, and whether everything is accounted for."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.soak.chaos import LOST, RESET, SoakPlayground
from tests.soak.ends import check_polls, check_quizzes, check_rounds, check_viewings
from tests.soak.process import ErrorLine, Life

if TYPE_CHECKING:
    from tests.soak.run import Soak

MARK = re.compile(r"soak fault (\d+)\.")
CUT = (
    "ConnectionResetError",
    "ClientOSError",
    "ServerDisconnectedError",
    "ClientConnectionResetError",
    "BrokenPipeError",
)
RECONNECTS = ("discord.client", "discord.gateway", "discord.shard")
LINGERS = 30.0
"""Seconds after which a fault explains nothing any more."""
WARM_UP = 300.0
"""Seconds of a process before its memory is judged."""
FEW_SAMPLES = 60
STEEPEST = 6.0
"""MiB an hour that memory may seem to grow by, of some eighty; a leak of a kilobyte a click would be a hundred."""
SILENCE, FEW = 0.01, 20
"""The share of acts, and how many, may stay unanswered though nothing was made to fail: a busy machine is slow."""


@dataclass
class Reckoning:
    """The figures of a soak."""

    seed: int
    seconds: float
    acts: Counter[str]
    faults: Counter[str]
    ends: Counter[str]
    acknowledged: Counter[str]
    uncertain: Counter[str]
    compared: Counter[str]
    polls: Counter[str]
    viewings: Counter[str]
    quizzes: Counter[str]
    rounds: Counter[str]
    not_done: Counter[str]
    lost: list[str]
    unanswered: Counter[str]
    silent: list[str]
    explained: Counter[str]
    unexplained: list[str]
    warnings: Counter[str]
    ack: tuple[float, float, float]
    """Median, 99th of a hundred, and the longest, in seconds."""
    smooth: tuple[float, float, float]
    """The same of acts that nothing was made to fail for."""
    starts: list[float]
    longest: Life
    """The process that ran longest."""

    @property
    def twice(self) -> int:
        """How much was posted twice that is posted once."""
        return sum(each["posted twice"] for each in (self.polls, self.viewings, self.quizzes, self.rounds))

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, doubled, given up or unexplained, and memory did not grow."""
        odd_ends = [each for each in self.ends if each not in ("SIGKILL", "SIGTERM")]
        grows = self.late_slope is not None and self.late_slope > STEEPEST
        silent = len(self.silent) > max(FEW, SILENCE * self.acts.total())
        return not (self.lost or self.unexplained or self.twice or odd_ends or grows or silent or self.not_done.total())

    @property
    def warm(self) -> list[tuple[float, float]]:
        """Memory of the longest life after its warm-up."""
        return [(at, mib) for at, mib in self.longest.rss if at >= WARM_UP]

    @property
    def slope(self) -> float | None:
        """MiB an hour, of the longest life after its warm-up; None where that is too short to tell."""
        return _slope(self.warm)

    @property
    def late_slope(self) -> float | None:
        """The same of the later half of that: until then the file grows into the pages that SQLite keeps of it."""
        return _slope(self.warm[len(self.warm) // 2 :])

    @classmethod
    def of(cls, soak: "Soak") -> "Reckoning":
        """The figures of a soak that is over."""
        members, ledger, bot = soak.members, soak.ledger, soak.bot
        polls = check_polls(soak.polling, members, ledger, bot.database)
        viewings = check_viewings(soak.evenings, members, ledger)
        quizzes = check_quizzes(soak.quizzes, members, ledger, bot.database)
        rounds = check_rounds(soak.rounds, members, ledger)
        explained, unexplained = accounted(bot.errors, soak.playground, bot.dead)
        return cls(
            seed=soak.seed,
            seconds=soak.elapsed,
            acts=members.acts,
            faults=soak.playground.chaos.counts(),
            ends=bot.ends,
            acknowledged=ledger.acknowledged,
            uncertain=ledger.uncertain,
            compared=ledger.looked,
            polls=polls + Counter(asked=len(soak.polling.asked)),
            viewings=viewings + Counter(opened=len(soak.evenings.groups)),
            quizzes=quizzes + Counter(opened=len(soak.quizzes.asked)),
            rounds=rounds + Counter(begun=len(soak.rounds.begun)),
            not_done=Counter(
                {
                    "polls not posted": len(soak.polling.not_posted),
                    "polls not closed": len(soak.polling.not_closed),
                    "viewings not opened": soak.evenings.not_opened,
                    "steps of viewings": len(soak.evenings.leading.not_done),
                    "quizzes not opened": soak.quizzes.not_opened,
                    "quizzes not ended": quizzes["not ended"],
                    "rounds not begun": soak.rounds.not_begun,
                    "rounds not counted": rounds["not counted"],
                }
            ),
            lost=ledger.problems,
            unanswered=members.unanswered,
            silent=members.silent,
            explained=explained,
            unexplained=unexplained,
            warnings=bot.warnings,
            ack=spread(members.took),
            smooth=spread(members.smooth),
            starts=bot.starts,
            longest=max(bot.lives, key=lambda life: len(life.rss)),
        )


def _slope(samples: list[tuple[float, float]]) -> float | None:
    if len(samples) < FEW_SAMPLES:
        return None
    return statistics.linear_regression([at for at, _ in samples], [mib for _, mib in samples]).slope * 3600


def accounted(
    errors: Iterable[ErrorLine], playground: SoakPlayground, dead: Sequence[float]
) -> tuple[Counter[str], list[str]]:
    """Errors of the log by the fault that explains them, and those that none explains."""
    explained: Counter[str] = Counter()
    unexplained: list[str] = []
    for error in errors:
        why = _why(error, playground, dead)
        if why:
            explained[f"{error.said.get('event', '')!s:.50} ← {why}"] += 1
        else:
            unexplained.append(error.brief)
    return explained, unexplained


def _why(error: ErrorLine, playground: SoakPlayground, dead: Sequence[float]) -> str | None:
    """The fault behind an error: by its own mark, by the kind of what broke, by what the gateway did."""
    chaos = playground.chaos
    lately = [each for each in chaos.faults if error.at - LINGERS <= each.at <= error.at]
    if mark := MARK.search(error.text):
        number = int(mark[1])
        return chaos.faults[number].kind if number < len(chaos.faults) else None
    if any(name in error.text for name in CUT) and any(each.kind in (RESET, LOST) for each in lately):
        return "reset"
    if error.said.get("logger") in RECONNECTS and any(error.at - LINGERS <= at <= error.at for at, _ in chaos.whims):
        return "gateway"
    return None


def spread(seconds: list[float]) -> tuple[float, float, float]:
    """Median, 99th of a hundred, and the largest."""
    if not seconds:
        return 0.0, 0.0, 0.0
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]
