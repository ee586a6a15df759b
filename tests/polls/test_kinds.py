"""What holds of every kind of poll, and the custom ids that cards of before carry."""

import re
from typing import Any, get_args

import pytest

from bot.packs.format.poll_kinds import SHAPES, PollKind
from bot.polls.cards import poll_card
from bot.polls.kinds import KINDS
from bot.polls.terms import Ballot, Reason
from bot.polls.views import View
from bot.polls.voting import controls
from tests.polls.test_poll_cards import BIG, ballots_of, poll_of


def test_packs_members_and_the_table_know_the_same_kinds() -> None:
    assert set(KINDS) == set(SHAPES) == set(get_args(PollKind))
    assert all(KINDS[name].shape is SHAPES[name] for name in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_of_any_ballot_is_read_back_and_is_never_taken_for_not_sure(kind: str) -> None:
    for ballot in (each for each in ballots_of(poll_of(kind, "x")) if not each.not_sure):
        choices, marks = KINDS[kind].to_row(ballot)
        assert choices or marks is not None
        assert KINDS[kind].from_row(choices, marks) == ballot


@pytest.mark.parametrize(
    ("kind", "row", "ballot"),
    [
        ("single", (4, None), Ballot((2,))),
        ("multiple", (5, None), Ballot((0, 2))),
        ("scale", (1, None), Ballot((0,))),
        ("ranked", (0, "2,0,1"), Ballot((2, 0, 1))),
        ("score", (0, "5,,0"), Ballot(scores=(5, None, 0))),
        ("availability", (0, "2,0,1"), Ballot(scores=(2, 0, 1))),
    ],
)
def test_ballots_of_before_are_read_as_they_were_kept(kind: str, row: tuple[int, Any], ballot: Ballot) -> None:
    assert KINDS[kind].to_row(ballot) == row
    assert KINDS[kind].from_row(*row) == ballot


@pytest.mark.parametrize(
    ("kind", "filled", "drawn"),
    [
        ("multiple", "5", ["pick:7:3", "vote:7:3:m5"]),
        ("ranked", "20", ["rank:7:3:201", "rank:7:3:2:undo", "vote:7:3:r20"]),
        ("score", "5-0------", ["score:7:3:5-0-------:0:2", "score-page:7:3:5-0-------:1:n", "vote:7:3:s5-0-------"]),
    ],
)
def test_papers_carry_the_custom_ids_of_before_and_each_has_its_control(
    kind: str, filled: str, drawn: list[str]
) -> None:
    poll = poll_of(kind, "x", id=7, edition=3, reason=Reason.OFF)
    ids = re.findall(r"'custom_id': '([^']+)'", str(KINDS[kind].paper(poll, filled, 0).to_components()))
    assert set(drawn) <= set(ids)
    for custom_id in ids:
        assert any(control.template.fullmatch(custom_id) for control in controls.CONTROLS), custom_id


@pytest.mark.parametrize(("reason", "verb"), [(Reason.OFF, "vote"), (Reason.REQUIRED, "ask")])
def test_cards_carry_the_custom_ids_of_before(reason: Reason, verb: str) -> None:
    card = poll_card(View(poll_of("single", "x", reason=reason, edition=3), None, False, None, ()))
    ids = re.findall(r"'custom_id': '([^']+)'", str(card.to_components()))
    assert ids[:2] == [f"{verb}:{BIG}:3:o0", f"{verb}:{BIG}:3:o1"]
    assert f"{verb}:{BIG}:3:u" in ids
    card = poll_card(View(poll_of("ranked", "x", reason=reason), None, False, None, ()))
    assert f"slip:{BIG}" in re.findall(r"'custom_id': '([^']+)'", str(card.to_components()))
