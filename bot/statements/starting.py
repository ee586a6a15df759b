"""Starting a round: who may, where, and until when; by command, or by the form that other features offer."""

from datetime import timedelta

from bot import clock
from bot.chat import times
from bot.chat.answer import answer_text, check_may_post
from bot.chat.client import StudyInteraction
from bot.errors import Refusal
from bot.guilds import moments
from bot.guilds.people import guild_of, person_of
from bot.guilds.rules import Person
from bot.outbox.worker import Worker
from bot.packs.format.model import StatementSet
from bot.packs.shelf.shelves import Item
from bot.statements.rules import LEAST_SPAN, MOST_SPAN
from bot.statements.service import Statements


async def starter(interaction: StudyInteraction) -> Person:
    """Who asks; raises Refusal unless they may start rounds and the bot and they may speak here."""
    guild_of(interaction)
    by = await person_of(interaction, "facilitator_role")
    by.check_may_begin("start rounds")
    check_may_post(interaction, "A round", "started")
    return by


async def start(interaction: StudyInteraction, question: str, collect: str, closes: str, seed: Item | None) -> None:
    """Start a round, and say so; its card follows in the channel."""
    by, runs = await starter(interaction), span(closes)
    until = await moments.moment_of(interaction, collect, "collect", least=LEAST_SPAN, most=MOST_SPAN)
    seeds = seed.entry.statements if seed and isinstance(seed.entry, StatementSet) else ()
    services = interaction.client.services
    round_ = await services.get(Statements).start(
        question,
        guild_id=guild_of(interaction),
        channel_id=interaction.channel_id or 0,
        by=by,
        collects_until=until,
        runs=runs,
        seeds=seeds,
    )
    services.get(Worker).wake()
    begins = f" It begins with {len(seeds)} statements of the pack." if seeds else ""
    told = f"Started round #{round_.number}. Its card appears in this channel in a moment.{begins}"
    note = await moments.zone_note(interaction, collect, "collect")
    await answer_text(interaction, f"{told}\n{note}" if note else told)


def span(written: str) -> timedelta:
    """How long the vote is to run; raises Refusal for a moment, since it is not known yet when it begins."""
    now = clock.now()
    if times.needs_zone(written) or "<t:" in written:
        raise Refusal("`closes` says how long the vote runs once the statements are released. Try `3d` or `90m`.")
    return times.moment(written, option="closes", now=now, least=LEAST_SPAN, most=MOST_SPAN) - now
