"""What is asked before a viewing begins, and that nothing said before is lost on the way through custom ids."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.inputs import fitting, pattern_of
from bot.errors import Refusal
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.viewings.choosing.rules import (
    CARRIED,
    INTENT,
    Intent,
    Plan,
    Start,
    WhichFilm,
    WhichGuide,
    carried,
    fitting_guide,
    named,
    question_of,
    read,
    written,
)
from bot.viewings.rules import Secrecy
from tests.samples import ants
from tests.viewings.evening import hive, item, narrow

AT = datetime(2026, 11, 30, 18, 5, tzinfo=UTC)


def test_a_film_that_no_source_knows_is_asked_about_with_the_nearest_until_somebody_is_sure() -> None:
    shelf = Shelf([hive()])
    lost = item(shelf, Kind.FILM, "The Lost Reel")
    assert question_of(shelf, lost, None, sure=False) == WhichFilm(lost, (item(shelf, Kind.FILM, "The Hive"),))
    assert question_of(shelf, lost, None, sure=True) is None


def test_a_film_that_is_known_or_typed_is_not_asked_about_where_a_guide_fits() -> None:
    shelf = Shelf([hive()])
    assert question_of(shelf, item(shelf, Kind.FILM, "The Hive"), None, sure=False) is None
    assert question_of(shelf, "Some film", None, sure=False) is None


def test_where_no_guide_fits_any_film_those_that_are_made_for_none_are_offered_and_a_chosen_one_is_taken() -> None:
    shelf = Shelf([ants(), narrow()])
    look = item(shelf, Kind.GUIDE, "Look closely")
    assert question_of(shelf, "Some film", None, sure=False) == WhichGuide("Some film", (look,))
    assert question_of(shelf, "Some film", look, sure=False) is None
    with pytest.raises(Refusal, match="No pack here has a guide"):
        question_of(Shelf([ants()]), "Some film", None, sure=False)


def test_a_guide_made_for_another_film_than_the_group_has_gives_way_to_that_films_own() -> None:
    shelf = Shelf([hive()])
    known, lost = item(shelf, Kind.FILM, "The Hive"), item(shelf, Kind.FILM, "The Lost Reel")
    made, general = item(shelf, Kind.GUIDE, "Through the hive"), item(shelf, Kind.GUIDE, "Any film")
    assert fitting_guide(known, made) is made
    assert fitting_guide(known, general) is general
    assert fitting_guide(lost, made) is None
    assert fitting_guide(known, None) is None


@pytest.mark.parametrize(
    "intent",
    [
        Start("group", Secrecy.NAMED),
        Start("solo"),
        Plan(AT, 2**62, Secrecy.NAMED),
        Plan(AT, None),
    ],
)
def test_what_somebody_wants_comes_back_from_a_custom_id(intent: Intent) -> None:
    found = fitting(pattern_of(INTENT), written(intent))
    assert found
    assert read(found["how"], found["secrecy"]) == intent


@given(st.text(min_size=1, max_size=100))
def test_a_typed_title_comes_back_whole_however_long_it_is(title: str) -> None:
    begins, rest = carried(title)
    assert limits.length(begins) <= CARRIED
    assert named(Shelf([]), begins + rest) == title


def test_a_film_of_the_shelf_comes_back_unless_it_has_left() -> None:
    shelf = Shelf([hive()])
    known = item(shelf, Kind.FILM, "The Hive")
    assert named(shelf, "".join(carried(known))) is known
    with pytest.raises(Refusal, match="no longer on the shelf"):
        named(Shelf([]), "".join(carried(known)))
