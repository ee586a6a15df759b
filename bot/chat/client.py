"""StudyBot: the Discord client, with one error door, one form router and an answer to controls nobody knows."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.chat import exchange
from bot.chat.answer import answer_text
from bot.chat.barrier import Barrier
from bot.chat.connection import GatewayBot
from bot.chat.controls import Control, Controls, verb
from bot.chat.door import answer_error
from bot.chat.dormant import Dormant
from bot.chat.forms import Forms, written
from bot.chat.identify_queue import IdentifyQueue
from bot.chat.inputs import OUT_OF_DATE, custom_id_of
from bot.chat.late_answers import watch
from bot.chat.mark_names import take_options
from bot.chat.options import UNREADABLE, command_of, objection
from bot.chat.pacer import Pacer, ask_for
from bot.chat.place import NOT_HERE, AnyCommand, home_of, server_or_none, works_outside
from bot.chat.services import Services
from bot.chat.sync import offer_where_allowed, sync_commands
from bot.chat.transport.arrivals import Arrivals
from bot.chat.transport.events import Guard
from bot.chat.transport.global_limit import hear_of_the_limit_for_all
from bot.chat.transport.interactions import KINDS, bare
from bot.chat.wire import use_patient_wire
from bot.database import Database
from bot.errors import Refusal
from bot.operations.vitals import Vitals
from bot.stopping import end

log = structlog.get_logger(__name__)

HANDLED_BY_THE_TREE = {discord.InteractionType.application_command, discord.InteractionType.autocomplete}
"""Kinds of interactions that discord.py hands to the commands."""

StudyInteraction = discord.Interaction["StudyBot"]
"""What somebody typed, chose, pressed or sent to this bot."""
Feature = Callable[["StudyBot"], Awaitable[None]]


# This bot never speaks, so what voice would need is no news.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class StudyTree(app_commands.CommandTree["StudyBot"]):
    """The command tree, with the one error door."""

    async def interaction_check(self, interaction: StudyInteraction, /) -> bool:
        """Called by discord.py first of all, in the task that handles a command or what is typed."""
        if not interaction.client.takes(interaction):
            return False
        if sentence := objection(self, interaction):
            await interaction.client.decline(interaction, sentence)
            return False
        data: Any = interaction.data
        command = command_of(self, data)
        try:
            if command and server_or_none(interaction) is None and not works_outside(command):
                raise Refusal(NOT_HERE)
            take_options(interaction)
            await interaction.client.dormant.wake_for(command=data["name"])
        except Exception as error:  # noqa: BLE001 - the door answers every error
            await self.on_error(interaction, error)
            return False
        return True

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:
        """Called by discord.py for every error of a command."""
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
            return
        await answer_error(interaction, error)
        command = interaction.command
        exchange.finish(self.client.vitals, "command", command.qualified_name if command else "?", interaction)


class StudyBot(GatewayBot):
    """The bot: asks for servers and their planned events only, pings nobody, goes wherever its members take it.

    Features are set up once, before the gateway is touched. `services` is how a feature's controls find its services.
    """

    def __init__(
        self,
        database: Database,
        features: tuple[Feature, ...],
        vitals: Vitals,
        pacer: Pacer | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            vitals,
            IdentifyQueue(database.alone) if options.get("shard_ids") else None,
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=StudyTree,
            intents=discord.Intents(guilds=True, guild_scheduled_events=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.1,
            **options,
        )
        self.database = database
        self.services = Services()
        self.forms = Forms()
        self.controls = Controls()
        kinds = discord.InteractionType
        self._routes = {kinds.component: self.controls.route, kinds.modal_submit: self.forms.route}
        self.dormant = Dormant(self, database)
        self._features = features
        self._tasks: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[Any]] = set()
        self._hearing: set[asyncio.Task[Any]] = set()
        """Handlers of events that are at work."""
        self._known = exchange.Known()
        self._at_start: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._at_close: list[Callable[[], Awaitable[None]]] = []
        self._at_forgetting: list[Callable[[int], None]] = []
        self._is_set_up = False
        self._closing: asyncio.Task[None] | None = None
        self.command_ids: dict[str, int] = {}
        """What Discord calls the commands, by name: a text that holds both can be pressed."""
        self.refused = ""
        """Why Discord takes nothing from this bot any more; empty while it does."""
        if self.turns:
            self.at_close(self.turns.drop)
        self.pacer = pacer or Pacer()
        use_patient_wire(self, vitals, Barrier(vitals, self.give_up), self.pacer)
        Arrivals(self._connection)
        self._guard = Guard(self._connection, vitals, self._unread)

    def add_controls(self, *controls: type[Control]) -> None:
        """Make controls answer on every message, old ones and those sent before a restart included."""
        self.controls.add(*controls)

    def at_close(self, *finish: Callable[[], Awaitable[None]]) -> None:
        """Run these when the bot closes, last added first."""
        self._at_close += finish

    def at_forgetting(self, *forget: Callable[[int], None]) -> None:
        """Run these when everything of a server was deleted, so that what is in memory goes with it."""
        self._at_forgetting += forget

    def forget(self, guild_id: int) -> None:
        """Let go of what is in memory of a server."""
        for forget in self._at_forgetting:
            forget(guild_id)

    def at_start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `work` from the first log-in until it ends or the bot closes; what it raises is logged."""
        self._at_start.append(work)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background work ended", work=task.get_name(), exc_info=error)

    async def setup_hook(self) -> None:
        """Called by discord.py after each log-in; sets features up the first time only."""
        hear_of_the_limit_for_all(self.http, self.pacer.note_refusal)
        if not self._is_set_up:
            for set_up in self._features:
                await set_up(self)
            for work in self._at_start:
                task = asyncio.create_task(work(), name=getattr(work, "__qualname__", "work"))
                self._tasks.add(task)
                task.add_done_callback(self._finished)
            self._is_set_up = True
        assert self.application_id is not None
        offer_where_allowed(self.tree, self.application)
        self.command_ids = await sync_commands(self.tree, self.application_id, self.database)

    async def on_ready(self) -> None:
        """Called by discord.py after each full connection."""
        log.info("ready", name=str(self.user), guilds=len(self.guilds))

    async def on_app_command_completion(self, interaction: discord.Interaction[Any], command: AnyCommand) -> None:
        """Called by discord.py for each command that did not fail."""
        exchange.finish(self.vitals, "command", command.qualified_name, interaction)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Route clicks and forms, and answer those that nothing knows any more."""
        if interaction.type in HANDLED_BY_THE_TREE or not self.takes(interaction):
            return
        route = self._routes.get(interaction.type)
        if route is None:
            await self.decline(interaction, UNREADABLE)
            return
        custom_id = custom_id_of(interaction)
        try:
            await self.dormant.wake_for(custom_id=custom_id)
            if not await route(interaction):
                exchange.current().outcome = "out of date"
                await answer_text(interaction, OUT_OF_DATE, keep=written(interaction))
        except Exception as error:  # noqa: BLE001 - the door answers every error
            await answer_error(interaction, error, keep=written(interaction))
        exchange.finish(self.vitals, KINDS[interaction.type.value], verb(custom_id), interaction)

    def _unread(self, data: Any) -> None:
        """Called with an interaction that discord.py could not read; somebody waits for its answer all the same."""
        if interaction := bare(self._connection, data):
            task = asyncio.create_task(self._decline_unread(interaction), name="unreadable interaction")
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _decline_unread(self, interaction: discord.Interaction[Any]) -> None:
        if self.takes(interaction):
            is_command = interaction.type is discord.InteractionType.application_command
            await self.decline(interaction, UNREADABLE if is_command else OUT_OF_DATE)

    async def decline(self, interaction: discord.Interaction[Any], sentence: str) -> None:
        """Say privately why what came is not carried out; to somebody who types, offer nothing. Counts it."""
        kind = KINDS.get(interaction.type.value, "unknown")
        exchange.current().outcome = "unreadable"
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await answer_text(interaction, sentence, keep=written(interaction))
        except Exception as error:  # noqa: BLE001 - the door answers every error
            await answer_error(interaction, error)
        exchange.finish(self.vitals, kind, verb(custom_id_of(interaction)) or "?", interaction)

    def takes(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether an interaction is taken, which this task then handles.

        None is once the bot is leaving, nor one that has come before; suggestions may come as often as they like.
        """
        if self._closing:
            return False
        if interaction.type is not discord.InteractionType.autocomplete:
            if interaction.id in self._known:
                self.vitals.interactions[KINDS.get(interaction.type.value, "unknown"), "duplicate"] += 1
                return False
            self._known.add(interaction.id)
        watch(interaction, exchange.begin(interaction.id))
        ask_for(home_of(interaction))
        if task := asyncio.current_task():
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        return True

    def _schedule_event(self, *handler: Any, **options: Any) -> asyncio.Task[Any]:
        """Called by discord.py to run a handler of an event in a task of its own, which it forgets."""
        task: asyncio.Task[Any] = super()._schedule_event(*handler, **options)
        self._hearing.add(task)
        task.add_done_callback(self._hearing.discard)
        return task

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Called by discord.py for an error in an event handler."""
        log.error("event handler failed", handler=event_method, exc_info=sys.exception())

    def give_up(self, reason: str) -> None:
        """Close, as Discord takes nothing from this bot any more; returns at once."""
        if not self.refused:
            self.refused = reason
            self._closing = asyncio.create_task(self._close())

    async def close(self) -> None:
        """Stop background work, let answers and features finish, then leave Discord; once, however often called."""
        self._closing = self._closing or asyncio.create_task(self._close())
        await self._closing

    async def _close(self) -> None:
        await end(self._tasks)
        if self._answering:
            await asyncio.wait(self._answering, timeout=exchange.BUDGET)
        while self._at_close:
            finish = self._at_close.pop()
            try:
                await finish()
            except Exception:
                log.exception("could not finish cleanly")
        await super().close()
        # No event comes any more. What a handler still does, it does not do on a database that is closed after this.
        await end(self._hearing)
