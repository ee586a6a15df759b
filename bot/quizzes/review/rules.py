"""When an item is due: FSRS, as its own library computes it, in whole days.

FSRS is fed with days, not with moments: an item that was reviewed at eleven at night is due on the morning of its day.
There are no steps of minutes, so that an item is asked once a day at most, and no chance in the intervals.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from bot.quizzes.review.model import Schedule

if TYPE_CHECKING:
    from fsrs import Scheduler

A_DAY = 10
"""Items that are asked on one day at most, the oldest first; a backlog waits."""
MOST = 5_000
"""Items that a member may keep."""
SILENT_AFTER = 2
"""Reminders that nobody answered, after which none comes until the member reviews again."""
REMIND_HOUR = 18
"""When reminders come, by the clock of the server where the member last reviewed."""


def after_answer(schedule: Schedule, today: int, *, knew: bool) -> Schedule:
    """The schedule after a review on this day."""
    from fsrs import Card, Rating, State  # it is loaded with the first review

    today = max(today, schedule.reviewed_on or 0)  # a zone further west may still have the day before
    new = schedule.stability is None
    card = Card(
        card_id=0,
        state=State.Learning if new else State.Review,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        due=_moment(schedule.due_on),
        last_review=None if schedule.reviewed_on is None else _moment(schedule.reviewed_on),
    )
    after, _ = _scheduler().review_card(card, Rating.Good if knew else Rating.Again, _moment(today))
    return Schedule(after.due.toordinal(), after.stability, after.difficulty, today)


def next_reminder(now: datetime, zone: tzinfo) -> datetime:
    """When the next reminder comes."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.hour >= REMIND_HOUR)
    return datetime.combine(day, time(REMIND_HOUR), zone).astimezone(UTC)


@cache
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _moment(day: int) -> datetime:
    return datetime.fromordinal(day).replace(tzinfo=UTC)
