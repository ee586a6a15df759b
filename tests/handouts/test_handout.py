"""The handout of a film, a guide, an explainer: what members get, and what only who leads gets."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.chat.paper import Asked, Choices, Note, Room, Sheet, Table, Wanted
from bot.handouts.page import page
from bot.library.handout import explainer_handout
from bot.packs.format.model import Film, Guide, Kind, Pack
from bot.packs.reading.reader import read_pack
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.paper.handout import FREE, film_handout, guide_handout, handout_of
from bot.viewings.programme import programme_of
from tests.handouts.sheets import Page, squeezed
from tests.viewings.evening import hive

SHIPPED_PACKS = sorted(path.parent for path in Path(__file__).parents[2].glob("content/*/pack.yaml"))
MEMBERS, LEADER = Wanted(), Wanted(facilitator=True)


@cache
def packs() -> list[Pack]:
    return [pack for path in SHIPPED_PACKS if (pack := read_pack(path).pack)]


@cache
def shipped() -> list[tuple[Shelf, Item]]:
    return [(shelf, film) for pack in packs() for shelf in [Shelf([pack])] for film in shelf.of_kind(Kind.FILM)]


def the_hive(wanted: Wanted = MEMBERS, pack: Pack | None = None, **film: Any) -> Sheet:
    shelf = Shelf([pack or hive(**film)])
    item = shelf.find("bees/the-hive")
    assert item
    return film_handout(shelf, item, wanted)


def asked(sheet: Sheet) -> list[Asked]:
    return [part for section in sheet.sections for part in section.parts if isinstance(part, Asked)]


def text_of(sheet: Sheet) -> str:
    return Page(page(sheet)).text


def test_members_get_the_prompts_in_their_order_with_room_to_write() -> None:
    sheet = the_hive()
    assert [each.number for each in asked(sheet)] == list(range(1, 8))
    assert [each.minute for each in asked(sheet)][2:5] == ["after its scene", "5:00", "12:30"]
    assert all(any(isinstance(part, Room) for part in each.parts) for each in asked(sheet))
    assert Choices(("uneasy", "neither", "at ease"), scale=True) in asked(sheet)[1].parts
    assert [section.heading for section in sheet.sections][-4:-1] == [
        "Before the film",
        "During the film",
        "After the film",
    ]
    assert sheet.signed


def test_what_only_who_leads_reads_is_on_their_copy_alone() -> None:
    for shelf, film in shipped():
        guide = programme_of(shelf, film)
        notes = [squeezed(note) for note in guide.facilitator_notes.values()]
        verdicts = [squeezed(claim.note) for claim in guide.claims if claim.note]
        members, leader = text_of(film_handout(shelf, film, MEMBERS)), text_of(film_handout(shelf, film, LEADER))
        assert notes
        assert all(note in leader for note in notes)
        assert all(note in leader for note in verdicts)
        assert not any(note in members for note in notes)
        assert not any(note in members for note in verdicts)
        assert all(squeezed(prompt.ask) in members for prompt in guide.guide.prompts)


def test_no_sheet_of_members_has_a_note_at_all() -> None:
    for shelf, film in shipped():
        for minutes in (None, 45):
            sheet = film_handout(shelf, film, Wanted(minutes=minutes))
            assert not any(isinstance(part, Note) for each in asked(sheet) for part in each.parts)


def test_who_leads_gets_plans_for_the_usual_times_beside_each_other() -> None:
    [table] = [part for section in the_hive(LEADER).sections for part in section.parts if isinstance(part, Table)]
    assert table.head == ("", "45 minutes", "90 minutes", "120 minutes")
    assert table.rows[2][0] == "The film"
    assert "pause at 5:00 and 12:30" in table.rows[2][2]


def test_for_a_time_only_what_fits_is_asked_and_the_plan_goes_from_hour_to_hour() -> None:
    leader, members = the_hive(Wanted(True, 36)), the_hive(Wanted(minutes=36))
    [table] = [part for section in leader.sections for part in section.parts if isinstance(part, Table)]
    assert [row[0] for row in table.rows] == sorted(row[0] for row in table.rows)
    assert table.rows[0][0] == "0:00"
    assert asked(members)
    assert len(asked(members)) < 7
    assert [each.text for each in asked(members)] == [each.text for each in asked(leader)]
    assert [each.number for each in asked(members)] == list(range(1, len(asked(members)) + 1))
    told = " ".join(row[2] for row in table.rows)
    assert {int(number) for number in re.findall(r"\d+", re.sub(r"\d+:\d+", "", told))} <= set(range(1, 8))


def test_fewer_prompts_get_more_room() -> None:
    def rooms(sheet: Sheet) -> int:
        return max(part.lines for each in asked(sheet) for part in each.parts if isinstance(part, Room))

    shelf, film = next(each for each in shipped() if each[1].entry.id == "leave-no-dark-corner")
    assert rooms(film_handout(shelf, film, Wanted(minutes=45))) > rooms(film_handout(shelf, film, MEMBERS))


def test_a_film_that_no_source_knows_says_so_and_one_without_a_length_says_what_is_guessed() -> None:
    sheet = the_hive(LEADER, status="unverified", runtime=None)
    text = text_of(sheet)
    assert squeezed("Title not verified") in text
    assert squeezed("How long the film is, is not known here") in text


def test_a_typed_film_and_a_guide_for_any_film_have_a_handout_too() -> None:
    shelf = Shelf([hive()])
    typed = handout_of(shelf, programme_of(shelf, "Honey & <Wax>"), MEMBERS)
    assert typed.title == "Honey & <Wax>"
    assert typed.name == "handout-film"
    guide = shelf.find("bees/any-film")
    assert guide
    assert guide_handout(shelf, guide, MEMBERS).title == FREE
    assert [each.minute for each in asked(guide_handout(shelf, guide, MEMBERS))][:1] == ["at 50% of the film"]
    own = shelf.find("bees/through-the-hive")
    assert own
    assert guide_handout(shelf, own, MEMBERS).title == "The Hive"


def test_every_source_that_is_cited_is_listed_with_the_terms_of_use() -> None:
    for shelf, film in shipped():
        assert isinstance(film.entry, Film)
        for wanted in (MEMBERS, LEADER):
            sheet = film_handout(shelf, film, wanted)
            cited = {key for each in asked(sheet) for key in each.cites}
            for section in sheet.sections:
                for part in section.parts:
                    cited |= {key for point in getattr(part, "points", ()) for key in point.cites}
            assert cited <= sheet.sources.keys()
            assert sheet.sources
            assert "CC-BY-4.0" in sheet.foot[0]


@pytest.mark.parametrize("minutes", [None, 15, 45, 480])
def test_an_explainer_has_questions_without_answers_for_members_and_with_them_for_who_leads(
    minutes: int | None,
) -> None:
    for shelf, pack in [(Shelf([pack]), pack) for pack in packs()]:
        for item in shelf.of_kind(Kind.EXPLAINER):
            members = explainer_handout(shelf, item, Wanted(minutes=minutes))
            leader = explainer_handout(shelf, item, Wanted(True, minutes))
            assert [each.text for each in asked(members)] == [each.text for each in asked(leader)]
            assert not any(isinstance(part, Note) for each in asked(members) for part in each.parts)
            reasons = [squeezed(each.because) for each in pack.questions if item.entry.id in each.about]
            if minutes == 480:
                assert all(reason in text_of(leader) for reason in reasons)


def test_options_are_not_listed_in_the_order_in_which_a_pack_begins_with_the_right_one() -> None:
    firsts: list[bool] = []
    for pack in packs():
        shelf = Shelf([pack])
        questions = {question.ask: question for question in pack.questions if question.kind == "one"}
        for item in shelf.of_kind(Kind.EXPLAINER):
            for each in asked(explainer_handout(shelf, item, MEMBERS)):
                choices = [part for part in each.parts if isinstance(part, Choices)]
                if each.text in questions and choices:
                    right = next(option.text for option in questions[each.text].options if option.right)
                    firsts.append(choices[0].options[0] == right)
    assert firsts
    assert sum(firsts) < len(firsts) / 2


def test_a_guide_that_a_pack_asks_in_its_short_form_is_cut_to_it_first() -> None:
    shelf, film = next(each for each in shipped() if each[1].entry.id == "leave-no-dark-corner")
    guide = programme_of(shelf, film).guide
    assert isinstance(guide, Guide)
    sheet = film_handout(shelf, film, Wanted(minutes=45))
    short = {prompt.ask for prompt in guide.prompts if prompt.id in guide.short}
    assert short <= {each.text for each in asked(sheet)}
