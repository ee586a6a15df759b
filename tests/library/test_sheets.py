"""What cards say: written once for each shelf, with numbered sources; goals, timelines, paths; all of it fits."""

import gc
import weakref
from dataclasses import replace

import pytest

from bot.chat.limits import length
from bot.library import sheets
from bot.library.cards import packs_card
from bot.library.compare import comparison
from bot.library.sheets import LEAF, Leaf, sheet_of
from bot.packs.format.model import Film, Kind, Pack
from bot.packs.shelf.shelves import Shelf
from tests.every_card import cards_of
from tests.fits import assert_fits
from tests.packs.sample import GOOD, read
from tests.samples import SOURCE, bees


def test_a_sheet_is_written_once_for_each_shelf() -> None:
    before, after = Shelf([bees()]), Shelf([bees(summary="A new version.")])
    assert sheet_of(before.items[0], before) is sheet_of(before.items[0], before)
    assert sheet_of(after.items[0], after).item is after.items[0]


def test_the_sheets_shown_longest_ago_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "KEPT", 2)
    shelf = Shelf([bees()])
    first = sheet_of(shelf.items[0], shelf)
    for item in shelf.items[1:3]:
        sheet_of(item, shelf)
    assert sheet_of(shelf.items[0], shelf) is not first


def test_a_shelf_that_was_replaced_is_let_go_with_its_sheets() -> None:
    shelf = Shelf([bees()])
    sheet = weakref.ref(sheet_of(shelf.items[0], shelf))
    del shelf
    gc.collect()
    assert sheet() is None


def leaves(pack: Pack, entry_id: str) -> dict[str, Leaf]:
    shelf = Shelf([pack])
    (item,) = [item for item in shelf.items if item.entry.id == entry_id]
    return {leaf.heading: leaf for leaf in sheet_of(item, shelf).leaves}


def test_sources_are_numbered_through_the_whole_card_in_the_order_in_which_they_appear() -> None:
    shown = leaves(bees(), "what-a-hive-is")
    assert shown["Overview"].text.endswith("- A hive has one queen. [[1]](<https://bees.example/study>)")
    assert shown["Who lives there"].text.endswith("[[1]](<https://bees.example/study>)")
    assert shown["Who looks after it"].text.endswith("help. [2]")
    assert shown["Who looks after it"].foot == "-# 2. Hive Board: Hive rules (2020-05), read in a copy."
    assert shown["Sources"].text == (
        "1. Ada Drone: A study of bees (2020-05). [bees.example](<https://bees.example/study>)\n"
        "2. Hive Board: Hive rules (2020-05), read in a copy."
    )


def test_a_card_of_one_page_has_its_sources_below_it_and_no_page_for_them() -> None:
    (leaf,) = leaves(bees(), "bees-sleep").values()
    assert "Researchers watched them rest. [[1]](<" in leaf.text
    assert leaf.foot == "-# 1. Ada Drone: A study of bees (2020-05)."


def test_a_term_of_which_nothing_is_said_says_so() -> None:
    pack = bees(films=[], explainers=[], claims=[], glossary=[{"id": "hive", "term": "Hive"}])
    assert [leaf.text for leaf in leaves(pack, "hive").values()] == ["Nothing more is written about this yet."]


def test_keys_of_sources_are_shown_nowhere() -> None:
    shelf = Shelf([bees()])
    for item in shelf.items:
        for leaf in sheet_of(item, shelf).leaves:
            assert "B1" not in leaf.text + leaf.foot
            assert "B2" not in leaf.text + leaf.foot


def test_an_address_cannot_end_the_link_that_it_is_behind() -> None:
    tricky = SOURCE | {"url": "https://bees.example/a_(b)**c**"}
    text = leaves(bees(sources={"B1": tricky, "B2": tricky}), "bees-sleep")["Verdict and evidence"].text
    assert "[[1]](<https://bees.example/a_%28b%29%2A%2Ac%2A%2A>)" in text


def test_a_text_that_looks_like_a_number_brings_no_source_below_the_page() -> None:
    claim = {"id": "c", "claim": "C", "note": "See [2] and https://bees.example/[2] and [[2]](x).", "sources": ["B1"]}
    (leaf,) = leaves(bees(claims=[claim | {"against": []}], films=[], explainers=[]), "c").values()
    assert leaf.foot == "-# 1. Ada Drone: A study of bees (2020-05)."


def test_more_sources_than_fit_below_a_page_are_listed_on_one_of_their_own() -> None:
    many = {f"S{number}": SOURCE | {"title": f"{number} " + "*" * 280, "url": None} for number in range(40)}
    claim = {"id": "c", "claim": "C", "note": "N", "against": [{"text": "T", "sources": list(many)}]}
    shown = leaves(bees(sources=many, claims=[claim], films=[], explainers=[], glossary=[]), "c")
    assert shown["Verdict and evidence"].foot == ""
    assert "\n".join(leaf.text for leaf in shown.values()).count("Ada Drone: ") == 40
    assert all(length(leaf.text) + length(leaf.foot) <= LEAF for leaf in shown.values())


