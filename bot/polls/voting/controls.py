"""The controls that vote: at one click, or on a private ballot paper that stores nothing before it is submitted."""

import re
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot import clock
from bot.chat.answer import LONGEST, answer_card, answer_text, is_private, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import chosen
from bot.chat.forms import Fields, Submitted, Text, asks, form_of, show_form
from bot.chat.limits import length
from bot.chat.text import stamp
from bot.errors import Refusal, or_refuse
from bot.guilds.people import guild_of, member_of
from bot.polls.cards import recorded_card
from bot.polls.controls import POLL, PollControl
from bot.polls.kinds import KINDS, papers
from bot.polls.permissions import lost, vote_of
from bot.polls.phrases import answer, beside, numbers_of
from bot.polls.redraws import PollCards
from bot.polls.rules import NOBODY_MAY_VOTE, NotAVoterError, Poll
from bot.polls.service import Polls
from bot.polls.terms import MAX_REASON, Ballot, Reason
from bot.polls.voting.casting import Recorded, Vote

DRAWN_FOR = rf"{POLL}:(?P<edition>\d{{1,6}})"
CAST = rf"{DRAWN_FOR}:(?P<code>{papers.CODE})"


class VoteButton(PollControl, template=rf"vote:{CAST}"):
    """Records the ballot that its custom id holds."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Record it, answer after the commit, and leave the card to follow."""
        ballot = papers.decoded(self.state["code"])
        await cast(interaction, vote_of(interaction, self.poll_id, ballot, int(self.state["edition"])))


class AskButton(PollControl, template=rf"ask:{CAST}"):
    """Asks for the reason that the poll insists on; the ballot waits in the form's custom id."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Open the form."""
        poll = await open_poll(interaction, self.poll_id)
        custom_id = f"vote-form:{poll.id}:{self.state['edition']}:{self.state['code']}"
        await show_form(interaction, reason_form(poll, custom_id))


class SlipButton(PollControl, template=rf"slip:{POLL}"):
    """Hands out a private ballot paper."""

    async def act(self, interaction: StudyInteraction) -> None:
        """An empty one."""
        await answer_card(interaction, paper(await open_poll(interaction, self.poll_id)))


class PickSelect(PollControl, template=rf"pick:{DRAWN_FOR}"):
    """Several options of a private ballot paper."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show what is picked, ready to be submitted."""
        poll = await open_poll(interaction, self.poll_id, int(self.state["edition"]))
        mask = sum(1 << int(value) for value in chosen(interaction))
        await replace_card(interaction, paper(poll, f"{mask:x}"))


class RankButton(PollControl, template=rf"rank:{DRAWN_FOR}:(?P<order>\d{{0,10}})(?::undo)?"):
    """The next option of a ranking, or one step back."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show the ranking so far."""
        poll = await open_poll(interaction, self.poll_id, int(self.state["edition"]))
        order = self.state["order"]
        if len(set(order)) < len(order) or any(int(place) >= len(poll.options) for place in order):
            raise Refusal("No such option in this poll.")
        await replace_card(interaction, paper(poll, order))


class ScoreSelect(PollControl, template=rf"score:{DRAWN_FOR}:(?P<filled>[0-5-]{{2,10}}):(?P<page>\d):(?P<place>\d)"):
    """The points of one option."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show the scores so far."""
        poll = await open_poll(interaction, self.poll_id, int(self.state["edition"]))
        filled, place, points = self.state["filled"], int(self.state["place"]), chosen(interaction)[0]
        if place >= len(filled) or points not in "012345-":
            raise Refusal("No such option in this poll.")
        turned = filled[:place] + points + filled[place + 1 :]
        await replace_card(interaction, paper(poll, turned, int(self.state["page"])))


class ScorePageButton(PollControl, template=rf"score-page:{DRAWN_FOR}:(?P<filled>[0-5-]{{2,10}}):(?P<page>\d):[bn]"):
    """Turns a page of the score paper."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page with what is filled in."""
        poll = await open_poll(interaction, self.poll_id, int(self.state["edition"]))
        await replace_card(interaction, paper(poll, self.state["filled"], int(self.state["page"])))


class WhyButton(PollControl, template=rf"why:{POLL}"):
    """Opens the form for a reason beside a vote that is recorded."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With the reason given so far."""
        poll = await open_poll(interaction, self.poll_id)
        ballot = await current_ballot(interaction, poll)
        await show_form(interaction, reason_form(poll, f"why-form:{poll.id}", ballot.reason))


class SureSelect(PollControl, template=rf"sure:{POLL}"):
    """How sure the voter is."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Record it beside the vote."""
        poll = await open_poll(interaction, self.poll_id)
        ballot = replace(await current_ballot(interaction, poll), confidence=int(chosen(interaction)[0]))
        await cast(interaction, vote_of(interaction, poll.id, ballot))


