"""Options that a voter could take for one another are found, others are not."""

import pytest

from bot.chat.lookalikes import looks, reads_as, twins
from bot.errors import Refusal
from bot.polls.drafts import Draft, Edit, checked, edited
from bot.polls.kinds import KINDS
from tests.polls.room import START
from tests.polls.test_poll_rules import a_poll


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes", "Yеs"), ("Yes", "YES"), ("Ye\u200bs", "Yes"), ("Ye\u00ads", "Yes"), ("Y\U000e0041es", "Yes"),
        ("the  hive", "The\u00a0hive"), ("Tea\u200ahouse", "Teahouse"), ("НО", "HO"), ("Нope", "Hope"), ("AI", "Al"),
        ("❤", "❤️"), ("０", "0"), ("O2", "02"), ("paypal", "pаypаl"), ("Aθήνα", "Αθήνα"), ("ﬁlm", "film"),
        ("𝐘es", "Yes"), ("Ⅰ", "I"), ("ѕоuр", "soup"), ("it’s", "it's"), ("a–b", "a-b"), ("é", "e\u0301"), ("Ꭰ", "D"),
    ],
)  # fmt: skip
def test_i19_texts_that_look_alike_are_found(one: str, other: str) -> None:
    assert list(twins(["x", one, "y", other])) == [(3, 1)]


@pytest.mark.parametrize(
    "texts",
    [
        ("AL", "AI"), ("modern", "modem"), ("Yes", "Yes!"), ("résumé", "resume"), ("蜂", "峰"), ("👍", "👍🏽"),
        ("C", "C++"),
        ("да", "нет"), ("صدق", "كذب"), ("10", "100"), ("ใช่", "ไม่ใช่"), tuple(map(str, range(25))), ("न", "ना"),
    ],
)  # fmt: skip
def test_i19_texts_that_only_resemble_each_other_are_not(texts: tuple[str, ...]) -> None:
    assert list(twins(texts)) == []


def test_i19_a_text_looks_like_itself_whatever_it_is() -> None:
    for text in ("", " ", "\u200b", "a" * 8_000, "\ud800", "🏴"):
        assert looks(text) == looks(text)


@pytest.mark.parametrize(
    "option", ["not sure", "Not sure.", "Nоt ѕurе", "N0t sure", "NOT\u00a0SURE", "(not sure)", "Ｎot sure"]
)
def test_i19_not_sure_is_refused_beside_the_button_of_that_name(option: str) -> None:
    assert reads_as(option, "Not sure")
    with pytest.raises(Refusal, match=r"looks like the button “Not sure” that this poll has already"):
        checked(Draft(question="Why?", options=("Yes", option), not_sure=True))
    assert checked(Draft(question="Why?", options=("Yes", option))).options[0] == "Yes"


@pytest.mark.parametrize("option", ["Not so sure", "sure", "Not sure yet"])
def test_i19_other_words_than_not_sure_may_stand_beside_it(option: str) -> None:
    assert checked(Draft(question="Why?", options=("Yes", option), not_sure=True))


@pytest.mark.parametrize("kind", list(KINDS))
def test_i19_options_that_look_alike_are_refused_naming_both(kind: str) -> None:
    with pytest.raises(Refusal, match="“Yеs” is there twice: it looks like “Yes”"):
        checked(Draft(question="Why?", options=("Yes", "Yеs"), kind=kind))
    with pytest.raises(Refusal, match="“Grееn” is there twice: it looks like “Green”"):
        edited(a_poll(), Edit(options=("Red", "Green", "Grееn")), START, compared=False)


def test_i19_two_times_that_are_shown_alike_are_refused() -> None:
    for other in ("<t:1800000000:R>", "<t:1800000030>"):
        with pytest.raises(Refusal, match="is there twice"):
            checked(Draft(question="When?", options=("<t:1800000000>", other)))
    assert checked(Draft(question="When?", options=("<t:1800000000>", "<t:1800003600>")))


def test_i19_a_poll_that_was_posted_before_can_still_be_edited_where_its_options_stay() -> None:
    old = a_poll("Yes", "Yеs", "Not\u200bsure")
    assert edited(old, Edit(question="Which one?", options=old.options), START, compared=False).question == "Which one?"
