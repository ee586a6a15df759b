"""What a statement may be, and which say the same."""

import pytest

from bot.errors import Refusal
from bot.statements.wording import alike, checked_question, checked_statements


def test_a_statement_is_one_line_and_empty_ones_are_left_out() -> None:
    assert checked_statements(["  Two\nlines ", "", " "]) == ("Two lines",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x" * 201, "201 characters, at most 200"),
        ("\U0001f41d" * 101, "202 characters"),
        ("See https://example.org", "holds a link"),
        ("?!", "holds no words"),
        ("a\u202eb", "Statement 1"),
    ],
)
def test_what_cannot_be_voted_on_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        checked_statements([text])


def test_two_hundred_characters_and_other_scripts_are_fine() -> None:
    texts = ["x" * 200, "\u7535\u5f71\u5e94\u8be5\u8bf4\u660e\u6765\u6e90", "\u064a\u062c\u0628 \u0623\u0646"]
    assert checked_statements(texts) == tuple(texts)


def test_a_fourth_statement_is_refused() -> None:
    with pytest.raises(Refusal, match="At most 3 statements"):
        checked_statements(["One", "Two", "Three", "Four"])


def test_a_question_is_needed_and_short() -> None:
    assert checked_question(" Why? ") == "Why?"
    for text, why in ((" ", "ask something"), ("x" * 301, "at most 300")):
        with pytest.raises(Refusal, match=why):
            checked_question(text)


def test_statements_that_say_the_same_are_found_by_how_they_look_and_by_their_words() -> None:
    texts = [
        "Films should name their sources",
        "films should name their SOURCES",
        "Their sources, films should name!",
        "Music misleads",
        "Films should hide their sources",
    ]
    assert alike(texts) == {1: 0, 2: 0}
