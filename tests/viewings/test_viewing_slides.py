"""Prompts and revealed answers for a shared screen: what their cards show, all of it, and without names."""

from dataclasses import replace

import pytest

from bot.charts.big import Layout
from bot.errors import Refusal
from bot.viewings.answering.rules import Answer, Content
from bot.viewings.answering.slides import prompt_slide, revealed_slide
from bot.viewings.answering.views import Revealed, Shown
from bot.viewings.rules import Mode, Phase, Secrecy, State, Viewing
from tests.charts.test_big import check
from tests.viewings.evening import ADA, START
from tests.viewings.test_viewing_cards import SIGNS, filled, longest_viewing


def answer(text: str, **more: object) -> Answer:
    return Answer(place=0, content=Content(text=text), reason=None, answered_at=START, **more)  # type: ignore[arg-type] - tests name what they give


def revealed(viewing: Viewing, *answers: Answer, by: int | None = None) -> Revealed:
    cue = replace(viewing.cues[0], state=State.REVEALED)
    return Revealed(cue=cue, answers=tuple(Shown(each, by) for each in answers))


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_the_longest_prompt_and_two_hundred_answers_fit_their_pages(sign: str) -> None:
    viewing = longest_viewing(sign, Mode.GROUP, Phase.AFTER)
    for slide in (
        prompt_slide(viewing, viewing.cues[0]),
        revealed_slide(viewing, revealed(viewing, *(answer(filled(sign, 400)) for _ in range(40)))),
        revealed_slide(viewing, revealed(viewing, replace(answer(filled(sign, 2_800)), reason=filled(sign, 2_800)))),
    ):
        check(Layout(slide.head, slide.title, slide.rows))


def test_every_answer_stands_there_with_its_reason_and_whether_it_came_later() -> None:
    viewing = longest_viewing("x", Mode.GROUP, Phase.AFTER)
    later = replace(answer("Second", later=True), reason="Because of\nthe music")
    slide = revealed_slide(viewing, revealed(viewing, answer("First"), later))
    assert [text for text, *_ in slide.rows] == ["“First”", "“Second” (later)", "Why: Because of", "the music"]
    assert slide.head.endswith(" · 2 answers")
    assert [text for text, *_ in revealed_slide(viewing, revealed(viewing)).rows] == ["Nobody answered."]


def test_nobody_is_named_even_where_the_viewing_names_its_answers() -> None:
    viewing = replace(longest_viewing("x", Mode.GROUP, Phase.AFTER), secrecy=Secrecy.NAMED)
    slide = revealed_slide(viewing, revealed(viewing, answer("Wax"), by=ADA.id))
    assert "<@" not in repr(slide)


@pytest.mark.parametrize("state", [State.WAITING, State.SKIPPED])
def test_a_prompt_that_was_not_asked_is_refused(state: State) -> None:
    viewing = longest_viewing("x", Mode.GROUP, Phase.DURING)
    with pytest.raises(Refusal, match="has not been asked yet"):
        prompt_slide(viewing, replace(viewing.cues[0], state=state))
