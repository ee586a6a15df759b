"""What of a message asks and what are options, when it becomes a poll."""

import pytest

from bot.chat import limits
from bot.polls.drafting.forms import found_in


@pytest.mark.parametrize(
    ("text", "asks", "options"),
    [
        ("Which film?\n- Red\n2. Green", "Which film?", ("Red", "Green")),
        ("Which film?\nRed\nGreen", "Which film?", ("Red", "Green")),
        ("Which film?\n- Red", "Which film?", ("Red",)),
        ("## Which film?\n> a) Red\n> b) Green", "Which film?", ("Red", "Green")),
        ("Hello.\nWhich film?\n• Red\n• Green\nUntil noon.", "Hello. Which film? Until noon.", ("Red", "Green")),
        ("- [x] Red\n- [ ] Green", "", ("Red", "Green")),
        ("1️⃣ Red\n2️⃣Green\n🔟 Blue", "", ("Red", "Green", "Blue")),
        ("🇦 Red\n🇧 Green", "", ("Red", "Green")),
        ("Pick\n- Red | rosé\n- Green", "Pick", ("Red ¦ rosé", "Green")),
        ("Red > blue?\nYes - surely\nNo", "Red > blue?", ("Yes - surely", "No")),
        ("-5 degrees?\n3.5 or 4", "-5 degrees?", ("3.5 or 4",)),
        ("", "", ()),
    ],
)
def test_lines_that_look_like_a_list_become_options_and_the_others_ask(
    text: str, asks: str, options: tuple[str, ...]
) -> None:
    found = found_in(text)
    assert (found.question, found.options) == (asks, options)
    assert found.question_hint is None


def test_whatever_is_cut_is_said_in_a_hint_that_fits() -> None:
    found = found_in("\n".join(["Why? " * 100, *["* " + "x" * 90] * 1000]))
    assert limits.length(found.question) <= 300
    assert found.question_hint == "Cut to 300 characters: the message says more."
    assert found.options_hint == "25 of them were cut to 80 characters. The last 975 of 1000 did not fit: at most 25."
    assert limits.length(found.options_hint) <= limits.SELECT_DESCRIPTION
    assert found_in("Why?\n- a\n- b").options_hint is None
    assert found_in(" \n ").options_hint == "That message has no text to take."


def test_an_option_is_cut_by_what_its_times_are_in_words() -> None:
    [option, _] = found_in(f"- {'x' * 60} <t:1764522000>\n- b").options
    assert limits.length(option) <= 80
    assert "<" not in option
