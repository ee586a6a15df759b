"""Results for a shared screen: of every kind of poll, however long its texts, and never what its reader may not see."""

import random
import re

import pytest

from bot.charts.big import Layout
from bot.errors import Refusal
from bot.polls.ballots import counted
from bot.polls.kinds import KINDS
from bot.polls.results import Result, Withheld
from bot.polls.slides import is_shown, slide_of
from bot.polls.terms import NOT_SURE, Ballot, Visibility
from bot.polls.views import View
from tests.charts.test_big import check
from tests.polls.test_poll_cards import LONG, ballots_of, poll_of


def view_of(kind: str, sign: str = "x", ballots: list[Ballot] | None = None) -> View:
    poll = poll_of(kind, sign)
    result = counted(poll, ballots_of(poll) if ballots is None else ballots)
    return View(poll, result, voted=False, ballot=None, voices=())


@pytest.mark.parametrize("sign", LONG)
@pytest.mark.parametrize("kind", KINDS)
def test_a_result_of_any_kind_fits_its_pages(kind: str, sign: str) -> None:
    slide = slide_of(view_of(kind, LONG[sign]))
    check(Layout(slide.head, slide.title, slide.rows))


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_stands_there_with_its_figures_and_a_bar_as_long_as_its_share(kind: str) -> None:
    view = view_of(kind)
    assert view.result
    rows = {text: (figures, share) for text, figures, share, _ in slide_of(view).rows}
    assert set(view.poll.options) <= rows.keys()
    assert rows[NOT_SURE] == (f"{view.result.unsure}", None)
    for figures, share in rows.values():
        assert share is None or 0 <= share <= 100
        if told := re.search(r"\((\d+) %\)", figures):
            assert share == int(told[1])


@pytest.mark.parametrize("kind", KINDS)
def test_who_leads_stands_out_and_is_named_without_signs_of_markdown(kind: str) -> None:
    ballots = [each for each in ballots_of(poll_of(kind, "x")) if not each.not_sure]
    view = view_of(kind, ballots=random.Random(1).choices(ballots, k=9))
    assert view.result
    slide = slide_of(view)
    leading = {text for text, _, _, leads in slide.rows if leads}
    assert {view.result.options[place] for place in KINDS[kind].leading(view.result)} <= leading
    assert not any("**" in text or text.startswith("-#") for text, *_ in slide.rows)


def test_hidden_numbers_and_withheld_ones_are_refused_and_no_button_is_drawn_for_them() -> None:
    poll = poll_of("single", "x", visibility=Visibility.AFTER_CLOSE)
    hidden = View(poll, None, voted=False, ballot=None, voices=())
    few = View(poll, Result(poll.kind, poll.options, 3, withheld=Withheld.FEW), voted=False, ballot=None, voices=())
    nobody = View(poll, counted(poll, []), voted=False, ballot=None, voices=())
    assert [is_shown(view) for view in (hidden, few, nobody)] == [False, False, False]
    with pytest.raises(Refusal, match="hidden until"):
        slide_of(hidden)
    for view in (few, nobody):
        with pytest.raises(Refusal, match="no numbers"):
            slide_of(view)
