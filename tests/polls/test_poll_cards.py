"""Every card of every poll fits what Discord takes, however long its texts and however many its voters."""

import random
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from discord import ui

from bot.chat.pictures import Picture
from bot.polls import cards
from bot.polls.ballots import counted
from bot.polls.drafting.cards import draft_card
from bot.polls.drafts import Draft
from bot.polls.kinds import KINDS, papers
from bot.polls.pairs import shift
from bot.polls.phrases import answer, first_line, numbers_of, shift_table, text_of
from bot.polls.results import Result, Withheld
from bot.polls.rules import Change, Phase, Poll
from bot.polls.terms import Ballot, Reason, Secrecy, Visibility
from bot.polls.views import Line, Page, View, Voice, Which
from tests.budgets import some
from tests.fits import assert_fits
from tests.polls.room import START

LONG = {"stars": "*", "emoji": "😀", "links": "[a](b) "}
BIG = (1 << 62) - 1


def label(sign: str, number: int, length: int) -> str:
    """A text of as many characters as are allowed, each of which costs most."""
    text = (f"{number}" + sign * length).encode("utf-16-le")[: length * 2]
    return text.decode("utf-16-le", "ignore")


def poll_of(kind: str, sign: str, **more: Any) -> Poll:
    size = KINDS[kind].shape.most_options
    values: dict[str, Any] = {
        "question": label(sign, 0, 300), "options": tuple(label(sign, n, 80) for n in range(size)),
        "kind": kind, "not_sure": True, "reason": Reason.REQUIRED, "visibility": Visibility.LIVE,
        "id": BIG, "guild_id": 1, "number": 10**9, "channel_id": 1, "message_id": BIG, "creator_id": 1,
        "created_at": START, "closes_at": START + timedelta(days=7), "ballots": 500, "edition": 999_999,
        "changes": tuple(Change(at=START, place=n, was=label(sign, n, 80)) for n in range(40)),
        "orphaned": "the card was deleted.",
    }  # fmt: skip
    return Poll(**(values | more))


def ballots_of(poll: Poll) -> list[Ballot]:
    return _ballots(poll.kind, len(poll.options))


@cache
def _ballots(kind: str, size: int) -> list[Ballot]:
    numbers = random.Random(3)
    if kind == "score":
        return [Ballot(scores=tuple(numbers.randrange(6) for _ in range(size))) for _ in range(500)]
    if kind == "availability":
        return [Ballot(scores=tuple(numbers.randrange(3) for _ in range(size))) for _ in range(500)]
    most = size if kind in ("ranked", "multiple") else 1
    chosen = [tuple(numbers.sample(range(size), numbers.randint(1, most))) for _ in range(499)]
    return [Ballot(each if kind == "ranked" else tuple(sorted(each))) for each in chosen] + [Ballot()]


def views(poll: Poll) -> list[View]:
    given = ballots_of(poll)
    voices = tuple(Voice(BIG - n, each) for n, each in enumerate(given)) if poll.names_voters else ()
    own = replace(given[0], reason=label("*", 1, 500), confidence=5)
    result = counted(poll, given)
    if poll.phase is Phase.AFTER:
        size = len(poll.options) + 1
        moved = shift({(n, (n + 1) % size): 7 for n in range(size)}, size, 300, 400, anonymous=poll.anonymous)
        result = replace(result, shift=moved)
    return [
        View(poll, None, False, None, (), parked="ValueError"),
        View(poll, result, True, own, voices, parked="ValueError"),
        View(poll, Result(poll.kind, poll.options, 3, withheld=Withheld.RESTORED), True, None, (), copies=True),
        View(poll, result, True, own, voices, copies=True, parked="ValueError"),
    ]


@pytest.mark.parametrize(("kind", "secrecy", "sign"), list(some(product(KINDS, Secrecy, LONG.values()), 5)))
def test_the_cards_of_the_longest_polls_fit(kind: str, secrecy: Secrecy, sign: str) -> None:
    for phase in (None, Phase.BEFORE, Phase.AFTER):
        for closed_at in (None, START):
            poll = poll_of(kind, sign, secrecy=secrecy, phase=phase, closed_at=closed_at, before_id=BIG)
            for view in views(poll):
                picture = Picture(b"", label(sign, 0, 5_000))
                assert_fits(cards.poll_card(view, delayed=True))
                assert_fits(cards.show_card(view, manager=True, note="This stays private.", picture=picture))
                assert_fits(cards.result_card(view, picture))
                assert_fits(cards.own_card(view))
                assert view.result is None or first_line(poll) in str(cards.show_card(view).to_components())


