"""The controls of a draft, and what its forms and those of edits do once they are sent."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.chat.answer import answer_text, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control, chosen
from bot.chat.forms import Fields, Pick, Submitted, Text, asks, show_form, text_of
from bot.errors import Refusal
from bot.guilds.people import guild_of, settings_of
from bot.polls.draft_store import DraftStore
from bot.polls.drafting.cards import BALLOTS, RESULTS, VOTERS, draft_card
from bot.polls.drafting.forms import draft_form, options_of
from bot.polls.drafts import Draft, Edit, checked
from bot.polls.kinds import KINDS
from bot.polls.permissions import (
    EVERYBODY,
    as_typed,
    asker,
    check_voters,
    closing_time,
    creator,
    lost,
    voters_of,
    with_times,
    zone_note,
)
from bot.polls.posting import OWED, post_in_channel
from bot.polls.redraws import PollCards
from bot.polls.rules import Phase
from bot.polls.service import Polls
from bot.polls.terms import Reason, Secrecy, Visibility

DRAFT = r"(?P<draft>\d{1,19})"
ROLE = re.compile("[0-9]{1,20}")
NEW_FORM, DRAFT_FORM = r"poll-form:new", rf"poll-form:{DRAFT}"
ASKED = {"question": Text(), "options": Text(), "results": Pick(RESULTS), "closes": Text(required=False)}
EDIT_FORM = r"edit-form:(?P<poll>\d{1,19}):(?P<edition>\d{1,6})"


class DraftControl(Control, template=r"(?!)"):
    """A control whose custom id names a draft of the member who uses it."""

    @property
    def draft_id(self) -> int:
        """The draft; whether it is this member's, the desk tells."""
        return int(self.state["draft"])

    async def draft(self, interaction: StudyInteraction) -> Draft:
        """The draft as it stands; raises Refusal when it is gone or somebody else's."""
        return await interaction.client.services.get(DraftStore).get(
            guild_of(interaction), interaction.user.id, self.draft_id
        )


class DraftSelect(DraftControl, template=rf"draft-set:{DRAFT}:(?P<name>ballots|reason|sure|phase|least|most)"):
    """One of the settings that the form has no room for."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Change it and show the draft anew."""
        draft = changed(await self.draft(interaction), self.state["name"], chosen(interaction)[0])
        await keep_and_show(interaction, draft, self.draft_id)


class VotersSelect(DraftControl, template=rf"draft-voters:{DRAFT}"):
    """The role whose members alone may vote."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Take it, or let everybody vote, and show the draft anew."""
        draft, role = await self.draft(interaction), _picked_role(interaction)
        await keep_and_show(interaction, replace(draft, voters=voters_of(role)), self.draft_id)
        if role and role.is_default():
            await answer_text(interaction, EVERYBODY)


class PostButton(DraftControl, template=rf"draft-post:{DRAFT}"):
    """Posts the draft in this channel."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Check everything anew, post, and say so; where it cannot be posted the draft stays."""
        by, draft = await creator(interaction), await self.draft(interaction)
        draft = await with_times(interaction, draft)
        check_voters(interaction, draft.voters)
        closes_at = await closing_time(interaction, draft.closes)
        services, guild_id = interaction.client.services, guild_of(interaction)
        await interaction.response.defer()
        channel_id = interaction.channel_id or 0
        poll = await services.get(Polls).create(
            draft, guild_id=guild_id, channel_id=channel_id, by=by, closes_at=closes_at, draft_id=self.draft_id
        )
        try:
            stands = await post_in_channel(interaction, poll)
        except Exception:
            await services.get(DraftStore).keep(guild_id, interaction.user.id, draft, self.draft_id)
            raise
        text = f"Posted as #{poll.number}." if stands else f"#{poll.number}: {OWED}"
        await interaction.edit_original_response(view=Card(ui.TextDisplay(text)))


class EditButton(DraftControl, template=rf"draft-edit:{DRAFT}"):
    """Opens the form again."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With what the draft holds."""
        draft = await as_typed(interaction, await self.draft(interaction))
        await show_form(interaction, draft_form(f"poll-form:{self.draft_id}", draft))


class DiscardButton(DraftControl, template=rf"draft-discard:{DRAFT}"):
    """Throws the draft away."""

    async def act(self, interaction: StudyInteraction) -> None:
        """At once."""
        desk = interaction.client.services.get(DraftStore)
        await desk.discard(guild_of(interaction), interaction.user.id, self.draft_id)
        await replace_card(interaction, Card(ui.TextDisplay("The draft is gone. Nothing was posted.")))


CONTROLS = (DraftSelect, VotersSelect, PostButton, EditButton, DiscardButton)


SETTINGS: dict[str, Callable[[str], dict[str, Any]]] = {
    "ballots": lambda value: {"secrecy": Secrecy(value)},
    "reason": lambda value: {"reason": Reason(value)},
    "sure": lambda value: {"not_sure": value == "1"},
    "phase": lambda value: {"phase": Phase.BEFORE if value == "before" else None},
    "least": lambda value: {"min_choices": int(value)},
    "most": lambda value: {"max_choices": int(value)},
}
"""What the selects of a draft change, by their names."""


