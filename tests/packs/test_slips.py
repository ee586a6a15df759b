"""What YAML reads otherwise than its author meant is named as what it is, where it stands."""

import pytest

from tests.budgets import budget
from tests.packs.sample import GOOD, problems, read, spoiled, warnings, where

NOTE = "note: They rest at night."
AUTHORS = "authors: [Ada Drone]"
CUT = "put it in quotes"
CUT_QUOTED = "take it into the quotes"
STRANGE = [
    "\u00a0",
    "\u1680",
    *map(chr, range(0x2000, 0x200C)),
    "\u202f",
    "\u205f",
    "\u3000",
    "\u2060",
    "\ufeff",
    "\u180e",
    "\u3164",
]


@pytest.mark.parametrize(
    ("was", "spoilt", "cut"),
    [
        (NOTE, "note: Claim #2 holds", "#2"),
        (NOTE, "note: They rest\n      at #night", "#night"),
        (NOTE, "note: They rest\n      at #night and\n      not by day", "#night"),
        (NOTE, "note: 🐝 蜂 \t #蜂", "#蜂"),
        (NOTE, "note: C ##", "##"),
        (NOTE, "note: #beesleep matters", "#beesleep"),
        ("title: Bees on film", "title: Season #2", "#2"),
        (AUTHORS, "authors:\n  - Ada #1\n  - Bo", "#1"),
        (AUTHORS, "authors:\n  - #1 of us\n  - Bo", "#1"),
        (AUTHORS, "authors: [Ada #1, Bo]", "#1"),
        (AUTHORS, "authors: [Bo, Ada #1\n  , Cy]", "#1"),
        ("options: [the keeper, the bees]", "options: [the keeper, Part #1]", "#1"),
        ("  sift:\n    name: SIFT", "  sift: {name: SIFT #4}", "#4"),
    ],
)
def test_i16_a_text_cut_by_a_number_sign_is_a_problem_at_that_sign(was: str, spoilt: str, cut: str) -> None:
    text = spoiled((was, spoilt))
    (found,) = problems(text)
    assert found.startswith(where(text, cut))
    assert found.endswith(CUT)


@pytest.mark.parametrize(
    ("was", "spoilt", "cut"),
    [
        (NOTE, 'note: "They rest" #1', "#1"),
        (NOTE, "note: 'They rest' #1 of all", "#1"),
        (NOTE, 'note: "They\n      rest" \t#1', "#1"),
        (AUTHORS, 'authors:\n  - "Ada" #1\n  - Bo', "#1"),
        (AUTHORS, 'authors: ["Ada" #1\n  , Bo]', "#1"),
        (AUTHORS, 'authors: ["Ada" #1, Bo]', "#1"),
    ],
)
def test_i16_so_is_a_text_in_quotes_with_a_number_sign_behind_it(was: str, spoilt: str, cut: str) -> None:
    text = spoiled((was, spoilt))
    (found,) = problems(text)
    assert found.startswith(where(text, cut))
    assert found.endswith(CUT_QUOTED)


@pytest.mark.parametrize(
    "spoilt",
    [
        "note: They rest # at night", 'note: "They rest" # at night', 'note: "They rest" #',
        "note: | #1\n      They rest", "note: They rest #", "note: 'Claim #2'", 'note: "Claim #2"', "note: Claim#2",
        "note: >-\n      Claim #2", "note: They rest\n    #a line of its own", "note: They rest #\tat night",
    ],
)  # fmt: skip
def test_i16_comments_and_quoted_texts_stay_fine(spoilt: str) -> None:
    assert problems(spoiled((NOTE, spoilt))) == []


def test_i16_comments_beside_keys_and_lists_stay_fine() -> None:
    assert problems(spoiled(("films:\n", "films: #all of them\n"), (AUTHORS, f"{AUTHORS} #one"))) == []


