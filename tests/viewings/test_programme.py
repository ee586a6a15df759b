"""What a viewing keeps from its start: which guide runs, when its prompts come, and nothing that packs could change."""

from datetime import timedelta

import pytest

from bot.errors import Refusal
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.viewings.phrases import unknown_film
from bot.viewings.programme import Programme, kept_programme, programme_of, refreshed
from tests.samples import ants, bees
from tests.viewings.evening import CAMERA, CAMERA_AT, VOICES, VOICES_AT, hive, hive_programme, item, narrow


def programme(shelf: Shelf, film: str, guide: str | None = None) -> Programme:
    chosen = item(shelf, Kind.GUIDE, guide) if guide else None
    return programme_of(shelf, item(shelf, Kind.FILM, film), chosen)


def test_a_film_runs_the_guide_that_it_names() -> None:
    assert hive_programme().guide_value == "bees/through-the-hive"


def test_a_film_without_a_guide_runs_the_first_of_its_pack_that_fits_every_film() -> None:
    assert programme(Shelf([hive()]), "The Lost Reel").guide_value == "bees/any-film"


def test_a_film_whose_pack_has_no_guide_runs_the_first_that_fits_any_film_at_all() -> None:
    assert programme(Shelf([ants(), hive()]), "The Hill").guide_value == "bees/any-film"


def test_a_guide_about_a_subject_is_never_run_with_a_film_of_another_unless_it_is_chosen() -> None:
    shelf = Shelf([ants(), narrow()])
    for film in (item(shelf, Kind.FILM, "The Hill"), "A film nobody knows"):
        with pytest.raises(Refusal, match="No pack here has a guide"):
            programme_of(shelf, film)
    chosen = programme_of(shelf, "A film nobody knows", item(shelf, Kind.GUIDE, "Look closely"))
    assert chosen.guide_about == "Bees on film"
    assert "was written about “Bees on film”" in unknown_film(chosen)
    assert "fits any film" in unknown_film(programme_of(Shelf([hive()]), "A film nobody knows"))


def test_a_film_that_no_source_knows_says_so() -> None:
    assert "Title not verified" in unknown_film(programme(Shelf([hive()]), "The Lost Reel"))
    assert unknown_film(hive_programme()) == ""


def test_a_typed_title_runs_the_guide_for_any_film_and_says_that_no_pack_has_it() -> None:
    made = programme_of(Shelf([hive()]), "  A film\u202e nobody   knows ")
    assert (made.title, made.film, made.film_value) == ("A film nobody knows", None, None)
    assert made.guide_value == "bees/any-film"
    assert made.polls == ()


@pytest.mark.parametrize("title", ["", " \u200b\u3164", "x" * 101])
def test_a_title_that_is_empty_or_too_long_is_refused(title: str) -> None:
    with pytest.raises(Refusal, match="`film`"):
        programme_of(Shelf([hive()]), title)


def test_a_guide_made_for_another_film_is_refused() -> None:
    with pytest.raises(Refusal, match="made for another film"):
        programme(Shelf([hive()]), "The Lost Reel", "Through the hive")
    shelf = Shelf([hive()])
    with pytest.raises(Refusal, match="made for another film"):
        programme_of(shelf, "Some film", item(shelf, Kind.GUIDE, "Through the hive"))


def test_a_guide_without_prompts_and_a_shelf_without_guides_are_refused() -> None:
    empty = bees(guides=[{"id": "empty", "title": "Empty", "prompts": []}])
    with pytest.raises(Refusal, match="has no prompts"):
        programme(Shelf([empty]), "The Hive", "Empty")
    with pytest.raises(Refusal, match="No pack here has a guide"):
        programme(Shelf([empty]), "The Hive")


def test_shares_of_the_runtime_and_times_become_minutes_of_the_film() -> None:
    times = hive_programme().times
    assert (times[VOICES], times[CAMERA]) == (VOICES_AT, CAMERA_AT)
    assert [time for place, time in enumerate(times) if place not in (VOICES, CAMERA)] == [None] * 5


def test_without_a_known_runtime_shares_come_untimed_and_times_stay() -> None:
    shelf = Shelf([hive(runtime=None)])
    times = programme(shelf, "The Hive").times
    assert (times[VOICES], times[CAMERA]) == (None, timedelta(minutes=12, seconds=30))


def test_a_time_after_the_end_of_the_film_comes_at_its_end() -> None:
    assert programme(Shelf([hive(runtime="10:00")]), "The Hive").times[CAMERA] == timedelta(minutes=10)


def test_the_programme_keeps_the_claims_and_pair_polls_and_holds_facilitator_notes_apart() -> None:
    made = hive_programme()
    assert [(claim.id, claim.verdict) for claim in made.claims] == [("bees-sleep", "false")]
    assert made.polls == ("bees/like-bees",)
    assert made.facilitator_notes == {0: "Hush-hush: do not comment."}
    assert all(prompt.facilitator_note is None for prompt in made.prompts)


def test_the_programme_is_the_same_after_it_was_kept_and_passes_over_keys_it_does_not_know() -> None:
    made = hive_programme()
    assert kept_programme(made.kept()) == made
    assert kept_programme(made.kept().replace('{"title"', '{"later_key": 1, "title"', 1)) == made


def test_a_scheduled_programme_is_taken_from_the_shelf_again_and_stays_where_film_or_guide_are_gone() -> None:
    made = hive_programme()
    assert refreshed(Shelf([hive(title="The Hive, restored")]), made).title == "The Hive, restored"
    assert refreshed(Shelf([bees()]), made) is made
    assert refreshed(Shelf([]), made) is made
    typed = programme_of(Shelf([hive()]), "Some film")
    assert refreshed(Shelf([hive()]), typed) == typed
