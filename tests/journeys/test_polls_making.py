"""Making, editing and closing polls, and who may."""

import re
from typing import Any

import discord
import pytest

from tests.journeys.conftest import labels, words
from tests.journeys.polling import forged, in_channel, quick


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"options": "Only one"}, "`options`"),
        ({"options": "|".join(map(str, range(26)))}, "has 2 to 25, not 26"),
        ({"options": "Yes|yes"}, "is there twice"),
        ({"options": "Yes||No"}, "is empty"),
        ({"options": "Yes|" + "x" * 81}, "too long: 81 characters, at most 80"),
        ({"question": "x" * 301}, "`question` is too long"),
        ({"closes": "0"}, "`closes`"),
        ({"closes": "0m"}, "`closes`"),
        ({"closes": "10 years"}, "`closes`"),
        ({"closes": "33d"}, "at most 32 days"),
        ({"closes": "2020-01-01 10:00"}, "`closes`"),
        ({"ballots": "anonymous", "results": "live"}, "`results`"),
        ({"ballots": "anonymous", "reason": "optional"}, "`reason`"),
        ({"min_choices": 2}, "`min_choices`"),
        ({"kind": "ranked", "options": "|".join(map(str, range(11)))}, "2 to 10"),
    ],
)
async def test_t05_what_does_not_fit_is_refused_in_a_sentence_and_nothing_is_posted(
    club: Any, given: dict[str, Any], told: str
) -> None:
    given = {"question": "Which?", "options": "Yes|No"} | given
    refused = await club.sam.slash(club.general, "poll quick", **given)
    assert refused.ephemeral
    assert told in refused.response.content
    assert await in_channel(club) == []
    assert "There are no polls" in words(await club.sam.slash(club.general, "poll list"))


async def test_p04_what_the_bot_may_not_do_is_named_before_anything_is_made(club: Any) -> None:
    mute = {club.guild.me: discord.PermissionOverwrite(send_messages=False, attach_files=False)}
    quiet = club.guild.create_text_channel("quiet", overwrites=mute)
    refused = await club.sam.slash(quiet, "poll quick", question="Which?", options="Yes|No")
    assert "**Send Messages**, **Attach Files**" in refused.response.content
    refused = await club.sam.slash(club.rules, "poll quick", question="Which?", options="Yes|No")
    assert "you may not send messages in #rules" in refused.response.content
    assert "There are no polls" in words(await club.sam.slash(club.general, "poll list"))


async def test_only_its_maker_and_moderators_may_close_edit_and_export(club: Any) -> None:
    await quick(club)
    ada = club.guild.add_member(club.env.create_user("ada"))
    for command in ("poll close", "poll edit"):
        refused = await ada.slash(club.general, command, poll="1")
        assert "Only the member who made poll #1 and moderators" in refused.response.content
    asked = await club.mira.slash(club.general, "poll close", poll="1")
    await club.mira.click(asked.response, label="Close")
    refused = await ada.slash(club.general, "poll export", poll="1")
    assert "Only the member who made poll #1" in refused.response.content
    exported = await club.sam.slash(club.general, "poll export", poll="1")
    assert exported.ephemeral
    assert [file.filename for file in exported.response.attachments] == ["poll-1.csv"]


async def test_t01_draft_and_edit_say_that_times_are_read_in_utc_until_a_zone_is_set(club: Any) -> None:
    told = "`closes`: times here are read in UTC"
    form = await club.sam.slash(club.general, "poll create")
    filled = {"question": "Which?", "options": "Yes\nNo", "results": ["after_vote"], "kind": ["single"]}
    assert told in words(await club.sam.submit_modal(form, filled | {"closes": "18:00"}))
    form = await club.sam.slash(club.general, "poll create")
    assert told not in words(await club.sam.submit_modal(form, filled | {"closes": "2h"}))
    await quick(club)
    form = await club.sam.slash(club.general, "poll edit", poll="1")
    same = {"question": "Which film next?", "options": "Red\nGreen\nBlue", "results": ["after_vote"]}
    changed = await club.sam.submit_modal(form, same | {"closes": "18:00"})
    assert changed.response.content.startswith("Changed #1.\n" + told)
    await club.mira.slash(club.general, "settings set", time_zone="Europe/Berlin")
    form = await club.sam.slash(club.general, "poll edit", poll="1")
    assert (await club.sam.submit_modal(form, same | {"closes": "19:00"})).response.content == "Changed #1."


async def test_p03_a_moderator_demoted_meanwhile_is_refused_at_the_last_step(club: Any) -> None:
    await quick(club)
    tutors, elders = club.guild.create_role("Tutors"), club.guild.create_role("Elders")
    tutor = club.guild.add_member(club.env.create_user("tutor"), roles=[tutors])
    await club.mira.slash(club.general, "settings set", moderator_role=tutors)
    asked = await tutor.slash(club.general, "poll close", poll="1")
    form = await tutor.slash(club.general, "poll edit", poll="1")
    await club.mira.slash(club.general, "settings set", moderator_role=elders)
    refused = await tutor.click(asked.response, label="Close")
    assert "Only the member who made poll #1" in refused.response.content
    refused = await tutor.submit_modal(form, {"question": "Taken over?", "options": "Yes\nNo"})
    assert "Only the member who made poll #1" in refused.response.content
    assert "Taken over?" in refused.response.content
    assert "#1 · open · Which film next?" in words(await club.sam.slash(club.general, "poll list"))


