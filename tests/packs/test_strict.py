"""The strict check: nothing unused, nothing out of reach, plain language."""

import pytest

from bot.packs.reading.reader import Reading, read_bytes
from bot.packs.reading.strict import grade, sentences, words
from tests.packs.sample import GOOD, spoiled

LONG = " ".join(["word"] * 29) + "."


def read_strictly(text: str) -> Reading:
    return read_bytes("bees.yaml", text.encode(), strict=True)


def test_the_sample_is_strictly_sound_but_for_what_nobody_leads_to_or_shares() -> None:
    assert [line.split(": ", 1)[1] for line in read_strictly(GOOD).lines] == [
        "no other film has the theme `Work`; name a shared thread alike in both",
        "no other entry leads to `lost-reel`; name it in one",
    ]


def test_a_source_that_nothing_names_is_an_error() -> None:
    text = spoiled(("sources: [B1, B2]", "sources: [B1]"), ("    sources: [B2]\n", "    sources: [B1]\n"))
    text = text.replace("sources: [B2]", "sources: [B1]")
    assert "no statement names the source `B2`; name it or take it out" in read_strictly(text).lines[0]
    assert read_bytes("bees.yaml", text.encode()).pack


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("    see_also: [winter]\n", "", "winter"),
        ("    see_also: [winter]\n", "    see_also: [what-a-hive-is]\n", "winter"),
        ("    terms: [royal-jelly]\n", "", "royal-jelly"),
        ("    guide: the-hive-guide\n", "", "the-hive-guide"),
    ],
)
def test_an_entry_that_no_other_leads_to_is_an_error(old: str, new: str, lost: str) -> None:
    lines = read_strictly(spoiled((old, new))).lines
    assert [line for line in lines if f"no other entry leads to `{lost}`" in line]


def test_polls_and_guides_for_every_film_need_nobody_to_lead_to_them() -> None:
    assert not [line for line in read_strictly(GOOD).lines if "like-bees" in line or "look-closely" in line]


def test_a_long_sentence_is_reported_and_no_error() -> None:
    reading = read_strictly(spoiled(("lead: A hive is a home for bees.", f"lead: Short. {LONG} Short.")))
    (warning,) = [warning for warning in reading.warnings if "sentence" in warning.message]
    assert warning.message.startswith("a sentence of 29 words: `word word")
    assert warning.path == "explainers[0].lead"
    assert reading.problem_count == 2  # those of the sample itself


def test_a_hard_text_is_reported_with_its_school_year() -> None:
    hard = "Institutional accountability necessitates administrative transparency. " * 12
    reading = read_strictly(spoiled(("lead: A hive is a home for bees.", f"lead: {hard}")))
    assert [warning.path for warning in reading.warnings if "reads like school year" in warning.message] == [
        "explainers[0]"
    ]


def test_the_language_of_other_languages_is_not_judged() -> None:
    reading = read_strictly(spoiled(("language: en", "language: de"), ("lead: A hive is", f"lead: {LONG}")))
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The cat sat on the mat.", -1.5),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.3),
    ],
)
def test_grades_are_those_of_flesch_and_kincaid(text: str, year: float) -> None:
    assert grade(text) == pytest.approx(year, abs=1.5)


def test_sentences_and_words_are_counted_as_readers_see_them() -> None:
    assert sentences("It began in 2.5 years. “Did it?” Yes… No!") == [
        "It began in 2.5 years.",
        "“Did it?”",
        "Yes…",
        "No!",
    ]
    assert words("China's well-known 2014 plan") == ["China's", "well-known", "plan"]
    assert grade("") == 0
