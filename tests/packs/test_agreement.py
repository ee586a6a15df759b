"""The strict check: a pack is of one mind, and says nothing twice."""

import pytest

from bot.packs.reading.reader import read_bytes
from tests.packs.sample import GOOD, spoiled, where

HEAD = "format: 1\nid: tiny\nversion: 1.0.0\ntitle: Tiny\n"
CLAIMS = """\
claims:
  - id: d
    claim: Bees dance
    verdict: true
  - id: c
    claim: Bees never sleep
    verdict: """


def strictly(text: str) -> list[str]:
    return [line.removeprefix("bees.yaml:") for line in read_bytes("bees.yaml", text.encode(), strict=True).lines]


def asked(verdict: str, ask: str, right: str, *wrong: str, about: str = "c", kind: str = "one") -> list[str]:
    """What is said against a question about a claim with a verdict."""
    options = [f"      - text: {right}\n        right: true\n", *(f"      - text: {text}\n" for text in wrong)]
    asking = f"  - id: q\n    ask: '{ask}'\n    kind: {kind}\n    about: [{about}]\n    because: So.\n    options:\n"
    text = f"{HEAD}{CLAIMS}{verdict}\nquestions:\n{asking}{''.join(options)}"
    return [line for line in strictly(text) if "contradicts" in line]


@pytest.mark.parametrize("ask", ["Which verdict fits?", "“Bees never sleep”: does it hold?"])
@pytest.mark.parametrize(
    ("right", "verdicts"),
    [
        ("holds", {"true", "mostly_true"}),
        ("partly", {"partly", "misleading"}),
        ("does not hold", {"false", "mostly_false"}),
        ("not known or contested", {"not_shown", "contested"}),
        ("mostly true", {"mostly_true"}),
        ("Mostly false", {"mostly_false"}),
    ],
)
@pytest.mark.parametrize(
    "verdict", ["true", "mostly_true", "partly", "misleading", "contested", "not_shown", "mostly_false", "false"]
)
def test_an_answer_that_names_a_verdict_names_the_one_of_its_claim(
    ask: str, right: str, verdicts: set[str], verdict: str
) -> None:
    wrong = [text for text in ("holds", "partly", "does not hold") if text != right]
    assert bool(asked(verdict, ask, right, *wrong)) == (verdict not in verdicts)


def test_yes_and_no_are_about_the_claim_only_where_the_question_repeats_it() -> None:
    assert asked("false", "Is it so that bees never sleep?", "yes", "no")
    assert not asked("false", "Is it so that bees never sleep?", "no", "yes")
    assert not asked("false", "Have bees been watched resting?", "yes", "no")


def test_true_is_not_mostly_true_where_both_can_be_chosen() -> None:
    assert not asked("mostly_true", "Bees never sleep?", "true", "false")
    assert asked("mostly_true", "Bees never sleep?", "true", "mostly true", "false")
    assert not asked("true", "Bees never sleep?", "true", "mostly true", "false")


def test_only_one_right_option_about_one_claim_is_compared() -> None:
    assert not asked("false", "Bees never sleep?", "yes", "no", about="c, d")
    assert not asked("false", "Bees never sleep?", "yes", "no", kind="several")
    assert not asked("false", "Bees never sleep?", "in winter", "in summer")


def test_a_contradiction_is_told_at_the_answer() -> None:
    (line,) = asked("false", "Bees never sleep?", "yes", "no")
    assert line.endswith("the claim `c` has the verdict `false`; change one of them")
    assert line.startswith("19:15: ")


SECOND = "  B2:\n    title: Hive rules\n    kind: official\n    seen: copy\n"


@pytest.mark.parametrize(
    "same",
    [
        "title: Another name\n    url: http://www.bees.example/study?page=2#top/",
        "title: a Study of Bees!",
    ],
)
def test_a_source_that_is_there_under_two_keys_is_an_error(same: str) -> None:
    text = spoiled((SECOND, f"  B2:\n    {same}\n    kind: scholar\n"))
    assert f"{where(text, '  B2:').split(':')[0]}:3: `B2` is the same source as `B1`; keep one key" in strictly(text)
    assert read_bytes("bees.yaml", text.encode()).pack


@pytest.mark.parametrize("other", ["author: Bob", "publisher: Hive Board", "date: 2019"])
def test_sources_with_one_title_by_others_or_of_other_days_are_two(other: str) -> None:
    text = spoiled((SECOND, f"  B2:\n    title: A study of bees\n    {other}\n    kind: scholar\n"))
    assert not [line for line in strictly(text) if "same source" in line]


def test_a_theme_that_only_one_film_has_is_an_error_where_there_are_others() -> None:
    assert f"{where(GOOD, 'Work')}: no other film has the theme `Work`; name a shared thread alike in both" in strictly(
        GOOD
    )
    themes = "    themes:\n      - name: work\n        text: What of it is left.\n    nearest:"
    assert not [line for line in strictly(spoiled(("    nearest:", themes))) if "theme" in line]
    alone = GOOD.replace(GOOD[GOOD.index("  - id: lost-reel") : GOOD.index("claims:\n  - id")], "")
    assert not [line for line in strictly(alone) if "theme" in line]


def guide(prompts: int, short: str) -> list[str]:
    listed = "".join(f"      - id: p{number}\n        phase: before\n        ask: Q?\n" for number in range(prompts))
    made = f"guides:\n  - id: long\n    title: Long\n{short}    prompts:\n{listed}  - id: look-closely\n"
    return [line for line in strictly(spoiled(("guides:\n  - id: look-closely\n", made))) if "short" in line]


def test_a_guide_with_more_than_five_prompts_has_a_short_form_of_five() -> None:
    assert guide(5, "") == []
    (line,) = guide(6, "")
    assert "this guide has 6 prompts and it has no short form; name 5 of them under `short`" in line
    (line,) = guide(7, "    short: [p0, p1]\n")
    assert "its short form has 2" in line
    assert guide(7, "    short: [p0, p1, p2, p3, p4]\n") == []


@pytest.mark.parametrize("words", ["read in a copy", "Read only in a copy", "seen in a copy"])
def test_what_cards_say_by_themselves_is_an_error_in_a_text(words: str) -> None:
    text = spoiled(("note: They rest at night.", f"note: They rest ({words})."))
    (line,) = [line for line in strictly(text) if "by themselves" in line]
    assert line.endswith("is what cards say by themselves; write `seen: copy`")
    assert line.split(": ")[0] == where(text, "They rest (")


def test_whatever_stands_where_it_should_not_is_judged_without_a_crash() -> None:
    films = "films: [x, {themes: y}, {themes: [z, {name: [a]}]}]\n"
    claims = "claims: [{id: [a], verdict: {b: c}}, {id: {d: e}}]\n"
    questions = "questions: [{about: [[f], {g: h}], options: [i]}]\n"
    assert strictly(f"{HEAD}sources: [a]\n{films}{claims}{questions}guides: [{{prompts: x, short: y}}, z]\n")