def paper(poll: Poll, filled: str = "", page: int = 0) -> Card:
    """The ballot paper of a poll; `filled` is what its code holds after the letter, empty at first."""
    return KINDS[poll.kind].paper(poll, filled, page)


CONTROLS = (
    VoteButton,
    AskButton,
    SlipButton,
    PickSelect,
    RankButton,
    ScoreSelect,
    ScorePageButton,
    WhyButton,
    SureSelect,
)


async def cast(interaction: StudyInteraction, vote: Vote) -> None:
    """Record a vote and say so, privately; the public card follows by itself."""
    services = interaction.client.services
    try:
        recorded = await services.get(Polls).vote(vote)
    except NotAVoterError as refusal:
        raise explain(interaction, refusal) from None
    services.get(PollCards).note_vote(recorded.poll)
    poll, text = recorded.poll, receipt(recorded)
    if results := await services.get(Polls).results_for_voter(recorded):
        text = f"{text}\n\n{numbers_of(results, LONGEST - length(text) - 2)}".strip()
    asks_more = recorded.ballot is not None and (poll.confidence or poll.reason is not Reason.OFF)
    reason = recorded.ballot.reason if recorded.ballot else None
    if is_private(interaction):
        await replace_card(interaction, recorded_card(text, poll, reason))
    elif asks_more:
        await answer_card(interaction, recorded_card(text, poll, reason))
    else:
        await answer_text(interaction, text)


def receipt(recorded: Recorded) -> str:
    """What stands after a vote, in words; of an anonymous poll not what was chosen."""
    poll, ballot = recorded.poll, recorded.ballot
    until = f"You can change it until {stamp(poll.closes_at)}."
    if ballot is None:
        return "Your vote is withdrawn."
    if poll.anonymous:
        return f"Recorded. {until}"
    return f"Recorded: *{answer(poll, ballot)}*. {until}{beside(ballot)}"


async def open_poll(interaction: StudyInteraction, poll_id: int, edition: int | None = None) -> Poll:
    """A poll of this server that still takes this member's votes on that wording."""
    poll = await interaction.client.services.get(Polls).get(guild_of(interaction), poll_id)
    poll.check_open(max(clock.of_snowflake(interaction.id), clock.now()), edition)
    try:
        poll.check_voter(member_of(interaction).roles)
    except NotAVoterError as refusal:
        raise explain(interaction, refusal) from None
    return poll


def explain(interaction: StudyInteraction, refusal: NotAVoterError) -> Refusal:
    """The refusal, or, where the role is gone, who can mend that."""
    return Refusal(NOBODY_MAY_VOTE) if lost(interaction, refusal.role) else refusal


async def current_ballot(interaction: StudyInteraction, poll: Poll) -> Ballot:
    """The member's ballot as it stands, to be cast again with something beside it."""
    view = await interaction.client.services.get(Polls).show(poll.guild_id, poll.id, interaction.user.id)
    return or_refuse(view.ballot, "You have no vote in this poll any more. Vote first, then say more.")


def reason_form(poll: Poll, custom_id: str, reason: str | None = None) -> ui.Modal:
    """The form that asks why, and how sure, where the poll insists on a reason."""
    style = discord.TextStyle.paragraph
    why = ui.TextInput[ui.Modal](style=style, custom_id="reason", default=reason, max_length=MAX_REASON)
    seen = "A sentence or two." if poll.names_voters else "A sentence or two, shown without your name."
    asked = ui.Label(text="Why?", description=seen, component=why)
    return form_of(f"Poll #{poll.number}: your reason", custom_id, asked)


@asks(reason=Text())
async def submit_vote(interaction: discord.Interaction[Any], match: re.Match[str], fields: Fields) -> None:
    """A vote with its reason."""
    ballot = replace(papers.decoded(match["code"]), reason=str(fields["reason"]))
    await cast(interaction, vote_of(interaction, int(match["poll"]), ballot, int(match["edition"])))


@asks(reason=Text())
async def submit_reason(interaction: discord.Interaction[Any], match: re.Match[str], fields: Fields) -> None:
    """A reason for a vote that is recorded."""
    poll = await interaction.client.services.get(Polls).get(guild_of(interaction), int(match["poll"]))
    ballot = replace(await current_ballot(interaction, poll), reason=str(fields["reason"]))
    await cast(interaction, vote_of(interaction, poll.id, ballot))


FORMS: tuple[tuple[str, Submitted], ...] = (
    (rf"vote-form:{CAST}", submit_vote),
    (rf"why-form:{POLL}", submit_reason),
)
