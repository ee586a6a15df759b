"""What members ask of the bot: three seconds for its first answer, fifteen minutes for what follows."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from playground import clock
from playground.events import InteractionOpened, InteractionSettled
from playground.model import Json, Origin
from playground.refusals import ApiRefusal, Refused
from playground.world import World

PATIENCE = timedelta(seconds=3)
LIFE = timedelta(minutes=15)


class Kind(IntEnum):
    """Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    FORM = 5


class Callback(IntEnum):
    """Discord's ways to answer first."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    FORM = 9


ANSWERS = {
    Kind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.FORM},
    Kind.COMPONENT: {
        Callback.MESSAGE,
        Callback.DEFERRED_MESSAGE,
        Callback.DEFERRED_UPDATE,
        Callback.UPDATE,
        Callback.FORM,
    },
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    Kind.FORM: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE, Callback.UPDATE},
}
"""Which first answers each kind takes; a form that a command opened has no message to update."""


@dataclass
class Interaction:
    id: int
    token: str
    kind: Kind
    member: int
    channel: int
    data: Json
    opened: datetime
    """By the machine's clock: however fast the playground's runs, a bot has its three seconds."""
    command: str | None = None
    """The command's full name, as it is shown above the answer."""
    command_kind: int | None = None
    source: int | None = None
    """The message whose component was used, or that the form came from."""
    callback: Callback | None = None
    failed: bool = False
    owners: dict[str, str] = field(default_factory=dict)
    """By whose installation it came to the bot: `authorizing_integration_owners`."""
    followed: int = 0
    """How many messages followed its first answer."""
    original: int | None = None
    """The message that `@original` means."""
    messages: set[int] = field(default_factory=set)
    """The messages that this token may read, edit and delete."""
    form: Json | None = None
    choices: asyncio.Future[list[Json]] | None = None

    @property
    def origin(self) -> Origin:
        target = self.source or self.data.get("target_id")
        return Origin(
            self.id,
            self.kind,
            self.member,
            self.command,
            self.command_kind,
            int(target) if target is not None else None,
            self.owners,
        )


class Interactions:
    """Every interaction whose token still counts. They do not outlive a restart, as the bot's answers do not either."""

    def __init__(self, world: World, patience: timedelta = PATIENCE, life: timedelta = LIFE) -> None:
        self.world, self.patience, self.life = world, patience, life
        self._by_token: dict[str, Interaction] = {}
        self._timers: dict[int, list[asyncio.TimerHandle]] = {}

    def open(self, kind: Kind, member: int, channel: int, data: Json, **known: object) -> Interaction:
        """Sends an interaction to the bot and starts its clock; `known` are further fields of `Interaction`."""
        loop = asyncio.get_running_loop()
        interaction = Interaction(
            id=self.world.new_id(),
            token=secrets.token_urlsafe(64),
            kind=kind,
            member=member,
            channel=channel,
            data=data,
            opened=clock.machine(),
            choices=loop.create_future() if kind is Kind.AUTOCOMPLETE else None,
            **known,  # pyright: ignore[reportArgumentType] -- each caller names fields of Interaction
        )
        if interaction.source:
            interaction.messages.add(interaction.source)
        self._by_token[interaction.token] = interaction
        self._timers[interaction.id] = [
            loop.call_later(self.patience.total_seconds(), self._lose_patience, interaction),
            loop.call_later(self.life.total_seconds(), self._end, interaction),
        ]
        self.world.publish(InteractionOpened(interaction))
        return interaction

    def get(self, interaction: int) -> Interaction | None:
        return next((each for each in self._by_token.values() if each.id == interaction), None)

    def to_acknowledge(self, interaction: int, token: str) -> Interaction:
        """The interaction that a first answer is for; refuses unknown, late and second answers."""
        found = self._by_token.get(token)
        if found is None or found.id != interaction or found.failed:
            raise ApiRefusal(Refused.UNKNOWN_INTERACTION)
        if found.callback is not None:
            raise ApiRefusal(Refused.ALREADY_ACKNOWLEDGED)
        if clock.machine() - found.opened > self.patience:
            raise ApiRefusal(Refused.UNKNOWN_INTERACTION)
        return found

    def acknowledged(self, interaction: Interaction, callback: Callback) -> None:
        interaction.callback = callback
        self.world.publish(InteractionSettled(interaction, "done"))

    def to_follow(self, token: str) -> Interaction:
        """The interaction that a later answer belongs to; refuses old tokens and answers before the first."""
        found = self._by_token.get(token)
        if found is None or clock.machine() - found.opened > self.life:
            raise ApiRefusal(Refused.INVALID_TOKEN)
        if found.callback is None:
            raise ApiRefusal(Refused.UNKNOWN_WEBHOOK)
        return found

    def _lose_patience(self, interaction: Interaction) -> None:
        if interaction.callback is None:
            self._fail(interaction)

    def _end(self, interaction: Interaction) -> None:
        """After its life a token is forgotten; an answer that is still "thinking" by then failed."""
        self._by_token.pop(interaction.token, None)
        self._timers.pop(interaction.id, None)
        original = self.world.find_message(interaction.original) if interaction.original else None
        if original and original.is_loading:
            self.world.remove_message(original)
            self._fail(interaction)

    def _fail(self, interaction: Interaction) -> None:
        interaction.failed = True
        if interaction.choices and not interaction.choices.done():
            interaction.choices.set_result([])
        self.world.publish(InteractionSettled(interaction, "failed"))

    def close(self) -> None:
        """Stops every clock; whoever still waits for suggestions gets none."""
        for timer in [each for both in self._timers.values() for each in both]:
            timer.cancel()
        for interaction in self._by_token.values():
            if interaction.choices and not interaction.choices.done():
                interaction.choices.set_result([])
