"""Questions, sets of statements, timelines and paths: what each may hold, and how it is found."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from msgspec import convert

from bot.packs.cards import info_card
from bot.packs.format.fields import when_words
from bot.packs.format.learning_rules import path_faults, question_faults, set_faults
from bot.packs.format.model import Kind, Pack, Question, ReadingPath, StatementSet
from bot.packs.format.rules import Fault
from bot.packs.holdings.differing import difference
from bot.packs.holdings.rules import PackStatus
from bot.packs.shelf.shelves import Shelf, contents
from tests.packs.sample import GOOD, problems, read, spoiled, warnings, where

RIGHT = {"text": "a", "right": True}
WRONG = [{"text": "b"}, {"text": "c"}]


def question(**keys: object) -> Question:
    made = {"id": "q", "ask": "Q?", "about": ["x"], "because": "So.", "options": [RIGHT, *WRONG]} | keys
    return convert(made, Question)


def told(faults: Iterable[Fault]) -> list[str]:
    return [".".join(map(str, fault.path)) for fault in faults if not fault.mild]


def pack(text: str = GOOD) -> Pack:
    reading = read(text)
    assert reading.pack, reading.lines
    return reading.pack


def test_one_question_has_exactly_one_right_option() -> None:
    assert told(question_faults(question())) == []
    assert told(question_faults(question(options=WRONG))) == ["options"]
    assert told(question_faults(question(options=[RIGHT, RIGHT | {"text": "d"}, *WRONG]))) == ["options.1.right"]


def test_several_right_options_need_a_wrong_one_beside_them() -> None:
    both = [RIGHT, RIGHT | {"text": "d"}]
    assert told(question_faults(question(kind="several", options=[*both, *WRONG]))) == []
    assert told(question_faults(question(kind="several"))) == []
    assert told(question_faults(question(kind="several", options=both))) == ["options"]
    assert told(question_faults(question(kind="several", options=WRONG))) == ["options"]


def test_what_is_put_in_order_stands_in_the_right_order_and_marks_nothing() -> None:
    assert told(question_faults(question(kind="order", options=WRONG))) == []
    assert told(question_faults(question(kind="order"))) == ["options.0.right"]


def test_an_answer_from_memory_has_an_answer_and_no_options() -> None:
    assert told(question_faults(question(kind="recall", options=[], answer="A"))) == []
    assert told(question_faults(question(kind="recall", options=[]))) == [""]
    assert told(question_faults(question(kind="recall", answer="A"))) == ["options"]
    assert told(question_faults(question(answer="A"))) == ["answer"]


@pytest.mark.parametrize("kind", ["one", "several", "order"])
def test_a_question_needs_two_options_that_do_not_look_alike(kind: str) -> None:
    assert told(question_faults(question(kind=kind, options=[RIGHT]))) == ["options"]
    alike = [*WRONG, {"text": "B"}] if kind == "order" else [RIGHT, *WRONG, {"text": "B"}]
    assert told(question_faults(question(kind=kind, options=alike))) == [f"options.{len(alike) - 1}.text"]


def test_a_question_about_nothing_is_worth_a_look() -> None:
    assert [fault.mild for fault in question_faults(question(about=[]))] == [True]
    assert told(question_faults(question(about=["x", "x"]))) == ["about.1"]


def test_a_set_has_three_statements_none_of_them_twice() -> None:
    made = StatementSet(id="s", question="Q?", statements=("a", "b", "c"))
    assert told(set_faults(made)) == []
    assert told(set_faults(replace(made, statements=("a", "b")))) == ["statements"]
    assert told(set_faults(replace(made, statements=("a", "b", "c", "A")))) == ["statements.3"]


def test_a_path_leads_through_at_least_one_entry_and_through_none_twice() -> None:
    made = ReadingPath(id="p", title="P", entries=("a", "b"))
    assert told(path_faults(made)) == []
    assert told(path_faults(replace(made, entries=()))) == [""]
    assert told(path_faults(replace(made, entries=("a", "b", "a")))) == ["entries.2"]


@pytest.mark.parametrize(
    ("old", "new", "piece", "message"),
    [
        ("    because: Researchers watched them.\n", "", "id: who-rests", "`because` is missing"),
        (
            "    because: Researchers watched them.\n    sources: [B1]\n",
            "    because: Researchers watched them.\n",
            "id: who-rests",
            "this question names no source",
        ),
        (
            "    text: Bees were filmed for the first time.\n    sources: [B1]\n",
            "    text: Bees were filmed for the first time.\n",
            "id: first-film",
            "this event names no source",
        ),
        ("date: 2019-04-30", "date: 2019-02-30", "2019-02-30", "names a day that no calendar has"),
        ("date: 2019-04-30", "date: 30 Apr 19", "30 Apr", "expects a year, month or day"),
        ("date: 1911", "date: 1911-13", "1911-13", "names a day that no calendar has"),
        ("about: [bees-sleep]", "about: [like-bees]", "like-bees]", "is the id of a poll"),
        ("about: [what-a-hive-is]", "about: [who-rests]", "who-rests]", "is the id of a question"),
        (
            "entries: [what-a-hive-is, bees-sleep",
            "entries: [hive-rules, bees-sleep",
            "hive-rules, b",
            "of an event; `entries` takes the id of an explainer, film, claim, term or guide",
        ),
        ("see_also: [winter]", "see_also: [bees-and-us]", "bees-and-us]", "is the id of a set of statements"),
        ("kind: recall", "kind: recal", "recal", "did you mean `recall`?"),
        ("text: At night", f"text: {'a' * 81}", "a" * 81, "is 81 characters long and 80 fit"),
        ("[Flowers, Peace,", f"[{'a' * 201}, Peace,", "a" * 201, "is 201 characters long and 200 fit"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, piece: str, message: str) -> None:
    text = spoiled((old, new))
    found = [line for line in problems(text) if message in line]
    assert [line.split(": ", 1)[0] for line in found] == [where(text, piece)]


def test_ids_are_unique_across_the_new_kinds_too() -> None:
    (found,) = problems(spoiled(("- id: first-film", "- id: begin-here")))
    assert "the id `begin-here` is already that of" in found


def test_an_explainer_that_shows_a_timeline_which_is_not_there_is_worth_a_look() -> None:
    text = GOOD[: GOOD.index("timeline:\n  - id")] + GOOD[GOOD.index("paths:\n") :]
    assert problems(text) == []
    assert any("the pack has no `timeline` to show here" in line for line in warnings(text))


@pytest.mark.parametrize(
    ("date", "words"), [("2014", "2014"), ("2014-06", "June 2014"), ("2014-06-04", "4 June 2014"), ("0911", "0911")]
)
def test_dates_are_told_as_precisely_as_they_are_known(date: str, words: str) -> None:
    assert when_words(date).lstrip("0") == words.lstrip("0")


def test_what_a_pack_holds_counts_questions_sets_events_and_paths() -> None:
    assert contents(pack()) == (
        "1 path, 2 explainers, 2 films, 1 fact-check, 1 term, 2 viewing guides, 2 polls, 2 events, 2 questions, "
        "1 set of statements"
    )
    status = PackStatus("bees", "Bees", "1.0.0", ships=True)
    assert "2 questions, 1 set of statements." in str(info_card(status, pack(), None, 0, {}).to_components())


def test_paths_and_events_are_found_by_their_names_and_questions_by_their_words_after_all_else() -> None:
    shelf = Shelf([pack()])
    assert [item.entry.id for item in shelf.search_all("three steps").things] == ["begin-here"]
    assert [item.entry.id for item in shelf.search_all("april 2019").things] == ["hive-rules"]
    assert [item.entry.id for item in shelf.search_all("rest").things][-1] == "who-rests"
    assert shelf.search("when do bees rest", Kind.QUESTION)[0].entry.id == "who-rests"
    assert "who-rests" not in [item.entry.id for item in shelf.search("when do bees rest")]


@pytest.mark.parametrize("answer", ["at night", "they were watched", "royal jelly"])
def test_a_question_is_not_found_by_its_answer(answer: str) -> None:
    found = Shelf([pack()]).search_all(answer).things
    assert Kind.QUESTION not in {item.kind for item in found}


def test_a_difference_names_questions_sets_events_and_paths() -> None:
    later = pack(
        spoiled(
            ("    because: Researchers watched them.\n", "    because: Two researchers watched them.\n"),
            ("[Flowers, Peace,", "[Flowers, Rest,"),
            ("- id: first-film", "- id: first-bees"),
            ("title: Bees in three steps", "title: Bees in a few steps"),
        )
    )
    found = difference(pack(), later)
    assert [each.entry.id for each in found.changed] == ["begin-here", "who-rests", "bees-and-us"]
    assert [entry.id for entry in found.added] == ["first-bees"]
    assert [entry.id for entry in found.removed] == ["first-film"]
