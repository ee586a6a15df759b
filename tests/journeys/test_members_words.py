"""What members write, shown as they meant it: Discord's marks in it, and messages that become polls."""

from typing import Any

import discord
import pytest

from bot.errors import Refusal
from bot.polls.permissions import voters_of
from tests.journeys.conftest import labels, words
from tests.journeys.packing import attachments
from tests.journeys.polling import close, in_channel, later, quick, show
from tests.journeys.watching import answer, lead, prompt, start

AT = "<t:1764522000:R>"
SAID = "2025-11-30 17:00 UTC"


def written(club: Any) -> tuple[str, str]:
    """A text with a mark of each kind, and how it is shown."""
    fans = club.guild.create_role("Film|fans")
    nobody = 700_000_000_000_000_001
    marked = f"<@{club.sam.id}> <@!{nobody}> <@&{fans.id}> <#{club.general.id}> <:bee:{nobody}> </poll quick:{nobody}>"
    return marked, "@sam @member @Film¦fans #general :bee: /poll quick"


async def files(club: Any, answered: Any) -> str:
    """The text of every attached file."""
    found = [club.env.backend.cdn.get(file.url.split("?")[0]) for file in answered.response.attachments]
    assert all(found)
    return "\n".join(content.decode() for content in found)


async def test_i21_marks_in_a_poll_are_shown_as_people_read_them_and_exported_so(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked, shown = written(club)
    async with attachments(club, monkeypatch):
        posted = await quick(club, f"Who? {marked} {AT}", f"{marked}|At {AT}", ballots="named", reason="required")
        assert words(posted).split("\n")[1] == f"## Who? {shown.replace('_', '')} {AT}"
        assert labels(posted)[:2] == [shown, f"At {SAID}"]
        form = await club.sam.click(posted.response, label=shown)
        told = await club.sam.submit_modal(form, {"reason": f"Because {marked}"})
        assert f"Recorded: *{shown}*." in words(told)
        assert f"Your reason: Because {shown}" in words(told)
        offered = await club.sam.autocomplete(club.general, "poll show", "poll", "who? @sam")
        assert offered[0]["name"].startswith(f"#1 · Who? {shown}")
        await close(club)
        for form in ("csv", "json"):
            taken = await files(club, await club.sam.slash(club.general, "poll export", poll="1", format=form))
            assert shown in taken
            assert f"Because {shown}" in taken
            assert f"At {SAID}" in taken
            assert "<" not in taken
        mine = await files(club, await club.sam.slash(club.general, "privacy export"))
        assert f"Because {shown}" in mine
        assert "<@" not in mine
        assert "<t:" not in mine
    assert "<@" not in "\n".join(text.replace(f"<@{club.sam.id}>", "") for text in await in_channel(club))


async def test_i21_a_limit_holds_for_what_is_shown(club: Any) -> None:
    role = club.guild.create_role("x" * 90)
    told = await club.sam.slash(club.general, "poll quick", question="Which?", options=f"Red|<@&{role.id}>")
    assert "`options (number 2)` is too long: 91 characters, at most 80." in told.response.content
    told = await club.sam.slash(club.general, "poll quick", question="Which?", options=f"Red|{'x' * 60} <t:1764522000>")
    assert "is too long: 81 characters" in told.response.content


async def test_i21_a_question_that_grew_is_given_back_whole_in_its_form(club: Any) -> None:
    role = club.guild.create_role("y" * 90)
    form = await club.sam.slash(club.general, "poll create")
    filled = {"question": f"<@&{role.id}>" * 4, "options": "Red\nGreen", "kind": ["single"], "results": ["live"]}
    draft = await club.sam.submit_modal(form, filled)
    assert "`question` is too long: 364 characters" in words(draft)
    assert ("@" + "y" * 90) * 4 in str((await club.sam.click(draft.response, label="Edit")).modal)


async def test_i21_marks_in_answers_and_notes_are_shown_and_taken_home_as_people_read_them(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked, shown = written(club)
    thread = await start(club)
    await lead(club, thread, "Ask it")
    assert shown in await answer(club.sam, prompt(thread, 1), text=f"{marked} {AT}")
    async with attachments(club, monkeypatch):
        for form in ("csv", "markdown"):
            taken = await club.sam.slash(club.general, "watch journal", format=form)
            text = (await files(club, taken)).replace("\\", "")
            assert f"{shown} {SAID}" in text
            assert "<@" not in text


async def test_i21_marks_in_a_typed_film_and_a_source_check_are_shown_so(club: Any) -> None:
    marked, shown = written(club)
    told = await club.sam.slash(club.general, "watch start", film=f"Live {AT} <#{club.general.id}>", mode="solo")
    assert f"Live {SAID} #general" in words(told)
    message = await club.mira.send(club.general, "They say so.")
    found = await club.sam.context_menu(club.general, "Check this claim", message)
    form = await club.sam.click(found.response, label="Fill in the sheet")
    assert shown in words(await club.sam.submit_modal(form, {"stop": marked}))


async def test_a_message_becomes_a_poll_with_the_names_in_it(club: Any) -> None:
    text = (
        f"**Which** film, <@{club.mira.id}>?\n1️⃣ Red <#{club.general.id}>\n2️⃣ Green | gold\n- [ ] Blue\nTell me by noon."
    )
    message = await club.mira.send(club.general, text)
    form = await club.sam.context_menu(club.general, "Make this a poll", message)
    assert filled(form) == ("**Which** film, @mira? Tell me by noon.", "Red #general\nGreen ¦ gold\nBlue")
    assert hints(form) == [None, None]


async def test_a_forwarded_message_and_an_embed_become_polls_too(club: Any) -> None:
    message = await club.mira.send(club.general, f"Which, <@{club.mira.id}>?\n- Red\n- Green")
    forwarded = await club.mira.forward(message, club.general)
    form = await club.sam.context_menu(club.general, "Make this a poll", forwarded)
    assert filled(form)[1] == "Red\nGreen"
    embed = discord.Embed(title="Which film?", description="Pick one.")
    embed.add_field(name="Red", value="a film")
    embed.add_field(name="Green", value="another\nfilm")
    shown = await club.env.bot.get_channel(club.general.id).send(embed=embed)
    form = await club.sam.context_menu(club.general, "Make this a poll", shown)
    assert filled(form) == ("Which film? Pick one.", "Red: a film\nGreen: another film")


async def test_what_of_a_message_does_not_fit_a_poll_is_said(club: Any) -> None:
    lines = [f"- {number} {'word ' * 20}" for number in range(3)]
    message = await club.mira.send(
        club.general, "\n".join(["Which? " * 50, *lines, *(f"- {number}" for number in range(24))])
    )
    form = await club.sam.context_menu(club.general, "Make this a poll", message)
    question, listed = filled(form)
    assert question.endswith("…")
    assert hints(form)[0] == "Cut to 300 characters: the message says more."
    assert len(listed.split("\n")) == 25
    assert hints(form)[1] == "3 of them were cut to 80 characters. The last 2 of 27 did not fit: at most 25."
    empty = await club.env.bot.get_channel(club.general.id).send(embed=discord.Embed(url="https://a.example"))
    form = await club.sam.context_menu(club.general, "Make this a poll", empty)
    assert hints(form)[1] == "That message has no text to take."


def filled(form: Any) -> tuple[str, str]:
    question, listed = (part["component"].get("value", "") for part in form.modal["components"][:2])
    return question, listed


def hints(form: Any) -> list[Any]:
    return [part.get("description") for part in form.modal["components"][:2]]


async def test_v12_no_count_of_an_open_anonymous_poll_is_told_anywhere(club: Any) -> None:
    posted = await quick(club, ballots="anonymous", closes="10h")
    kinds = []
    for _ in range(2):
        seen = [
            words(posted),
            await show(club),
            await show(club, member=club.sam),
            words(await club.sam.slash(club.general, "poll list")),
            str((await club.sam.slash(club.general, "poll edit", poll="1")).modal),
            (await club.sam.slash(club.general, "poll export", poll="1")).response.content,
        ]
        kinds.append(seen)
        await club.mira.click(posted.response, label="Red")
    voted = kinds[1]
    asked = await club.mira.slash(club.general, "privacy delete")
    await club.mira.click(asked.response, label="Delete everything")
    assert kinds[0] == voted
    assert await show(club, member=club.sam) == voted[2]
    assert not any("ballot ·" in text or "ballots ·" in text for text in voted)
    assert voted[1].split("\n")[-1].startswith("closes <t:")
    await club.mira.click(posted.response, label="Red")
    await later(club, hours=9, minutes=1)
    reminder = (await in_channel(club))[1]
    assert "closes <t:" in reminder
    assert "voted" not in reminder
    await close(club)
    for text in (await in_channel(club))[-1], await show(club):
        assert "Fewer than 5 members voted" in text
        assert text.split("\n")[-1].startswith("closed <t:")


class Panel:
    """A role that alone may vote, with Ada in it, and Sam's poll for it."""

    def __init__(self, club: Any) -> None:
        self.club = club
        self.role = club.guild.create_role("Panel")
        self.ada = club.guild.add_member(club.env.create_user("ada"), roles=[self.role])
        self.rule = f"Only members with <@&{self.role.id}> may vote."

    async def leave(self) -> None:
        self.club.env.backend.remove_member_role(self.club.guild.id, self.ada.id, self.role.id)
        await self.club.env.settle()

    async def delete(self) -> None:
        self.club.env.backend.delete_role(self.club.guild.id, self.role.id)
        await self.club.env.settle()


@pytest.fixture
def panel(club: Any) -> Panel:
    return Panel(club)


async def test_only_members_with_the_role_may_vote_and_what_they_voted_stays(club: Any, panel: Panel) -> None:
    posted = await quick(club, voters=panel.role, results="live", reason="optional")
    assert panel.rule in words(posted)
    assert panel.rule in await show(club)
    refused = await club.mira.click(posted.response, label="Red")
    assert refused.response.content == f"Only members with <@&{panel.role.id}> may vote in this poll."
    voted = await panel.ada.click(posted.response, label="Green")
    assert "Recorded: *Green*." in words(voted)
    await panel.leave()
    assert "Only members with" in (await panel.ada.click(posted.response, label="Red")).response.content
    assert "Only members with" in (await panel.ada.click(voted.response, label="Add a reason")).response.content
    assert "Green — 1 (100 %)" in await show(club)
    assert "is withdrawn" in (await panel.ada.click(posted.response, label="Withdraw")).response.content


@pytest.mark.parametrize("kind", ["multiple", "ranked", "score"])
async def test_a_ballot_paper_is_handed_only_to_members_with_the_role(club: Any, panel: Panel, kind: str) -> None:
    posted = await quick(club, voters=panel.role, kind=kind)
    assert "Only members with" in (await club.sam.click(posted.response, label="Vote")).response.content
    assert "then `Submit`" in words(await panel.ada.click(posted.response, label="Vote"))


async def test_where_the_role_was_deleted_who_may_mend_it_is_told_and_does(club: Any, panel: Panel) -> None:
    posted = await quick(club, voters=panel.role, results="live")
    await panel.ada.click(posted.response, label="Green")
    await panel.delete()
    refused = (await panel.ada.click(posted.response, label="Red")).response.content
    assert refused == (
        "The role whose members may vote in this poll was deleted, so nobody can vote. "
        "The member who made it, or a moderator, can let everyone vote with `/poll edit`."
    )
    assert refused in await show(club)
    form = await club.mira.slash(club.general, "poll edit", poll="1")
    assert "Who may vote" in str(form.modal)
    filled = {"question": "Which film next?", "options": "Red\nGreen\nBlue"}
    unchanged = await club.mira.submit_modal(form, filled | {"voters": ["role"]})
    assert unchanged.response.content.startswith("Nothing was changed in #1.")
    form = await club.mira.slash(club.general, "poll edit", poll="1")
    assert (await club.mira.submit_modal(form, filled | {"voters": ["everyone"]})).response.content == "Changed #1."
    assert "Recorded: *Red*." in (await club.mira.click(posted.response, label="Red")).response.content
    assert "Only members" not in await show(club)
    assert "Who may vote" not in str((await club.sam.slash(club.general, "poll edit", poll="1")).modal)


async def test_everyone_is_no_role_and_that_of_a_bot_is_refused(club: Any) -> None:
    posted = await quick(club, voters=club.guild.default_role)
    assert "Only members" not in words(posted)
    data: Any = {
        "tags": {"bot_id": "7"},
        "id": "5",
        "name": "Helper bot",
        "managed": True,
        "permissions": "0",
        "position": 1,
    }
    role = discord.Role(guild=club.env.bot.get_guild(club.guild.id), state=club.env.bot._connection, data=data)
    with pytest.raises(Refusal, match=r"`voters`: the role \*\*Helper bot\*\* belongs to a bot"):
        voters_of(role)


async def test_the_role_is_chosen_in_the_draft_and_told_in_the_export(
    club: Any, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await club.sam.slash(club.general, "poll create")
    filled = {"question": "Which?", "options": "Red\nGreen", "kind": ["single"], "results": ["live"]}
    draft = await club.sam.submit_modal(form, filled)
    [custom_id] = {part for part in str(draft.response.components).split("'") if part.startswith("draft-voters:")}
    other = club.guild.create_role("Gone soon")
    for picked, told in (([panel.role], panel.rule), ([], ""), ([club.guild.default_role], ""), ([other], "Only")):
        await club.sam.select(draft.response, picked, custom_id=custom_id)
        assert ("Only members" in words(draft)) == bool(told), picked
        assert told in words(draft)
    club.env.backend.delete_role(club.guild.id, other.id)
    await club.env.settle()
    posting = await club.sam.click(draft.response, label="Post")
    assert "`voters`: the role was deleted meanwhile" in words(posting)
    await club.sam.select(draft.response, [panel.role], custom_id=custom_id)
    await club.sam.click(draft.response, label="Post")
    assert panel.rule in (await in_channel(club))[0]
    await close(club)
    async with attachments(club, monkeypatch):
        taken = await files(club, await club.sam.slash(club.general, "poll export", poll="1", format="json"))
        assert '"voters": "@Panel"' in taken
        taken = await files(club, await club.sam.slash(club.general, "poll export", poll="1"))
        assert "Panel" not in taken