async def test_a_poll_is_made_step_by_step_from_a_form(club: Any) -> None:
    form = await club.sam.slash(club.general, "poll create")
    assert len(form.modal["components"]) == 5
    filled = {"question": "Which film next?", "options": "Red\n\nGreen", "kind": ["ranked"], "closes": "2d"}
    draft = await club.sam.submit_modal(form, filled | {"results": ["after_vote"]})
    assert draft.ephemeral
    assert labels(draft) == ["Post", "Edit", "Discard"]
    for name, value in (("ballots", "anonymous"), ("sure", "1"), ("least", "2")):
        [custom_id] = re.findall(rf"draft-set:\d+:{name}", str(draft.response.components))
        await club.sam.select(draft.response, [value], custom_id=custom_id)
    assert "results after close" in words(draft)
    await club.sam.click(draft.response, label="Post")
    [card] = await in_channel(club)
    assert card.startswith("#1 · open · ranked · results after close · anonymous\n## Which film next?\nRed\nGreen")
    assert words(draft) == "Posted as #1."
    assert labels(draft) == []


async def test_a_draft_that_does_not_fit_keeps_what_was_written_until_it_does(club: Any) -> None:
    form = await club.sam.slash(club.general, "poll create")
    filled = {"question": "Which *film*?", "options": "Only one", "results": ["live"], "closes": "soon"}
    draft = await club.sam.submit_modal(form, filled)
    assert "**Not ready yet:** `options`" in words(draft)
    form = await club.sam.click(draft.response, label="Edit")
    assert "Only one" in str(form.modal)
    await club.sam.submit_modal(form, filled | {"options": "One\nTwo"})
    assert "`closes`: “soon”" in words(draft)
    form = await club.sam.click(draft.response, label="Edit")
    await club.sam.submit_modal(form, filled | {"options": "One\nTwo", "closes": ""})
    assert "Not ready" not in words(draft)
    await club.sam.click(draft.response, label="Discard")
    assert await in_channel(club) == []


async def test_r07_two_members_with_the_same_form_open_make_two_polls(club: Any) -> None:
    forms = [(member, await member.slash(club.general, "poll create")) for member in (club.sam, club.mira)]
    for member, form in reversed(forms):
        draft = await member.submit_modal(
            form, {"question": f"From {member.name}?", "options": "Yes\nNo", "kind": ["single"], "results": ["live"]}
        )
        await member.click(draft.response, label="Post")
    assert [card.splitlines()[1] for card in await in_channel(club)] == ["## From mira?", "## From sam?"]


async def test_a_draft_is_seen_and_posted_by_its_maker_alone(club: Any) -> None:
    form = await club.sam.slash(club.general, "poll create")
    draft = await club.sam.submit_modal(
        form, {"question": "Mine?", "options": "Yes\nNo", "kind": ["single"], "results": ["live"]}
    )
    [post] = re.findall(r"draft-post:\d+", str(draft.response.components))
    assert (await forged(club, club.mira, club.general, post)).startswith("This draft is gone.")
    assert [card for card in await in_channel(club) if "Mine?" in card] == []


async def test_a_message_becomes_a_poll_form(club: Any) -> None:
    message = await club.mira.send(club.general, "Which film next?\n- Red\n2. Green\n")
    form = await club.sam.context_menu(club.general, "Make this a poll", message)
    assert "Which film next?" in str(form.modal)
    assert "Red\\nGreen" in str(form.modal)


async def test_an_edit_is_noted_and_a_click_on_the_old_wording_is_told(club: Any) -> None:
    posted = await quick(club, results="live")
    await club.mira.click(posted.response, label="Green")
    old = re.findall(r"vote:\d+:1:o1", str(posted.response.components))[0]
    form = await club.sam.slash(club.general, "poll edit", poll="1")
    changed = await club.sam.submit_modal(
        form, {"question": "Which film?", "options": "Red\nGreens\nBlue\nBlack", "results": ["after_close"]}
    )
    assert changed.response.content == "Changed #1."
    assert "The question was reworded" in words(posted)
    assert "it was “Green”" in words(posted)
    assert "Black" in labels(posted)
    assert "wording of this poll was just changed" in await forged(club, club.sam, club.general, old)
    form = await club.sam.slash(club.general, "poll edit", poll="1")
    refused = await club.sam.submit_modal(form, {"options": "Red\nBlue", "question": "Which?", "results": ["live"]})
    assert "`results`" in refused.response.content
    assert "What you wrote:" in refused.response.content
