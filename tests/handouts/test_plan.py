"""A plan fits the time there is: its minutes add up, what matters most comes first, a long film is seen beforehand."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.format.model import Prompt
from bot.viewings.paper.plan import AROUND, Plan, plan_of
from bot.viewings.prompts import way
from bot.viewings.rules import Cue

IDS = st.integers(0, 19)
PHASES = st.sampled_from(["before", "during", "after"])


def cue(place: int, phase: str, *, at: float | None = None, options: int = 0, again: int | None = None) -> Cue:
    prompt = Prompt(
        id=f"p{place}",
        phase=phase,  # pyright: ignore[reportArgumentType] - one of three words
        ask=f"Question {place}?",
        options=tuple(f"option {each}" for each in range(options)),
        again=None if again is None else f"p{again}",
    )
    return Cue(place=place, prompt=prompt, at=None if at is None else timedelta(minutes=at))


@st.composite
def guides(draw: st.DrawFn) -> tuple[Cue, ...]:
    phases = draw(st.lists(PHASES, max_size=20))
    cues: list[Cue] = []
    for place, phase in enumerate(phases):
        earlier = [each.place for each in cues if each.prompt.phase == "before"]
        again = draw(st.sampled_from(earlier)) if phase == "after" and earlier and draw(st.booleans()) else None
        at = draw(st.none() | st.floats(0, 60)) if phase == "during" else None
        cues.append(cue(place, phase, at=at, options=draw(st.sampled_from([0, 3])), again=again))
    return tuple(sorted(cues, key=way))


def parts(plan: Plan) -> int:
    film = 0 if plan.beforehand else plan.film
    return plan.welcome + plan.before.minutes + film + plan.during.minutes + plan.after.minutes + plan.closing


@given(
    cues=guides(),
    short=st.lists(IDS.map(lambda number: f"p{number}"), max_size=5, unique=True),
    runtime=st.none() | st.integers(1, 200).map(lambda minutes: timedelta(minutes=minutes, seconds=14)),
    minutes=st.integers(15, 480),
)
def test_the_minutes_of_any_plan_add_up_and_no_prompt_comes_without_the_one_it_repeats(
    cues: tuple[Cue, ...], short: list[str], runtime: timedelta | None, minutes: int
) -> None:
    plan = plan_of(cues, short, runtime, minutes)
    assert parts(plan) == minutes
    assert min(plan.welcome, plan.closing, plan.before.minutes, plan.during.minutes, plan.after.minutes) >= 0
    assert [each for each in cues if each in plan.cues] == list(plan.cues), "in the order in which they come, each once"
    taken = {each.prompt.id for each in plan.cues}
    assert all(each.prompt.again in taken for each in plan.cues if each.prompt.again)
    assert plan.beforehand == (plan.film + AROUND > minutes)


GUIDE = (
    cue(0, "before"),
    cue(1, "before", options=3),
    cue(2, "during", at=0),
    cue(3, "during", at=5),
    cue(4, "during", at=20),
    cue(5, "after", again=0),
    cue(6, "after"),
    cue(7, "after", options=3, again=1),
)
SHORT = ("p1", "p2", "p7")
FILM = timedelta(minutes=27, seconds=14)


def test_of_little_time_the_short_form_gets_what_there_is() -> None:
    plan = plan_of(GUIDE, SHORT, FILM, 45)
    assert {each.prompt.id for each in plan.cues} >= set(SHORT)
    assert plan.film == 28
    assert plan.welcome == plan.closing == 2
    assert len(plan.cues) < len(GUIDE)


def test_with_time_enough_all_are_asked_and_the_rest_is_for_talking() -> None:
    plan = plan_of(GUIDE, SHORT, FILM, 120)
    assert plan.cues == GUIDE
    assert plan.pauses == (timedelta(minutes=5), timedelta(minutes=20)), "what stands open from the start stops nothing"
    assert plan.after.minutes == 120 - 5 - 5 - 28 - plan.before.minutes - plan.during.minutes
    assert plan.after.minutes > 60


def test_a_film_that_leaves_no_time_is_watched_beforehand_and_stops_nowhere() -> None:
    plan = plan_of(GUIDE, SHORT, timedelta(minutes=80), 90)
    assert plan.beforehand
    assert plan.before.minutes == 0
    assert plan.pauses == ()
    assert plan.cues == GUIDE


@pytest.mark.parametrize("minutes", [15, 45, 90])
def test_a_guide_without_prompts_after_the_film_leaves_the_rest_to_the_end(minutes: int) -> None:
    plan = plan_of(GUIDE[:2], (), timedelta(minutes=5), minutes)
    assert plan.after.minutes == 0
    assert parts(plan) == minutes
