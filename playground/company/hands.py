"""A member's hands without a page: they send what a page would send, and wait for what the bot answers."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from playground import requests
from playground.errands import Errands
from playground.events import Event, InteractionSettled
from playground.interactions import PATIENCE, Interaction
from playground.model import Json, Message
from playground.world import World

LATER = timedelta(seconds=5)
"""How long an answer that was announced is waited for."""
LOOK = 0.05


class Hands:
    """What members do; each returns the interaction once the bot has answered it first, or has failed to.

    Like a page's requests, all are refused in words where the member may not do it, or the control is gone.
    """

    def __init__(self, world: World, errands: Errands) -> None:
        self.world, self.errands = world, errands
        self._waiting: dict[int, asyncio.Future[None]] = {}
        world.subscribe(self._on_event)

    async def use(self, member: int, command: str, channel: int, **options: str) -> Interaction:
        """A slash command by its full name."""
        root = command.split(" ")[0]
        known = next((each for each in self.world.state.commands.values() if each["name"] == root), {"id": 0})
        asked = requests.UseCommand(
            op="command", n=0, channel=channel, command=int(known["id"]), name=command, options=options
        )
        return await self._settled(self.errands.use_command(member, asked))

    async def press(self, member: int, message: int, custom_id: str, values: Iterable[str] = ()) -> Interaction:
        """A button, or a choice in a select."""
        asked = requests.UseComponent(op="component", n=0, message=message, custom_id=custom_id, values=list(values))
        return await self._settled(self.errands.use_component(member, asked))

    async def submit(self, member: int, opened: Interaction, components: list[Json]) -> Interaction:
        """The form that an interaction opened, filled in."""
        form = opened.form or {}
        asked = requests.SubmitForm(
            op="modal", n=0, interaction=opened.id, custom_id=form["custom_id"], components=components
        )
        return await self._settled(self.errands.submit_form(member, asked))

    async def paper(self, member: int, interaction: Interaction) -> Message | None:
        """What a member alone was answered, complete; None where that was nothing, or is for everybody."""
        for _ in range(round(LATER.total_seconds() / LOOK)):
            kept = [self.world.find_message(each) for each in interaction.messages]
            own = [each for each in kept if each and each.reader == member]
            if own and not own[-1].is_loading:
                return max(own, key=lambda each: each.id)
            if not own and interaction.callback is not None and not any(each and each.is_loading for each in kept):
                return None
            await asyncio.sleep(LOOK)
        return None

    async def _settled(self, interaction: Interaction) -> Interaction:
        waited = self._waiting[interaction.id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(2 * PATIENCE.total_seconds()):
                await waited
        except TimeoutError:
            interaction.failed = True
        finally:
            del self._waiting[interaction.id]
        return interaction

    def _on_event(self, event: Event) -> None:
        if isinstance(event, InteractionSettled):
            waited = self._waiting.get(event.interaction.id)
            if waited and not waited.done():
                waited.set_result(None)
