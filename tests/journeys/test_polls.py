"""A study group asks itself questions: voting, changing, withdrawing, seeing results."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import clock
from bot.polls.rules import ANONYMITY, CLOSED
from tests.journeys.conftest import labels, words
from tests.journeys.polling import close, forged, in_channel, quick, score, show


async def test_a_poll_is_posted_voted_on_and_closed_with_one_result(club: Any) -> None:
    posted = await quick(club)
    assert labels(posted) == ["Red", "Green", "Blue", "My vote", "Withdraw", "Ask again after the film"]
    voted = await club.mira.click(posted.response, label="Green")
    assert voted.ephemeral
    assert re.fullmatch(
        r"Recorded: \*Green\*\. You can change it until <t:\d+>\.\n\n"
        r"Red — 0 \(0 %\)\nGreen — 1 \(100 %\)\nBlue — 0 \(0 %\)",
        voted.response.content,
    )
    closed = await close(club)
    assert closed.response.content == "Closed #1."
    assert labels(posted) == ["Show details"]
    assert "Green — 1 (100 %)" in words(posted)
    card, result = await in_channel(club)
    assert card.startswith("#1 · closed · single · results after vote · unnamed\n## Which film next?")
    assert result.startswith("#1 · closed")
    assert "Green — 1 (100 %)" in result
    assert (await club.mira.click(posted.response, label="Show details")).ephemeral


async def test_the_card_follows_live_votes(club: Any) -> None:
    posted = await quick(club, results="live")
    assert "0 ballots · closes <t:" in words(posted)
    for member, choice in ((club.sam, "Red"), (club.mira, "Red"), (club.sam, "Blue")):
        await member.click(posted.response, label=choice)
    shown = words(posted).splitlines()
    assert "Red — 1 (50 %)" in shown
    assert "Blue — 1 (50 %)" in shown
    assert shown[-1].startswith("2 ballots · closes <t:")


async def test_numbers_stay_hidden_even_from_moderators_until_they_may_be_seen(club: Any) -> None:
    posted = await quick(club, results="after_close")
    await club.sam.click(posted.response, label="Red")
    for member in (club.sam, club.mira):
        shown = (await show(club, member=member)).splitlines()
        assert shown[0] == "#1 · open · single · results after close · unnamed"
        assert shown[2:5] == ["Red", "Green", "Blue"]
        assert shown[5].startswith("Results are hidden until")
        assert "%" not in "".join(shown)
    await close(club)
    assert "Red — 1 (100 %)" in await show(club)


async def test_after_vote_a_voter_sees_them_and_others_do_not(club: Any) -> None:
    posted = await quick(club)
    await club.sam.click(posted.response, label="Red")
    assert "Red — 1 (100 %)" in await show(club, member=club.sam)
    assert "Red — 1 (100 %)" in words(await club.sam.click(posted.response, label="My vote"))
    assert "%" not in await show(club)
    assert "%" not in words(posted)
    shared = await club.sam.slash(club.general, "poll show", poll="1", share=True)
    assert not shared.ephemeral
    assert "%" not in words(shared)


@pytest.mark.parametrize("kind", ["ranked", "score"])
async def test_after_vote_the_receipt_brings_the_numbers_of_every_kind_and_before_that_nothing(
    club: Any, kind: str
) -> None:
    posted = await quick(club, options="A|B", kind=kind)
    paper = await club.sam.click(posted.response, label="Vote")
    if kind == "score":
        await score(club, paper, 0, "5")
    else:
        await club.sam.click(paper.response, label="A")
        await club.sam.click(paper.response, label="B")
    told = words(await club.sam.click(paper.response, label="Submit"))
    assert told.startswith("Recorded: *A")
    assert ("A — 5.0 of 5 (1 score)" if kind == "score" else "A — 1 (100 %)") in told
    assert "%" not in words(posted)
    assert "of 5 (" not in words(posted)


@pytest.mark.parametrize(("results", "ballots"), [("after_close", "unnamed"), ("after_close", "anonymous")])
async def test_the_receipt_of_a_poll_whose_numbers_are_hidden_brings_none(
    club: Any, results: str, ballots: str
) -> None:
    posted = await quick(club, results=results, ballots=ballots)
    told = words(await club.sam.click(posted.response, label="Red"))
    assert told.startswith("Recorded")
    assert "%" not in told


async def test_a_vote_is_changed_shown_and_withdrawn(club: Any) -> None:
    posted = await quick(club, not_sure=True)
    await club.sam.click(posted.response, label="Red")
    await club.sam.click(posted.response, label="Not sure")
    mine = await club.sam.click(posted.response, label="My vote")
    assert mine.ephemeral
    assert "Your vote: *Not sure*" in words(mine)
    gone = await club.sam.click(mine.response, label="Withdraw")
    assert gone.response.content.startswith("Your vote is withdrawn.")
    assert "not voted" in words(await club.sam.click(posted.response, label="My vote"))
    assert "nothing to withdraw" in (await club.sam.click(posted.response, label="Withdraw")).response.content


async def test_several_options_are_submitted_from_a_private_select(club: Any) -> None:
    posted = await quick(club, kind="multiple", max_choices=2, results="live")
    assert labels(posted) == ["Vote", "My vote", "Withdraw"]
    paper = await club.sam.click(posted.response, label="Vote")
    assert paper.ephemeral
    await club.sam.select(paper.response, ["0", "2"])
    assert "0 ballots" in words(posted)
    submitted = await club.sam.click(paper.response, label="Submit")
    assert "Recorded: *Red, Blue*." in words(submitted)
    assert "Red — 1 (100 %)" in words(posted)


@pytest.mark.parametrize("behind", [-2, 2])
async def test_no_paper_is_handed_out_when_the_poll_is_over_by_my_clock_or_by_that_of_the_click(
    club: Any, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    posted = await quick(club, kind="multiple", closes="1h")
    now = clock.now
    await club.env.advance_time(timedelta(hours=max(behind, 0)).total_seconds())
    monkeypatch.setattr(clock, "now", lambda: now() - timedelta(hours=behind))
    assert words(await club.sam.click(posted.response, label="Vote")) == CLOSED


async def test_a_ranking_is_tapped_in_order_undone_and_submitted(club: Any) -> None:
    posted = await quick(club, kind="ranked", results="live")
    paper = await club.sam.click(posted.response, label="Vote")
    for tap in ("Blue", "Red", "Undo", "Green"):
        await club.sam.click(paper.response, label=tap)
    assert "1. Blue\n2. Green" in words(paper)
    assert "0 ballots" in words(posted)
    submitted = await club.sam.click(paper.response, label="Submit")
    assert "Recorded: *Blue > Green*." in words(submitted)
    await close(club)
    assert "**Blue** wins the run-off." in (await in_channel(club))[-1]


async def test_scores_are_given_page_by_page(club: Any) -> None:
    posted = await quick(club, options="A|B|C|D|E", kind="score", results="live")
    paper = await club.sam.click(posted.response, label="Vote")
    await score(club, paper, 0, "5")
    await club.sam.click(paper.response, label="Next")
    await score(club, paper, 4, "2")
    await club.sam.click(paper.response, label="Back")
    submitted = await club.sam.click(paper.response, label="Submit")
    assert "Recorded: *A 5, E 2*." in words(submitted)
    assert "A — 5.0 of 5 (1 score)" in words(posted)


async def test_a_required_reason_is_asked_before_the_vote_counts(club: Any) -> None:
    posted = await quick(club, reason="required", results="live")
    form = await club.sam.click(posted.response, label="Green")
    assert form.modal["title"] == "Poll #1: your reason"
    assert "0 ballots" in words(posted)
    voted = await club.sam.submit_modal(form, {"reason": "It is *short*"})
    assert "Recorded: *Green*." in words(voted)
    assert r"It is \*short\*" in words(voted)
    reasons = await club.mira.slash(club.general, "poll show", poll="1")
    listed = words(await club.mira.click(reasons.response, label="Reasons"))
    assert r"*Green*: It is \*short\*" in listed
    assert str(club.sam.id) not in listed


async def test_an_optional_reason_is_added_afterwards(club: Any) -> None:
    posted = await quick(club, reason="optional", results="live")
    voted = await club.sam.click(posted.response, label="Green")
    assert "Recorded: *Green*." in words(voted)
    form = await club.sam.click(voted.response, label="Add a reason")
    added = await club.sam.submit_modal(form, {"reason": "Short"})
    assert (await club.sam.click(added.response, label="Change the reason")).modal
    assert "Your reason: Short" in words(await club.sam.click(posted.response, label="My vote"))


async def test_v04_an_anonymous_vote_shows_nowhere(club: Any, caplog: pytest.LogCaptureFixture) -> None:
    posted = await quick(club, ballots="anonymous")
    before = words(posted)
    assert ANONYMITY in before
    edits = len(club.env.http_requests)
    voted = await club.sam.click(posted.response, label="Red")
    assert re.fullmatch(r"Recorded\. You can change it until <t:\d+>\.", voted.response.content)
    assert words(posted) == before
    assert not [entry for entry in club.env.http_requests[edits:] if entry.method == "PATCH"]
    mine = words(await club.sam.click(posted.response, label="My vote"))
    assert re.match(r"You have voted\. You can change it until <t:\d+>\.", mine)
    assert "Red" not in mine
    await close(club)
    assert "Fewer than 5 members voted" in (await in_channel(club))[-1]
    assert str(club.sam.id) not in caplog.text


async def test_named_polls_say_so_first_and_show_names_afterwards(club: Any) -> None:
    posted = await quick(club, ballots="named", results="live")
    assert "Named: everybody who sees the results sees who chose what." in words(posted)
    await club.sam.click(posted.response, label="Red")
    assert f"<@{club.sam.id}>" in words(posted)


async def test_p02_controls_forged_from_another_server_find_nothing(club: Any) -> None:
    posted = await quick(club)
    [poll_id] = set(re.findall(r"mine:(\d+)", str(posted.response.components)))
    other = club.env.create_guild("Other")
    hall = other.create_text_channel("hall")
    stranger = other.add_member(club.env.create_user("stranger"))
    verbs = (
        "vote:{}:1:o0 mine:{} withdraw:{} slip:{} poll-show:{} share-poll:{} close:{}:yes again:{} reasons:{}:1 why:{}"
    )
    for verb in (*verbs.split(), "share-shift:{}", "sure:{}"):
        assert await forged(club, stranger, hall, verb.replace("{}", poll_id)) == "No such poll here."
    assert await forged(club, club.sam, club.general, f"vote:{poll_id}:1:o7") == "No such option in this poll."
    assert await forged(club, club.sam, club.general, f"vote:{poll_id}:1:m5") == (
        "This poll takes one option; you chose 2."
    )
    assert "0 ballots" in await show(club)


def test_the_privacy_notice_carries_the_sentence_of_anonymous_cards_word_for_word() -> None:
    assert ANONYMITY in (Path(__file__).parents[2] / "PRIVACY.md").read_text(encoding="utf-8")