@pytest.mark.parametrize("sign", LONG.values(), ids=LONG)
@pytest.mark.parametrize("kind", ["multiple", "ranked", "score", "availability"])
def test_every_ballot_paper_fits_and_its_codes_are_read_back(kind: str, sign: str) -> None:
    poll = poll_of(kind, sign)
    size = len(poll.options)
    filled = {"multiple": "1ffffff", "ranked": "0123456789"[:size], "score": "5" * size, "availability": "2" * size}[
        kind
    ]
    for page in range(3):
        for each in ("", filled):
            assert_fits(KINDS[kind].paper(poll, each, page))
    assert papers.decoded("m5") == Ballot((0, 2))
    assert papers.decoded("r201") == Ballot((2, 0, 1))
    assert papers.decoded("s5-0") == Ballot(scores=(5, None, 0))
    assert papers.decoded("u").not_sure


@pytest.mark.parametrize(("count", "page", "turns"), [(0, 1, False), (9, 1, False), (10, 1, True), (0, 2, True)])
def test_reasons_that_fit_on_one_page_lead_to_no_other(count: int, page: int, turns: bool) -> None:
    poll = poll_of("single", "x")
    given = [replace(ballots_of(poll)[0], reason="Short")] * count
    assert ("Previous" in str(cards.reasons_card(poll, given, page).to_components())) is turns


@pytest.mark.parametrize("sign", LONG.values(), ids=LONG)
def test_drafts_lists_reasons_and_shifts_fit(sign: str) -> None:
    for kind in KINDS:
        options = tuple(label(sign, n, 400) for n in range(60))
        draft = Draft(question=label(sign, 0, 4_000), options=options, kind=kind, secrecy=Secrecy.ANONYMOUS)
        assert_fits(draft_card(BIG, draft, label(sign, 0, 300), copies=True))
        poll = poll_of(kind, sign, phase=Phase.AFTER, before_id=BIG)
        size = len(poll.options) + 1
        for anonymous in (False, True):
            moved = shift({(a, b): 7 for a in range(size) for b in range(size)}, size, 9, 9, anonymous=anonymous)
            assert_fits(cards.shift_card(poll, moved, note="This stays private.", picture=Picture(b"", "x")))
        given = [replace(each, reason=label(sign, 0, 500)) for each in ballots_of(poll)[:10]]
        assert_fits(cards.reasons_card(poll, given, 99_999))
        assert_fits(cards.reminder_card(poll))
    lines = tuple(Line(n, 10**9 + n, label(sign, n, 300), False, True) for n in range(10))
    assert_fits(cards.list_card(Page(lines, 3, 999, 9_990), Which.ALL, True))


def test_small_cells_of_an_anonymous_pair_print_as_less_than_three() -> None:
    poll = poll_of("single", "x", options=("Yes", "No"), secrecy=Secrecy.ANONYMOUS, before_id=BIG)
    table = shift_table(poll, shift({(0, 0): 9, (0, 1): 2}, 3, 11, 11, anonymous=True)) or ""
    assert "A: Yes         9  <3  <3" in table
    assert " 2" not in table


def result_view(kind: str, *options: str, votes: list[Ballot], **more: Any) -> View:
    poll = poll_of(
        kind, "x", options=options, not_sure=False, reason=Reason.OFF, changes=(), orphaned=None,
        visibility=Visibility.LIVE, ballots=len(votes), **more,
    )  # fmt: skip
    return View(poll, counted(poll, votes), False, None, ())


def test_of_many_options_the_text_has_the_first_ten_how_many_more_and_what_leads() -> None:
    names = [f"Film {number}" for number in range(25)]
    told = text_of(result_view("single", *names, votes=[Ballot((20,))] * 3 + [Ballot((1,))])).splitlines()
    assert [line for line in told if line.startswith("Film")] == [
        f"Film {number} — {int(number == 1)} ({25 * (number == 1)} %)" for number in range(10)
    ]
    assert "… and 15 more options" in told
    assert "Most votes: **Film 20** — 3 (75 %)" in told
    tied = text_of(result_view("single", *names, votes=[Ballot((place,)) for place in (1, 20, 21, 22)]))
    assert "Most votes: **Film 1**, **Film 20**, **Film 21** and 1 more — 1 (25 %)" in tied
    assert "Most votes" not in text_of(result_view("single", *names, votes=[Ballot((1,))]))
    view = result_view("single", *names, votes=[Ballot((1,))])
    where = "… and 15 more options, in the picture of `/poll show`"
    assert where in numbers_of(view, 2_000).splitlines()
    assert where in text_of(view, on_card=True).splitlines()
    hidden = text_of(replace(result_view("multiple", *names, votes=[]), result=None)).splitlines()
    assert [line for line in hidden if line.startswith("Film")] == names[:10]
    assert "… and 15 more options" in hidden


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_draws_a_bar_of_signs_that_would_be_read_aloud_one_by_one(kind: str) -> None:
    size = 5
    view = result_view(kind, *(f"Film {number}" for number in range(size)), votes=_ballots(kind, size)[:7])
    assert not set("█░▓▒▏■□") & set(text_of(view) + numbers_of(view, 1_800))