def changed(draft: Draft, name: str, value: str) -> Draft:
    """The draft with one setting changed; an anonymous poll brings its own results and asks for no reason.

    Those of a pair are hidden until it closes, unless its maker says otherwise in the form afterwards.
    """
    draft = replace(draft, **SETTINGS[name](value))
    if name == "ballots" and draft.anonymous:
        draft = replace(draft, visibility=Visibility.AFTER_CLOSE, reason=Reason.OFF)
    if name == "phase" and draft.phase:
        draft = replace(draft, visibility=Visibility.AFTER_CLOSE)
    return draft


@asks(**ASKED, kind=Pick(KINDS))
async def submit_new(interaction: discord.Interaction[Any], _: re.Match[str], fields: Fields) -> None:
    """The form of `/poll create`: kept as a draft, also where something in it does not fit."""
    await creator(interaction)
    usual = Visibility((await settings_of(interaction)).default_results)
    draft = filled(Draft(question="", options=(), visibility=usual), fields)
    await keep_and_show(interaction, await with_times(interaction, draft, strict=False), None)


@asks(**ASKED, kind=Pick(KINDS))
async def submit_draft(interaction: discord.Interaction[Any], match: re.Match[str], fields: Fields) -> None:
    """The form of a draft that was opened again."""
    desk, draft_id = interaction.client.services.get(DraftStore), int(match["draft"])
    draft = await desk.get(guild_of(interaction), interaction.user.id, draft_id)
    draft = await with_times(interaction, filled(draft, fields), posted=draft, strict=False)
    await keep_and_show(interaction, draft, draft_id)


@asks(**ASKED, ballots=Pick(BALLOTS), voters=Pick(VOTERS))
async def submit_edit(interaction: discord.Interaction[Any], match: re.Match[str], fields: Fields) -> None:
    """The form of `/poll edit`."""
    poll_id, edition = int(match["poll"]), int(match["edition"])
    services, guild_id = interaction.client.services, guild_of(interaction)
    poll = await services.get(Polls).get(guild_id, poll_id)
    if poll.edition != edition:
        raise Refusal(f"#{poll.number} was changed by somebody else meanwhile. Look at it, then edit it again.")
    question = text_of(fields, "question")
    options = (await with_times(interaction, replace(poll, options=options_of(fields)), posted=poll)).options
    visibility = Visibility(text_of(fields, "results") or poll.visibility)
    secrecy = Secrecy(text_of(fields, "ballots") or poll.secrecy)
    edit = Edit(
        question=question if question != poll.question else None,
        options=options if options != poll.options else None,
        closes_at=await closing_time(interaction, text_of(fields, "closes")),
        visibility=visibility if visibility is not poll.visibility else None,
        secrecy=secrecy if secrecy is not poll.secrecy else None,
        everyone=True if poll.voters and text_of(fields, "voters") == "everyone" else None,
    )
    if edit == Edit():
        raise Refusal(f"Nothing was changed in #{poll.number}.")
    edited = await services.get(Polls).edit(guild_id, poll_id, edit, await asker(interaction))
    services.get(PollCards).mark(edited)
    note = await zone_note(interaction, text_of(fields, "closes"), edited)
    await answer_text(interaction, "\n".join(filter(None, (f"Changed #{edited.number}.", note))))


def filled(draft: Draft, fields: Fields) -> Draft:
    """The draft with what the form says."""
    kind = text_of(fields, "kind") or draft.kind
    draft = replace(
        draft,
        question=text_of(fields, "question").strip(),
        options=options_of(fields),
        kind=kind,
        visibility=Visibility(text_of(fields, "results") or draft.visibility),
        closes=text_of(fields, "closes").strip() or None,
    )
    shape = KINDS[kind].shape
    return replace(
        draft,
        min_choices=draft.min_choices if shape.bounded else None,
        max_choices=draft.max_choices if shape.bounded else None,
        not_sure=draft.not_sure and shape.not_sure,
        phase=draft.phase if shape.comparable else None,
    )


async def keep_and_show(interaction: StudyInteraction, draft: Draft, draft_id: int | None) -> None:
    """Keep the draft as it is and show its card, with what is still in the way of posting it."""
    desk = interaction.client.services.get(DraftStore)
    kept_as = await desk.keep(guild_of(interaction), interaction.user.id, draft, draft_id)
    problem, copies = await problem_of(interaction, draft), interaction.client.database.keeps_copies
    note, gone = await zone_note(interaction, draft.closes, draft), lost(interaction, draft.voters)
    await replace_card(interaction, draft_card(kept_as, draft, problem, copies=copies, lost=gone, note=note))


async def problem_of(interaction: StudyInteraction, draft: Draft) -> str | None:
    """Why the draft cannot be posted, in words; None where it can."""
    try:
        checked(await with_times(interaction, draft))
        check_voters(interaction, draft.voters)
        await closing_time(interaction, draft.closes)
    except Refusal as refusal:
        return str(refusal)
    return None


def _picked_role(interaction: StudyInteraction) -> discord.Role | None:
    picked = next(iter(chosen(interaction)), None)
    if picked is None:
        return None
    role = interaction.guild.get_role(int(picked)) if interaction.guild and ROLE.fullmatch(picked) else None
    if role is None:
        raise Refusal("There is no such role here any more. Choose another, or none.")
    return role


FORMS: tuple[tuple[str, Submitted], ...] = (
    (NEW_FORM, submit_new),
    (DRAFT_FORM, submit_draft),
    (EDIT_FORM, submit_edit),
)
