"""Moderators set what holds for their server."""

from typing import Any

from tests.journeys.conftest import words


async def test_a_server_begins_with_what_holds_everywhere(club: Any) -> None:
    shown = await club.sam.slash(club.general, "settings show")
    assert shown.ephemeral
    for line in (
        "**Who may create polls:** everyone",
        "**Time zone:** UTC",
        "**Moderators:** members with Manage Server",
    ):
        assert line in words(shown)


async def test_a_moderator_changes_what_is_given_and_the_rest_stays(club: Any) -> None:
    await club.mira.slash(club.general, "settings set", time_zone="europe/berlin")
    changed = await club.mira.slash(club.general, "settings set", default_results="after_close")
    assert "**Time zone:** Europe/Berlin" in words(changed)
    assert "**Results of new polls are seen:** after close" in words(changed)


async def test_nothing_given_or_a_zone_that_does_not_exist_is_refused_in_words(club: Any) -> None:
    assert "Give at least one option" in (await club.mira.slash(club.general, "settings set")).response.content
    refused = await club.mira.slash(club.general, "settings set", time_zone="Middle Earth")
    assert "Middle Earth" in refused.response.content


async def test_a_member_may_look_but_not_change_until_the_moderator_role_is_theirs(club: Any) -> None:
    refused = await club.sam.slash(club.general, "settings set", time_zone="UTC")
    assert "Only members with Manage Server or the moderator role" in refused.response.content
    tutors = club.guild.create_role("Tutors")
    tutor = club.guild.add_member(club.env.create_user("tutor"), roles=[tutors])
    await club.mira.slash(club.general, "settings set", moderator_role=tutors)
    assert "Europe/Paris" in words(await tutor.slash(club.general, "settings set", time_zone="Europe/Paris"))


async def test_zones_are_offered_by_city(club: Any) -> None:
    choices = await club.mira.autocomplete(club.general, "settings set", "time_zone", "new y")
    assert choices[0]["value"] == "America/New_York"