@pytest.mark.parametrize("space", STRANGE, ids=lambda space: f"U+{ord(space):04X}")
@pytest.mark.parametrize(
    ("was", "spoilt"),
    [
        ("title: Bees on film", "title:{}Bees on film"),
        ("title: Bees on film", "title: {}Bees on film"),
        ("title: Bees on film", "title{}: Bees on film"),
        ("  - id: winter", "  -{}id: winter"),
        ("  - id: winter", "{}- id: winter"),
        ("    title: Bees in winter", "{}   title: Bees in winter"),
        ("    title: Bees in winter", "  {} title: Bees in winter"),
        ("    title: Bees in winter", "    title:{}Bees in winter"),
        ("  B2:\n", "  B2:{}\n"),
        ("        text: Who does what.", "        text:{}Who does what."),
    ],
)
def test_i17_a_space_that_is_none_is_named_where_it_stands(was: str, spoilt: str, space: str) -> None:
    text = spoiled((was, spoilt.replace("{}", space)))
    (found,) = problems(text)
    assert found.startswith(f"{where(text, space)}: U+{ord(space):04X} (")
    assert found.endswith("stands here in place of an ordinary space; type that instead")


@pytest.mark.parametrize(
    ("was", "spoilt"),
    [
        ("title: Bees on film", "title：Bees on film"),
        ("title: Bees on film", "title： Bees on film"),
        ("  - id: winter", "  - id：winter"),
        ("    title: Bees in winter", "    title：Bees in winter"),
        ("  sift:\n", "  sift：\n"),
    ],
)
def test_i17_a_colon_of_full_width_is_named_where_it_stands(was: str, spoilt: str) -> None:
    text = spoiled((was, spoilt))
    (found,) = problems(text)
    assert found.startswith(f"{where(text, '：')}: U+FF1A (fullwidth colon)")
    assert "a colon with a space after it" in found


def test_i17_each_of_them_is_told_once() -> None:
    text = spoiled(
        ("title: Bees on film", "title: \u00a0Bees on film"), ("    title: Bees in winter", "\u3000\u3000title: Bees")
    )
    assert [line.split(": ")[0] for line in problems(text)] == [where(text, "\u00a0"), where(text, "\u3000\u3000")]


@pytest.mark.parametrize(
    "text",
    [
        "note: |\n      \u3000蜜蜂在夜里休息。\n      title：not a key\n      id:\u00a0nor this",
        'note: "They\u00a0rest\n      \u00a0at night"', "note: 注意：蜜蜂",
         "note: They say\n      Note：rest", "note: Ils dorment\u00a0!",
    ],
)  # fmt: skip
def test_i17_such_characters_within_texts_stay_as_they_are(text: str) -> None:
    assert problems(spoiled((NOTE, text))) == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("[1] says so", "["), ("[1]", "["), ("[1] says\n      so", "["), ("[see there", "["), ("> 50 % of them", ">"),
        (">50 %", ">"), ("| so", "|"), ("? unknown", "?"), ("{x} y", "{"), ("{x}", "{"), ("{x: y} z", "{"), ("{x", "{"),
    ],
)  # fmt: skip
def test_i17_a_text_that_begins_with_a_sign_of_yaml_is_named_at_that_sign(text: str, sign: str) -> None:
    spoilt = spoiled((NOTE, f"note: {text}"))
    (found,) = problems(spoilt)
    assert found.startswith(where(spoilt, f"{text.splitlines()[0]}"))
    assert f"a text that begins with {sign} needs quotation marks around it" in found


@pytest.mark.parametrize("text", ["[1] Ada", "> 50", "| Ada", "? Ada", "{Ada} B"])
def test_i17_so_is_an_item_of_a_list(text: str) -> None:
    spoilt = spoiled((AUTHORS, f"authors:\n  - {text}\n  - Bo"))
    (found,) = problems(spoilt)
    assert found.startswith(where(spoilt, text))
    assert f"a text that begins with {text[0]} needs quotation marks around it" in found


def test_i17_a_hundred_thousand_of_them_take_no_time() -> None:
    many = budget(20_000, 100_000)
    body = "".join(f"      \u3000line {number}\n" for number in range(many))
    reading = read(f"{GOOD}summary: |\n{body}")
    assert reading.problem_count
    assert read("".join(f"\u00a0k{number}: x\n" for number in range(many))).problem_count == many


def test_the_sample_has_none_of_this() -> None:
    assert problems(GOOD) == []
    assert not any("begins with" in line for line in warnings(GOOD))
