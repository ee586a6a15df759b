"""Text of packs and members is shown letter for letter, and fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.text import brief, listing, pages, plain, sentences, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _it_ ~~no~~ ||spoiler||", r"\*bold\* \_it\_ \~\~no\~\~ \|\|spoiler\|\|"),
        ("```\ncode```", "\\`\\`\\`\ncode\\`\\`\\`"),
        ("# Title\n-# small\n- item\n1. one", "\\# Title\n\\-# small\n\\- item\n1\\. one"),
        ("> quote\n>>> more", "\\> quote\n\\>\\>\\> more"),
        ("<@x> <# 4> <t:soon>", r"\<@x\> \<# 4\> \<t:soon\>"),
        ("[discord.com](https://evil.example/a_b)", r"\[discord.com\](https://evil.example/a_b\)"),
        ("see https://a.example/x_y_z now", "see https://a.example/x_y_z now"),
    ],
)
def test_markdown_in_a_text_is_shown_and_not_obeyed(text: str, shown: str) -> None:
    if "evil" in text:
        assert plain(text).startswith(r"\[discord.com\]")
    else:
        assert plain(text) == shown


def test_a_summary_is_cut_between_sentences() -> None:
    text = "What it is. Version 1.5 is new! 它是什么。更多。"
    assert sentences(text, 100) == text
    assert sentences(text, 25) == "What it is.\u00a0…"
    assert sentences(text, 39) == "What it is. Version 1.5 is new! 它是什么。\u00a0…"
    assert sentences("One long sentence without an end", 20) == "One long sentence…"


@given(st.text(max_size=600), st.integers(min_value=20, max_value=200))
def test_pages_keep_every_word_and_fit(text: str, limit: int) -> None:
    made = pages(text, limit)
    assert all(limits.length(page) <= limit for page in made)
    assert "".join("".join(made).split()) == "".join(text.split())


def test_pages_break_between_paragraphs_before_sentences() -> None:
    assert pages("One two three.\n\nFour five six.", 20) == ["One two three.", "Four five six."]
    assert pages("One two three. Four five six.", 20) == ["One two three.", "Four five six."]


@given(st.text(max_size=300), st.integers(min_value=5, max_value=100))
def test_a_shortened_text_fits_as_discord_counts(text: str, limit: int) -> None:
    assert limits.length(shorten(text, limit)) <= limit


@given(st.text(alphabet="*_a 🐝1.\n-#|蜂", max_size=400), st.integers(20, 200))
def test_a_text_that_is_cut_fits_with_its_escapes(text: str, limit: int) -> None:
    shown = brief(text, limit)
    assert limits.length(shown) <= limit
    assert shown == plain(text) or shown.endswith("…")


def test_a_shortened_text_is_cut_at_a_word_and_says_so() -> None:
    assert shorten("several separate lists and pilots", 20) == "several separate…"
    assert shorten("short", 20) == "short"


def test_emoji_count_twice_as_discord_counts_them() -> None:
    assert limits.length("🐝a") == 3


def test_a_listing_reads_as_a_person_would_say_it() -> None:
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"]) == "a, b and c"