def test_the_short_version_stands_behind_the_lead_and_the_timeline_behind_the_sections_oldest_first() -> None:
    reading = read(GOOD)
    assert reading.pack
    shown = leaves(reading.pack, "what-a-hive-is")
    overview = shown["Overview"].text
    assert overview.startswith("A hive is a home for bees.\n\n**The short version**\n- A hive has one queen.")
    assert overview.endswith("\n\n**After this you can …**\n- say who lives in a hive")
    assert list(shown) == ["Overview", "Who lives there", "Timeline", "What people get wrong", "Sources"]
    assert shown["Timeline"].text == (
        "- **1911:** Bees were filmed for the first time. [[1]](<https://bees.example/study?page=2#top>)\n"
        "- **30 April 2019:** The hive rules were written. [2]"
    )
    assert "Timeline" not in leaves(reading.pack, "winter")


def test_a_path_lists_its_entries_in_order_and_a_question_keeps_its_answer() -> None:
    reading = read(GOOD)
    assert reading.pack
    (path,) = leaves(reading.pack, "begin-here").values()
    assert path.heading == "Read these three, in this order"
    assert path.text == (
        "You will know a hive from inside.\n\n"
        "1. **What a hive is** · Explainer\n2. **Bees never sleep** · Fact-check\n3. **The Hive** · Film"
    )
    for question in ("who-rests", "what-queens-eat"):
        (leaf,) = leaves(reading.pack, question).values()
        assert not {"night", "jelly", "food"} & {*leaf.text.lower().split()}


def test_every_card_fits_with_as_many_goals_events_and_sources_as_the_format_takes() -> None:
    sources = {f"S{number}": SOURCE | {"title": "*" * 300, "author": "_" * 300} for number in range(30)}
    pack = bees(
        sources=sources | {"B1": SOURCE, "B2": SOURCE},
        explainers=[
            {
                "id": "all",
                "title": "*" * 100,
                "lead": "*" * 8_000,
                "goals": ["*" * 300] * 5,
                "timeline": True,
                "key_points": [{"text": "*" * 2_000, "sources": list(sources)}] * 3,
            }
        ],
        timeline=[
            {"id": f"e{number}", "date": f"19{number}", "text": "*" * 500, "about": ["all"], "sources": list(sources)}
            for number in range(10, 60)
        ],
        questions=[
            {
                "id": "q",
                "ask": "*" * 300,
                "about": ["all"],
                "because": "*" * 1_000,
                "options": [
                    {"text": f"{number}" + "*" * 79, "because": "*" * 200, "right": number == 3} for number in range(6)
                ],
                "sources": list(sources),
            }
        ],
        statements=[{"id": "s", "question": "*" * 300, "statements": [f"{n} " + "*" * 190 for n in range(40)]}],
        paths=[
            {"id": f"p{number}", "title": "*" * 100, "lead": "*" * 8_000, "entries": ["all"] * 10}
            for number in range(30)
        ],
        films=[],
    )
    for card in cards_of(pack):
        assert_fits(card)
    wordy = [replace(pack, id=f"p{number}", title="*" * 100, summary="*" * 8_000) for number in range(6)]
    shelf = Shelf(wordy)
    assert_fits(packs_card(shelf, 0, ("*" * 300,) * 9, (shelf.items[:25], 5_000)))


def test_the_sources_of_a_film_stand_on_a_line_of_their_own_behind_what_it_is_about() -> None:
    film = {
        "id": "f",
        "title": "F",
        "status": "verified",
        "summary": "It shows a hive.",
        "themes": [{"name": "Work", "text": "Who works."}],
        "sources": ["B1", "B2"],
    }
    shown = leaves(bees(films=[film], explainers=[], claims=[], glossary=[]), "f")
    assert shown["Overview"].text == (
        "It shows a hive.\n\nSources of this card: [[1]](<https://bees.example/study>) [2]\n\n"
        "**Themes**\n- **Work.** Who works."
    )


def test_what_is_known_of_a_film_is_told_and_what_is_not_takes_no_line() -> None:
    film = Film(
        id="hive", title="The hive", status="verified", summary="It shows a hive.",
        year=2020, runtime="27:14", about=True, languages=("German", "English"),
    )  # fmt: skip
    assert film.facts == {"Year": "2020", "Length": "about 27:14", "Languages": "German, English"}
    assert replace(film, about=False).facts["Length"] == "27:14"


def test_themes_with_commas_in_their_names_can_be_told_apart_in_a_comparison() -> None:
    def film(name: str, *themes: str) -> dict[str, object]:
        told = [{"name": theme, "text": "It."} for theme in themes]
        return {"id": name, "title": name, "status": "verified", "summary": "It.", "themes": told}

    films = [film("one", "Work", "One hive, many queens", "Who dances?"), film("two", "Work")]
    shelf = Shelf([bees(films=films, explainers=[], claims=[], glossary=[])])
    one, two = shelf.of_kind(Kind.FILM)
    assert "- Only *one*: One hive, many queens · Who dances?" in comparison(one, two, shelf)
    assert "Only *two*" not in comparison(one, two, shelf)