def test_numbers_stay_behind_labels_that_run_from_right_to_left() -> None:
    arabic, hebrew = "نعم", "לא"
    view = result_view("ranked", arabic, hebrew, "Later", votes=[Ballot((0, 1)), Ballot((1, 0)), Ballot((0, 2))])
    told = text_of(view)
    assert f"\u2068{arabic}\u2069 — 2 (67 %)" in told
    assert "\nLater — 0 (0 %)" in told
    assert f"Round 1: \u2068{arabic}\u2069 2 · \u2068{hebrew}\u2069 1 · Later 0" in told
    assert answer(view.poll, Ballot((1, 0))) == f"\u2068{hebrew}\u2069 > \u2068{arabic}\u2069"
    line = Line(1, 12, hebrew, False, False, Phase.BEFORE)
    shown = " ".join(
        item.content
        for item in cards.list_card(Page((line,), 1, 1, 1), Which.ALL, False).walk_children()
        if isinstance(item, ui.TextDisplay)
    )
    assert f"#12 · open · \u2068{hebrew}\u2069 · " in shown


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("multiple", "Shares are of ballots and may add to more than 100 %."),
        ("ranked", "first choices"),
        ("score", "5 is best"),
    ],
)
def test_what_numbers_are_is_said_once_beside_them(kind: str, said: str) -> None:
    view = result_view(kind, "A", "B", votes=_ballots(kind, 2)[:7], closed_at=START)
    for card in (cards.poll_card(view), cards.result_card(view)):
        assert str(card.to_components()).count(said) == 1


def test_before_anybody_scores_the_card_says_which_end_is_best() -> None:
    view = replace(result_view("score", "A", "B", votes=[]), result=None)
    assert "Give the options 0 to 5 points; 5 is best." in str(cards.poll_card(view).to_components())
    assert "5 is best" in str(KINDS["score"].paper(view.poll, "", 0).to_components())


def test_votes_stand_apart_from_what_one_does_with_ones_own_vote() -> None:
    poll = poll_of("single", "x", options=("A", "B"), reason=Reason.OFF)
    [box] = cards.poll_card(View(poll, None, False, None, ())).to_components()
    parts = [
        [each["label"] for each in part["components"]] if part["type"] == 1 else part["type"]
        for part in box["components"]
    ]
    text, separator = 10, 14
    assert parts == [
        text, ["A", "B", "Not sure"], separator, ["My vote", "Withdraw", "Ask again after the film"],
    ]  # fmt: skip


def test_an_anonymous_poll_says_before_anybody_votes_how_many_ballots_it_needs() -> None:
    needed = "It needs at least 5 ballots to show totals"
    draft = Draft(question="Fair?", options=("Yes", "No"), secrecy=Secrecy.ANONYMOUS)
    assert needed in str(draft_card(1, draft, None).to_components())
    assert needed not in str(draft_card(1, replace(draft, secrecy=Secrecy.UNNAMED), None).to_components())
    poll = poll_of("single", "x", secrecy=Secrecy.ANONYMOUS, visibility=Visibility.AFTER_CLOSE)
    assert needed in str(cards.poll_card(View(poll, None, False, None, ())).to_components())
    assert needed not in str(cards.poll_card(View(poll_of("single", "x"), None, False, None, ())).to_components())


def test_the_two_polls_of_a_pair_look_different_in_the_list() -> None:
    sides = (None, Phase.BEFORE, Phase.AFTER)
    lines = tuple(Line(n, n, "Fair?", False, False, side) for n, side in enumerate(sides, 1))
    told = str(cards.list_card(Page(lines, 1, 1, 3), Which.ALL, False).to_components())
    assert "#1 · open · Fair?\\n#2 · open · Fair? · *before the film*\\n#3 · open · Fair? · *after the film*" in told
