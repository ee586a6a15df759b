"""`/poll`: asking the group."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.answer import answer_card, answer_text
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.evenings import Evening, Evenings, Told
from bot.chat.forms import show_form
from bot.chat.mark_names import with_names
from bot.chat.messenger import Messenger
from bot.chat.place import for_servers
from bot.chat.text import quote
from bot.database import Database
from bot.guilds.people import guild_of, names_of, settings_of
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind as EntryKind
from bot.packs.params import EntryParam
from bot.packs.shelf.shelves import Item
from bot.polls import controls, offering, planning, showing
from bot.polls.draft_store import DraftStore
from bot.polls.drafting import controls as drafting
from bot.polls.drafting.forms import draft_form, edit_form, found_in
from bot.polls.drafts import Draft, split_options, visibility_of
from bot.polls.due import DueJobs, recover
from bot.polls.exports import Format
from bot.polls.kinds import KINDS
from bot.polls.params import PollParam
from bot.polls.permissions import EVERYBODY, as_typed, asker, creator, voters_of
from bot.polls.phrases import HELD_BACK
from bot.polls.redraws import PollCards
from bot.polls.rules import Phase, Poll
from bot.polls.service import Polls
from bot.polls.terms import Reason, Secrecy, Visibility
from bot.polls.views import Which
from bot.polls.voting import controls as voting

AnyPoll = app_commands.Transform[Poll, PollParam()]
OpenPoll = app_commands.Transform[Poll, PollParam(Which.OPEN)]
ClosedPoll = app_commands.Transform[Poll, PollParam(Which.CLOSED)]
Pair = app_commands.Transform[Poll, PollParam(Which.PAIRS)]
OfAPack = app_commands.Transform[Item, EntryParam(EntryKind.POLL)]


async def set_up(bot: StudyBot) -> None:
    """Add polls to the bot: services, controls, forms, commands."""
    services, polls = bot.services, Polls(bot.database, clock.present)
    channels, worker = services.get(Messenger), services.get(Worker)
    services.get(Evenings).add(partial(_tell, bot.database))
    services.provide(polls, PollCards(polls, channels, services.get(Redraws)), DraftStore(bot.database, clock.present))
    worker.add(*DueJobs(bot.database, channels, services.get(Gallery)).handlers())
    worker.at_start(recover)
    bot.at_close(polls.wait_for_votes)
    for module in (controls, voting, drafting, offering, planning):
        bot.add_controls(*module.CONTROLS)
    for pattern, submitted in (*voting.FORMS, *drafting.FORMS, *planning.FORMS):
        bot.forms.add(pattern, submitted)
    bot.tree.add_command(for_servers(app_commands.ContextMenu(name="Make this a poll", callback=make_poll_of_message)))
    await bot.add_cog(PollCommands())


async def _tell(database: Database, evening: Evening) -> Told:
    from bot.polls.report import tell

    return await tell(database, evening)


async def make_poll_of_message(interaction: StudyInteraction, message: discord.Message) -> None:
    """The poll form, filled from a message: its text, else what it forwards, else its embeds."""
    await creator(interaction)
    found = found_in(with_names(interaction, _said_in(message)))
    draft = Draft(question=found.question, options=found.options, visibility=await _usual(interaction))
    await show_form(interaction, draft_form("poll-form:new", draft, found.question_hint, found.options_hint))


def _said_in(message: discord.Message) -> str:
    forwarded = message.message_snapshots
    texts = [message.content, *(each.content for each in forwarded)]
    embeds = [*message.embeds, *(embed for each in forwarded for embed in each.embeds)]
    return next((text for text in texts if text.strip()), "") or "\n".join(_lines_of(embeds))


def _lines_of(embeds: list[discord.Embed]) -> Iterator[str]:
    for embed in embeds:
        yield from filter(None, (embed.title, embed.description))
        for field in embed.fields:
            yield f"- {field.name}: {field.value}".replace("\n", " ")


async def _usual(interaction: StudyInteraction) -> Visibility:
    return Visibility((await settings_of(interaction)).default_results)


@for_servers
class PollCommands(commands.GroupCog, group_name="poll", group_description="Ask the group."):
    """Making, showing, closing, comparing and exporting polls."""

    @app_commands.command(description="Make a poll step by step; nobody sees it until you post it.")
    async def create(self, interaction: StudyInteraction) -> None:
        """The form, then a private draft."""
        await creator(interaction)
        draft = Draft(question="", options=(), visibility=await _usual(interaction))
        await show_form(interaction, draft_form("poll-form:new", draft))

    @app_commands.command(description="Post a poll at once.")
    @app_commands.describe(
        question="What you ask",
        options="The options, separated by |",
        kind="How it is answered: one option, several, a step on a scale, a ranking, points, or who can when",
        results="When results are seen",
        ballots="Who sees who chose what",
        closes="When it closes: 90m, 2d, 18:00, fri 18:00; in 7 days if left out",
        not_sure="Whether there is a button Not sure",
        reason="Whether voters are asked why",
        min_choices="For multiple and ranked: the fewest options",
        max_choices="For multiple and ranked: the most options",
        voters="Only members with this role may vote; everyone if left out",
    )
    @app_commands.choices(kind=[app_commands.Choice(name=name, value=name) for name in KINDS])
    async def quick(
        self,
        interaction: StudyInteraction,
        question: str,
        options: str,
        kind: str = "single",
        results: Literal["live", "after_vote", "after_close"] | None = None,
        ballots: Literal["unnamed", "named", "anonymous"] = "unnamed",
        closes: str | None = None,
        not_sure: bool = False,
        reason: Literal["off", "optional", "required"] = "off",
        min_choices: int | None = None,
        max_choices: int | None = None,
        voters: discord.Role | None = None,
    ) -> None:
        """Make it and post its card."""
        by = await creator(interaction)
        usual, secrecy = await _usual(interaction), Secrecy(ballots)
        draft = Draft(
            question=question,
            options=split_options(options),
            kind=kind,
            not_sure=not_sure,
            reason=Reason(reason),
            min_choices=min_choices,
            max_choices=max_choices,
            secrecy=secrecy,
            visibility=visibility_of(secrecy, Visibility(results) if results else None, usual),
            voters=voters_of(voters),
        )
        await offering.post(interaction, draft, by, closes)
        if voters and voters.is_default():
            await answer_text(interaction, EVERYBODY)

    @app_commands.command(description="Post a poll that a pack brings.")
    @app_commands.describe(
        poll="The poll",
        phase="For a poll asked before and after the film: which of the two",
        closes="When it closes: 90m, 2d, 18:00, fri 18:00; in 7 days if left out",
    )
    async def pack(
        self,
        interaction: StudyInteraction,
        poll: OfAPack,
        phase: Literal["before", "after"] | None = None,
        closes: str | None = None,
    ) -> None:
        """Post it, or ask it again after the film."""
        await offering.post_of_pack(interaction, poll, Phase(phase) if phase else None, closes)

    @app_commands.command(description="Close a poll now.")
    @app_commands.describe(poll="The poll: its number")
    async def close(self, interaction: StudyInteraction, poll: OpenPoll) -> None:
        """Ask whether to, before it is done."""
        poll.check_manager(await asker(interaction))
        poll.check_not_closed()
        then = HELD_BACK if poll.phase is Phase.BEFORE else "Its result is posted then."
        text = f"Close #{poll.number} {quote(poll.question)} now? Nobody can vote afterwards. {then}"
        await showing.ask(interaction, text, f"close:{poll.id}", {"yes": "Close", "no": "Keep open"}, ends="yes")

    @app_commands.command(description="Change what can still be changed in a poll.")
    @app_commands.describe(poll="The poll: its number")
    async def edit(self, interaction: StudyInteraction, poll: OpenPoll) -> None:
        """The form, filled with what the poll says now."""
        poll.check_manager(await asker(interaction))
        poll.check_not_closed()
        await show_form(
            interaction, edit_form(f"edit-form:{poll.id}:{poll.edition}", await as_typed(interaction, poll))
        )

    @app_commands.command(description="Show how a poll stands, or what it came to.")
    @app_commands.describe(poll="The poll: its number", share="Show it to everyone in this channel")
    async def show(self, interaction: StudyInteraction, poll: AnyPoll, share: bool = False) -> None:
        """As this member, or everyone, may see it."""
        await showing.show(interaction, poll.id, share=share)

    @app_commands.command(name="list", description="The polls of this server, newest first.")
    @app_commands.describe(state="Open ones, closed ones or all", mine="Only those that you made")
    async def list_polls(
        self, interaction: StudyInteraction, state: Literal["open", "closed", "all"] = "all", mine: bool = False
    ) -> None:
        """Ten a page."""
        await answer_card(interaction, await showing.list_of(interaction, Which(state), mine, 1))

    @app_commands.command(description="Get the results of a closed poll as files.")
    @app_commands.describe(poll="The poll: its number", format="Spreadsheet (csv) or json")
    async def export(
        self,
        interaction: StudyInteraction,
        poll: ClosedPoll,
        format: Literal["csv", "json"] = "csv",  # noqa: A002 - the option's name
    ) -> None:
        """The files, privately."""
        by = await asker(interaction)
        if poll.names_voters:  # how they are called is asked of Discord, which takes its time
            await interaction.response.defer(ephemeral=True, thinking=True)
        role = interaction.guild.get_role(poll.voters) if interaction.guild and poll.voters else None
        files = await interaction.client.services.get(Polls).export(
            guild_of(interaction),
            poll.id,
            Format(format),
            by,
            lambda members: names_of(interaction, members),
            role.name if role else None,
        )
        attached = [discord.File(BytesIO(content), filename=name) for name, content in files.items()]
        text = f"Results of #{poll.number}."
        if interaction.response.is_done():
            await interaction.edit_original_response(content=text, attachments=attached)
        else:
            await interaction.response.send_message(text, files=attached, ephemeral=True)

    @app_commands.command(description="Who moved between the poll before the film and the one after it.")
    @app_commands.describe(pair="The number of the poll before the film", share="Show it to everyone in this channel")
    async def shift(self, interaction: StudyInteraction, pair: Pair, share: bool = False) -> None:
        """Kept, moved, new and gone; the matrix; the picture."""
        before = pair.before_id if pair.phase is Phase.AFTER and pair.before_id else pair.id
        await showing.show_shift(interaction, before, share=share)
