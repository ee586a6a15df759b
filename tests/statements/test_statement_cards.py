"""What members read of a round: within Discord's limits, and no number where one would tell of single people."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.statements import cards, phrases, pictures
from bot.statements.exports import Format, exported
from bot.statements.leanings import Votes
from bot.statements.results import Result, counted, read, written
from bot.statements.rules import Round
from bot.statements.views import ASIDE, IN, MERGED, Sifting, Statement, View
from bot.statements.voting import paper, voted_on
from bot.statements.wording import MAX_QUESTION
from tests.fits import assert_fits

AT = datetime(2026, 11, 30, 18, tzinfo=UTC)
WORST = "*_`|~" * 40
"""As long as a statement may be, and every sign of it is escaped."""
WAYS = [1, 1, -1, 1, -1, -1, 1, -1, 1, 1]


def round_(**more: Any) -> Round:
    given: dict[str, Any] = {
        "id": 1 << 61, "guild_id": 1, "number": 4, "channel_id": 3, "creator_id": 2, "question": "What of it?",
        "created_at": AT, "collects_until": AT, "runs": timedelta(days=3),
    }  # fmt: skip
    return Round(**given | more)


def closed(**more: Any) -> Round:
    return round_(collected_at=AT, released_at=AT, closes_at=AT, closed_at=AT, **more)


def result(votes: Votes, text: str = "Statement") -> Result:
    count = len(votes[0]) if votes else 0
    texts = tuple(f"{text} {place}"[:200] for place in range(count))
    return replace(counted(votes, count, 4), statements=texts)


def told(votes: Votes) -> str:
    return phrases.result_text(View(closed(taking_part=len(votes)), result=result(votes)), result(votes))


def camps(size: int) -> Votes:
    return [[way if place % 2 else -way for way in WAYS] for place in range(size)]


@pytest.mark.parametrize("size", [0, 2, 4, 8, 14, 30])
def test_every_card_fits_with_the_longest_words(size: int) -> None:
    question = ("*_`|~" * 60)[:MAX_QUESTION]
    found = replace(result(camps(size)), statements=(WORST,) * (10 if size else 0))
    view = View(closed(question=question), 40, 40, 20, found)
    statements = tuple(Statement(place, WORST, (IN, ASIDE, MERGED)[place % 3]) for place in range(100))
    shown = (
        cards.result_card(view), cards.show_card(view, leads=True), cards.round_card(view),
        cards.round_card(View(round_(question=question)), copies=True),
        cards.round_card(View(round_(question=question, collected_at=AT))),
        cards.round_card(View(round_(question=question, collected_at=AT, released_at=AT, closes_at=AT), 40, 3, 2)),
        cards.look_card(round_(question=question)), cards.reminder_card(round_(question=question)),
        cards.vote_card(View(round_(question=question, collected_at=AT, released_at=AT, closes_at=AT), 40)),
        *(cards.sift_card(Sifting(round_(question=question), statements), page) for page in (0, 7, 19, 99)),
        cards.few_card(round_(), "Only 2 left."), cards.end_card(round_()),
        *(cards.paper_card(paper(round_(), voted_on(statements), {0: 1}, 7, at=at)) for at in (0, 5, 34)),
    )  # fmt: skip
    for card in shown:
        assert_fits(card)


@pytest.mark.parametrize("size", [3, 4])
def test_under_five_voters_nothing_is_counted(size: int) -> None:
    lines = told([[1, 1, -1]] * size).splitlines()
    assert "- Statement 0" in lines
    assert "- Statement 1" in lines


@pytest.mark.parametrize("size", [5, 9])
def test_under_ten_voters_bands_stand_for_numbers(size: int) -> None:
    text = told([[1, 1 if place % 2 else -1] for place in range(size)])
    assert "- Statement 0 — all or all but one agree" in text
    assert not re.search(r" — .*\d", text)


def test_from_ten_voters_on_they_are_counted() -> None:
    text = told([[1, 1 if place % 2 else -1] for place in range(10)])
    assert "- Statement 0 — 10 of 10 agree (100 %)" in text
    assert "- Statement 1 — 5 agree, 5 disagree, 0 pass" in text


@pytest.mark.parametrize(
    ("size", "counts"), [(8, None), (14, "one or none; all or all but one"), (22, "0 of 11; 11 of 11")]
)
def test_of_two_sides_as_much_is_told_as_the_smaller_one_bears(size: int, counts: str | None) -> None:
    text = told(camps(size))
    assert "In a small room this cannot tell two camps from a gradual line." in text
    sides = text.partition("### Two sides")[2]
    assert (counts in sides) if counts else not re.search(r"\d of|lean|—", sides)


def test_where_there_are_none_that_is_said_to_be_a_finding_too() -> None:
    assert "These votes do not show two sides. That is a finding too." in told([[1] * 10] * 8)
    assert "is asked from 6 people on" in told([[1] * 9] * 8)


def test_a_result_comes_back_as_it_was_kept() -> None:
    for votes in ([], [[1, 0, None]], camps(8)):
        assert read(written(result(votes))) == result(votes)


def test_the_card_tells_how_many_take_part_and_nothing_else_about_them() -> None:
    shown = [json.dumps(cards.round_card(View(round_(taking_part=count), 12)).to_components()) for count in (3, 4)]
    assert shown[0].replace("3 take part", "4 take part") == shown[1]


def test_pictures_have_a_bar_for_each_side_or_one_and_bands_for_few() -> None:
    rows, _ = pictures.rows_of(result(camps(22)))
    assert {len(bars) for _, bars in rows} == {2}
    rows, note = pictures.rows_of(result(camps(8)))
    assert {len(bars) for _, bars in rows} == {1}
    assert "Fewer than ten" in note
    assert {bar.told for _, bars in rows for bar in bars} == {"split"}
    assert pictures.rows_of(result(camps(4)))[0] == []


@pytest.mark.parametrize(("size", "cells"), [(4, [None, None]), (8, [8, "split"]), (22, [22, 11])])
def test_files_tell_no_more_than_cards(size: int, cells: list[Any]) -> None:
    name, content = exported(closed(), result(camps(size)), Format.JSON)
    assert name == "statements-4.json"
    first = json.loads(content)["statements"][0]
    assert [first["voters"], first["agree"]] == cells
    name, content = exported(closed(), result(camps(size), "=cmd()"), Format.CSV)
    assert content.decode("utf-8-sig").splitlines()[1].startswith("\"'=cmd()")
