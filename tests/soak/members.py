"""Members who use the server as people do: each act opens an interaction, and ends with what its member was told."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playground import requests, seed
from playground.composer import walk
from playground.events import Event, InteractionSettled
from playground.interactions import Interaction
from playground.model import Channel, ChannelKind, Member, Message
from playground.refusals import Refusal
from tests.soak.chaos import SoakPlayground
from tests.wire.crowd import text

READ_FOR = 60.0
"""Seconds after which a member dismisses what only they saw."""
TOKENS_LAST = 120.0
"""Seconds for which an interaction may be answered further: shorter than Discord's, so that few are kept."""
OVERDUE = 30.0


@dataclass
class Outcome:
    """What came of an act."""

    at: float
    took: float
    told: str
    """What the member read; empty where nobody answered."""
    interaction: Interaction | None = None
    message: int | None = None
    """The message that answers, or that was changed."""
    form: dict[str, Any] | None = None

    @property
    def answered(self) -> bool:
        """Whether the bot answered in time."""
        return self.interaction is not None and self.interaction.callback is not None


@dataclass
class Members:
    """Everybody in the server, and a count of all they did."""

    playground: SoakPlayground
    acts: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    """Seconds until an answer, of those that came."""
    smooth: list[float] = field(default_factory=list)
    """The same while nothing was made to fail for the act."""
    unanswered: Counter[str] = field(default_factory=Counter)
    """By why."""
    silent: list[str] = field(default_factory=list)
    """Acts that nobody answered although nothing was made to fail for them."""
    read: list[tuple[float, int, int]] = field(default_factory=list)
    """(when, channel, message) of what only one member saw, to be dismissed."""

    def __post_init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self.playground.world.subscribe(self._note)
        self.playground.world.kept_per_channel = 1_000_000

    @property
    def clicks(self) -> int:
        """Controls that were used and forms that were sent."""
        return self.acts["click"] + self.acts["form"]

    def newcomers(self, count: int) -> list[int]:
        """New members of the server."""
        made = [self.playground.world.new_id() for _ in range(count)]
        members = self.playground.world.state.members
        members |= {each: Member(each, f"m{number}", "student", [], 0) for number, each in enumerate(made)}
        return made

    def channel(self, name: str) -> int:
        """A new channel."""
        made = Channel(self.playground.world.new_id(), ChannelKind.TEXT, name, "", 9)
        self.playground.world.save_channel(made)
        return made.id

    # Acts

    async def command(self, member: int, channel: int, path: str, **options: Any) -> Outcome:
        """A slash command."""
        command = self._command(path)
        if command is None:
            return self._impossible()
        request = requests.UseCommand(op="command", n=0, channel=channel, command=command, name=path, options=options)
        return await self._do("command", lambda: self.playground.desk.errands.use_command(member, request))

    async def complete(self, member: int, channel: int, path: str, focused: str, typed: str) -> Outcome:
        """What is suggested while an option is typed."""
        command, began = self._command(path), time.monotonic()
        if command is None:
            return self._impossible()
        request = requests.Complete(
            op="autocomplete",
            n=0,
            channel=channel,
            command=command,
            name=path,
            options={focused: typed},
            focused=focused,
        )
        self.acts["autocomplete"] += 1
        answer = await self.playground.desk.errands.complete(member, request)
        return Outcome(began, time.monotonic() - began, " ".join(each["name"] for each in answer["choices"]))

    async def click(self, member: int, message: int, custom_id: str, *values: str) -> Outcome:
        """A button, or a select with what is picked in it."""
        request = requests.UseComponent(op="component", n=0, message=message, custom_id=custom_id, values=[*values])
        return await self._do("click", lambda: self.playground.desk.errands.use_component(member, request))

    async def submit(self, member: int, opened: Outcome, **fields: str) -> Outcome:
        """The form that an act opened."""
        if opened.form is None or opened.interaction is None:
            return self._impossible()
        request = requests.SubmitForm(
            op="modal",
            n=0,
            interaction=opened.interaction.id,
            custom_id=opened.form["custom_id"],
            components=[{"type": 4, "custom_id": name, "value": value} for name, value in fields.items()],
        )
        return await self._do("form", lambda: self.playground.desk.errands.submit_form(member, request))

    # What members see

    def message(self, number: int | None) -> Message | None:
        """A message by its id."""
        return self.playground.world.find_message(number) if number else None

    def control(self, message: int | None, prefix: str, end: str = "") -> str | None:
        """The first control of a message that can be used and whose custom id begins and ends so."""
        found = self.message(message)
        ids = controls(found) if found else ()
        return next((each for each in ids if each.startswith(prefix) and each.endswith(end)), None)

    def posted(self, channel: int, custom_id: str) -> list[Message]:
        """The messages of a channel that everybody sees and that have this control."""
        found = self.playground.world.messages(channel)
        return [each for each in found if each.reader is None and custom_id in controls(each)]

    def asking(self, channel: int, custom_id: str, *, but: str) -> list[Message]:
        """The messages of a channel that everybody sees and that have this control, also where it cannot be used;
        `but` those with another one."""
        found = [each for each in self.playground.world.messages(channel) if each.reader is None]
        with_ids = [(each, {part.get("custom_id") for _, part in walk(each.components)}) for each in found]
        return [each for each, ids in with_ids if custom_id in ids and but not in ids]

    def dismiss_read(self) -> None:
        """Let go of what was read a while ago."""
        until = time.monotonic() - READ_FOR
        while self.read and self.read[0][0] < until:
            _, channel, number = self.read.pop(0)
            if message := self.playground.world.message(channel, number):
                self.playground.world.remove_message(message)

    # Waiting

    def _note(self, event: Event) -> None:
        if isinstance(event, InteractionSettled) and (waiting := self._waiting.pop(event.interaction.id, None)):
            waiting.set_result(self._told(event.interaction) if event.state == "done" else "")

    def _told(self, interaction: Interaction) -> str:
        message = self.message(interaction.original)
        if message and message.reader is not None:
            self.read.append((time.monotonic(), message.channel, message.id))
        return text(message).strip() if message else ""

    async def _do(self, kind: str, act: Any) -> Outcome:
        began = time.monotonic()
        try:
            interaction: Interaction = act()
        except Refusal:
            return self._impossible()
        waiting = self._waiting[interaction.id] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(OVERDUE):
            told = await waiting
        took = time.monotonic() - began
        outcome = Outcome(began, took, told, interaction, interaction.original, interaction.form)
        self.acts[kind] += 1
        self._count(kind, outcome)
        return outcome

    def _count(self, kind: str, outcome: Outcome) -> None:
        assert outcome.interaction
        number, until = outcome.interaction.id, outcome.at + outcome.took
        faulty = any(each.interaction == number for each in self.playground.chaos.faults[-200:])
        away = self.playground.was_away(outcome.at, until)
        if outcome.answered:
            self.took.append(outcome.took)
            if not faulty and not away:
                self.smooth.append(outcome.took)
        elif faulty or away:
            self.unanswered["a request was made to fail" if faulty else "the bot was away"] += 1
        else:
            control = str(outcome.interaction.data.get("custom_id", "")).partition(":")[0]
            self.silent.append(f"{kind} {control or outcome.interaction.command}")

    def _impossible(self) -> Outcome:
        """What was to be used is no longer there; nothing was asked."""
        self.acts["not there any more"] += 1
        return Outcome(time.monotonic(), 0.0, "")

    def _command(self, path: str) -> int | None:
        name = path.split(" ")[0]
        found = (each for each in self.playground.world.commands(None) if each["name"] == name)
        return next((int(each["id"]) for each in found), None)


def controls(message: Message) -> Iterator[str]:
    """The custom ids of a message that can be used."""
    for _, part in walk(message.components):
        if "custom_id" in part and not part.get("disabled"):
            yield part["custom_id"]


FACILITATOR, CREATOR = seed.FARID, seed.FARID
