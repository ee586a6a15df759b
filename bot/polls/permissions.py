"""Who asks, where and until when, as the rules of polls see it; checked anew at every step."""

from dataclasses import replace
from datetime import datetime

import discord

from bot import clock
from bot.chat.answer import check_may_post
from bot.chat.client import StudyInteraction
from bot.chat.seams import Planner
from bot.chat.text import plain, shorten
from bot.errors import Refusal
from bot.guilds import moments
from bot.guilds.people import guild_of, member_of, person_of
from bot.guilds.rules import Person
from bot.polls.drafts import AnyTerms
from bot.polls.kinds import KINDS
from bot.polls.option_times import moment_of, read_options, written_option
from bot.polls.rules import LEAST_OPEN, MOST_OPEN
from bot.polls.terms import Ballot, Terms
from bot.polls.voting.casting import Vote

EVERYBODY = "`voters`: @everyone is everybody, so everyone may vote in this poll."


async def asker(interaction: StudyInteraction) -> Person:
    """Who asks, by what they may at this moment."""
    return await person_of(interaction, "poll_creators")


async def creator(interaction: StudyInteraction) -> Person:
    """Who asks; raises Refusal unless they may make polls and the bot and they may speak here."""
    by = await asker(interaction)
    by.check_may_begin("make polls")
    check_may_post(interaction, "A poll", "posted")
    return by


async def why_not_plan(interaction: StudyInteraction) -> str | None:
    """Why this person may not plan a viewing from a poll; None where they may."""
    planner = interaction.client.services.find(Planner)
    return await planner.why_not(interaction) if planner else "Viewings are not planned by this bot."


async def closing_time(interaction: StudyInteraction, written: str | None) -> datetime | None:
    """The moment that a member wrote for `closes`, in the server's zone; None where nothing was written."""
    if not written or not written.strip():
        return None
    return await moments.moment_of(interaction, written, "closes", least=LEAST_OPEN, most=MOST_OPEN)


async def zone_note(interaction: StudyInteraction, closes: str | None, typed: Terms) -> str | None:
    """That a time of day was read in UTC, where the server has set no zone: for `closes`, else in the options."""
    options = typed.options if KINDS[typed.kind].about_times else ()
    for written, option in ((closes, "closes"), *((text, "options") for text in options)):
        if note := await moments.zone_note(interaction, written, option):
            return note
    return None


async def with_times(
    interaction: StudyInteraction, terms: AnyTerms, *, posted: Terms | None = None, strict: bool = True
) -> AnyTerms:
    """The same with options read as moments, where the kind has some and they are written as such.

    `posted`: the poll or draft whose form this was typed in; its own moments stay, even those that are over. What
    cannot be read raises Refusal, or stays as it was typed where not `strict`.
    """
    if not KINDS[terms.kind].about_times:
        return terms
    zone = await moments.zone_here(interaction)
    moments_of = [option for option in posted.options if moment_of(option)] if posted else []
    known = {written_option(option, zone): option for option in moments_of}
    return replace(terms, options=read_options(terms.options, now=clock.now(), zone=zone, known=known, strict=strict))


async def as_typed(interaction: StudyInteraction, terms: AnyTerms) -> AnyTerms:
    """The same with moments among the options as somebody could have typed them, for a form."""
    if not KINDS[terms.kind].about_times:
        return terms
    zone = await moments.zone_here(interaction)
    return replace(terms, options=tuple(written_option(option, zone) for option in terms.options))


def voters_of(role: discord.Role | None) -> int | None:
    """The role whose members alone may vote; None where that is everybody. Raises Refusal where it is nobody."""
    if role is None or role.is_default():
        return None
    if role.is_bot_managed():
        name = plain(shorten(role.name, 60))
        raise Refusal(f"`voters`: the role **{name}** belongs to a bot, so no member has it. Choose another role.")
    return role.id


def lost(interaction: discord.Interaction, role: int | None) -> bool:
    """Whether a role that a poll names was deleted meanwhile."""
    return role is not None and interaction.guild is not None and interaction.guild.get_role(role) is None


def check_voters(interaction: discord.Interaction, voters: int | None) -> None:
    """Raise Refusal where a draft names voters whose role was deleted meanwhile."""
    if lost(interaction, voters):
        raise Refusal("`voters`: the role was deleted meanwhile, so nobody could vote. Choose another, or @everyone.")


def vote_of(interaction: discord.Interaction, poll_id: int, ballot: Ballot | None, edition: int | None = None) -> Vote:
    """The vote that a click gives."""
    return Vote(
        guild_id=guild_of(interaction),
        poll_id=poll_id,
        member_id=interaction.user.id,
        click_id=interaction.id,
        ballot=ballot,
        edition=edition,
        roles=frozenset(member_of(interaction).roles),
    )
