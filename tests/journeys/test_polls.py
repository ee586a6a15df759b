"""A study group asks itself questions."""

from typing import Any

from tests.journeys.conftest import labels, words


async def test_a_poll_is_posted_voted_on_and_closed_with_one_result(club: Any) -> None:
    posted = await club.sam.slash(club.general, "poll quick", question="Which film next?", options="Red|Green|Blue")
    assert not posted.ephemeral
    assert labels(posted) == ["Red", "Green", "Blue", "My vote", "Withdraw", "Ask again after the film"]
    voted = await club.mira.click(posted.response, label="Green")
    assert voted.ephemeral
    assert voted.response.content.startswith("Recorded: *Green*. You can change it until <t:")
    asked = await club.sam.slash(club.general, "poll close", poll="1")
    closed = await club.sam.click(asked.response, label="Close")
    assert closed.response.content == "Closed #1."
    assert "Green — 1 (100 %)" in words(posted)
    assert labels(posted) == ["Show details"]
