"""Discord's marks in what people write are told in words; nothing of them is left as code."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.cards import Card, button, select
from bot.chat.marks import TIME, flat, flattened, readable
from bot.chat.text import brief, pages, plain, shorten

AT = "<t:1764522000:F>"
SAID = "2025-11-30 17:00 UTC"
CODE = re.compile(r"<(?:@[!&]?|#)[0-9]+>|<a?:\w+:[0-9]+>|</[^<>:]+:[0-9]+>|<id:[a-z-]+>|<t:-?[0-9]+(?::[a-zA-Z])?>")
PIECES = st.sampled_from(
    ["<", ">", "@", "!", "&", "#", ":", "a", "t", "/", "id", "12", "7", "R", " ", "\\", "x", "<@1>", "<:b:2>", AT]
)
NAMES = {("@", 1): "Sam", ("@&", 2): "Film fans", ("#", 3): "general"}


def name(sign: str, named: int) -> str | None:
    return NAMES.get((sign, named))


@pytest.mark.parametrize(
    ("written", "known", "unknown"),
    [
        ("<@1> and <@!1>", "@Sam and @Sam", "@member and @member"),
        ("<@&2>", "@Film fans", "@role"),
        ("<#3>", "#general", "#channel"),
        ("<:bee:44><a:buzz_2:45>", ":bee::buzz_2:", ":bee::buzz_2:"),
        ("</poll quick:99>", "/poll quick", "/poll quick"),
        ("<id:customize> <id:linked-roles:7>", "Channels & Roles Linked Roles", "Channels & Roles Linked Roles"),
        ("<sound:0:1>", ":sound:", ":sound:"),
        ("<t:99999999999999999999>", "a time", "a time"),
        ("<@99999999999999999999999>", "@member", "@member"),
        ("a < b, <3, <@x>, @everyone", "a < b, <3, <@x>, @everyone", "a < b, <3, <@x>, @everyone"),
    ],
)
def test_i21_marks_are_told_in_words(written: str, known: str, unknown: str) -> None:
    assert readable(written, name) == flat(written, name) == known
    assert readable(written) == unknown


def test_i21_a_time_is_left_to_discord_where_it_shows_times_and_told_in_words_elsewhere() -> None:
    assert readable(AT) == AT
    assert plain(f"*At* {AT}, <t:1764522000>") == rf"\*At\* {AT}, <t:1764522000>"
    assert flat(f"At {AT}, <t:1764522000:R>") == f"At {SAID}, {SAID}"
    assert flattened({"a": [AT, 1], "b": ((AT, None),)}) == {"a": [SAID, 1], "b": ((SAID, None),)}


def test_i21_labels_are_told_in_words_and_fit() -> None:
    import discord

    options = [discord.SelectOption(label=f"{AT} <@1>", description="<#3>", value=AT)]
    card = Card(discord.ui.ActionRow(button("x" * 70 + AT, "go")), select("<@&2>", "pick", options))
    rows = card.to_components()[0]["components"]
    [shown] = rows[0]["components"]
    assert shown["label"].startswith("x" * 70)
    assert limits.length(shown["label"]) <= limits.BUTTON_LABEL
    [picker] = rows[1]["components"]
    assert picker["placeholder"] == "@role"
    assert picker["options"] == [{"label": f"{SAID} @member", "description": "#channel", "value": AT, "default": False}]


@given(st.lists(PIECES, max_size=60).map("".join))
def test_i21_no_code_is_left_whatever_is_put_together(text: str) -> None:
    assert not CODE.search(flat(text))
    assert all(TIME.fullmatch(code) for code in CODE.findall(readable(text)))
    assert all(TIME.fullmatch(code) for code in CODE.findall(plain(text)))
    assert readable(readable(text)) == readable(text)


@given(st.lists(st.sampled_from([AT, "word ", "x", ". ", "\n\n"]), max_size=60).map("".join), st.integers(30, 120))
def test_i21_no_time_is_cut_in_two(text: str, limit: int) -> None:
    for piece in (shorten(text, limit), *pages(text, limit), brief(text, limit)):
        assert "<" not in TIME.sub("", piece)
        assert ">" not in TIME.sub("", piece)
        assert limits.length(piece) <= limit


def test_i13_marks_within_marks_are_read_in_one_go() -> None:
    text = "<" * 2_000 + ":a:1>" * 2_000
    assert not CODE.search(readable(text))
