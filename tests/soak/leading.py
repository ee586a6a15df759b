"""Who leads a group: opens the panel behind `Lead`, presses what it offers, and looks until what was meant is so."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.composer import walk
from playground.model import Message
from tests.soak.members import FACILITATOR, Members, controls
from tests.viewings.evening import PROMPTS
from tests.wire.crowd import text

TRIES = 20
"""How often somebody tries again while things go wrong."""
RECORDED = "Asked: prompt "
OWN = len(PROMPTS)
"""The place of the prompt that the facilitator adds."""


@dataclass
class Group:
    """A viewing whose thread is open."""

    id: int
    channel: int
    thread: int
    opening: int
    members: list[int]
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    """What members were told is recorded, by place and member."""
    shown: list[int] = field(default_factory=list)
    """Places that were revealed."""
    kept_back: list[int] = field(default_factory=list)
    """Places that nobody revealed."""
    early: list[int] = field(default_factory=list)
    """Places of which an answer stood in the thread before it was revealed."""
    prompts: set[int] = field(default_factory=set)
    """Places of prompts that came."""
    ended: bool = False


@dataclass
class Leading:
    """The facilitator of every group."""

    members: Members
    patience: float
    """Seconds that somebody waits for what the bot posts."""
    not_done: list[str] = field(default_factory=list)
    """What was pressed again and again, and did not come about."""

    async def ask(self, group: Group, place: int) -> None:
        """Ask the prompt that comes next."""
        press = f"panel-do:{group.id}:next:{place}"
        await self._press(group, press, until=lambda panel: not self._offers(panel, press))

    async def ask_own(self, group: Group, question: str) -> bool:
        """Ask a prompt of one's own, once: it is another one at each time. Whether it was told asked."""
        for _ in range(TRIES):
            if panel := await self._panel(group):
                form = await self.members.click(FACILITATOR, panel, f"own-ask:{group.id}")
                if form.form:
                    asked = await self.members.submit(FACILITATOR, form, ask=question)
                    return RECORDED in asked.told
        return False

    async def start(self, group: Group, how: str) -> None:
        """Start the film: `0` now, `15` with `Go`, or `screen`."""
        begins = f"panel-start:{group.id}"
        presses = begins, f"panel-do:{group.id}:start_film:{how}"
        await self._press(group, *presses, until=lambda panel: not self._offers(panel, begins))

    async def pause(self, group: Group) -> None:
        """Pause the film, and let it go on."""
        for move, other in (("pause", "resume"), ("resume", "pause")):
            shows = f"panel-do:{group.id}:{other}"
            await self._press(group, f"panel-do:{group.id}:{move}", until=lambda panel, s=shows: self._offers(panel, s))

    async def jump(self, group: Group, minute: str) -> None:
        """Jump to a minute with nothing to ask in between; doing it again does nothing more."""
        for _ in range(TRIES):
            if (panel := await self._panel(group)) and await self._go_to(group, panel, minute):
                return
            await asyncio.sleep(0.3)
        self.not_done.append(f"viewing {group.id}, jump to {minute}")

    async def jump_over(self, group: Group, minute: str, place: int, lot: random.Random) -> None:
        """Jump over a prompt, and either ask it now or leave it out and ask it after all."""
        after_all = lot.random() < 0.5
        until = f"panel-do:{group.id}:next:{place}"
        for _ in range(TRIES):
            panel = await self._panel(group)
            if panel and not self._offers(panel, until):
                break
            if panel and await self._go_to(group, panel, minute):
                message, word = self.members.message(panel), "-leave" if after_all else "-ask"
                decided = next((each for each in controls(message) if word in each), None) if message else None
                if decided:
                    await self.members.click(FACILITATOR, panel, decided)
            await asyncio.sleep(0.3)
        else:
            self.not_done.append(f"viewing {group.id}, jump over {place}")
            return
        if after_all:
            older, value = f"panel-older:{group.id}", f"reopen-{place}"
            for _ in range(TRIES):
                panel = await self._panel(group)
                if panel and value not in self._values(panel):
                    return
                await self.members.click(FACILITATOR, panel or 0, older, value)
                await asyncio.sleep(0.3)
            self.not_done.append(f"viewing {group.id}, ask {place} after all")

    async def finish(self, group: Group) -> None:
        """The film is over."""
        ends = f"panel-end:{group.id}"
        await self._press(group, f"panel-do:{group.id}:finish", until=lambda panel: self._offers(panel, ends))

    async def reveal(self, group: Group, places: list[int]) -> None:
        """Show the answers to open prompts: each by itself, the newest first, or all of a phase at once."""
        if len(places) > 1:
            press = f"panel-do:{group.id}:reveal_all:{PROMPTS[places[0]]['phase']}"
        else:
            press = f"panel-do:{group.id}:reveal:{places[0]}"
        if await self._press(group, press, until=lambda panel: not self._may_be_revealed(group, panel, places)):
            group.shown += places

    def _may_be_revealed(self, group: Group, panel: int, places: list[int]) -> bool:
        """Whether the panel offers to reveal one of them, as the newest or as an older one."""
        older = self._values(panel)
        return any(
            self._offers(panel, f"panel-do:{group.id}:reveal:{each}") or f"reveal-{each}" in older for each in places
        )

    async def end(self, group: Group, opened: list[int], *, reveal: bool) -> None:
        """End it, from wherever it stands, with what becomes of the prompts that are open."""
        decided = f"panel-do:{group.id}:end:{'reveal' if reveal else 'leave'}"
        presses = f"panel-more:{group.id}", f"panel-end:{group.id}", decided
        group.ended = await self._press(
            group, *presses, until=lambda panel: self._offers(panel, f"own-keep:{group.id}"), may_lack=presses[0]
        )
        (group.shown if reveal else group.kept_back).extend(opened)

    # The panel

    async def _press(
        self, group: Group, *presses: str, until: Callable[[int], bool], may_lack: str | None = None
    ) -> bool:
        """Press one after another until a panel that is opened afresh shows that it is done."""
        for _ in range(TRIES):
            panel = await self._panel(group)
            if panel and until(panel):
                return True
            if panel:
                await self._press_each(group, panel, presses, may_lack)
            await asyncio.sleep(0.3)
        self.not_done.append(f"viewing {group.id}, {presses[-1]}")
        return False

    async def _press_each(self, group: Group, panel: int, presses: tuple[str, ...], may_lack: str | None) -> None:
        for press in presses:
            if press == may_lack and self._offers(panel, f"panel-end:{group.id}"):
                continue  # after the film `End` stands on the first page
            control = self.members.control(panel, press)
            if control is None:
                return
            await self.members.click(FACILITATOR, panel, control)

    async def _panel(self, group: Group) -> int | None:
        """The panel as it is now, on a message that only the facilitator sees; None where it did not come."""
        cards = self.heads(group)
        if not cards:
            await asyncio.sleep(0.3)
            return None
        opened = await self.members.click(FACILITATOR, cards[0].id, f"panel-lead:{group.id}")
        message = self.members.message(opened.message)
        return message.id if message and "You lead · " in text(message) else None

    async def _go_to(self, group: Group, panel: int, minute: str) -> bool:
        """Send the form that says where the film goes; whether that turned the panel."""
        form = await self.members.click(FACILITATOR, panel, f"panel-jump:{group.id}")
        sent = await self.members.submit(FACILITATOR, form, minute=minute)
        return sent.message == panel and sent.answered and "has not begun" not in sent.told

    def _offers(self, panel: int, press: str) -> bool:
        return self.members.control(panel, press) is not None

    def _values(self, panel: int) -> set[str]:
        message = self.members.message(panel)
        parts = (part for _, part in walk(message.components)) if message else ()
        return {option["value"] for part in parts for option in part.get("options", ())}

    # The thread

    def heads(self, group: Group) -> list[Message]:
        """The first card of a thread."""
        return self.members.posted(group.thread, f"watch-join:{group.id}")

    def prompts(self, group: Group, place: int) -> list[Message]:
        """The messages that ask a prompt, whether they take an answer now or not."""
        return self.members.asking(group.thread, f"watch-answer:{group.id}:{place}", but=f"watch-join:{group.id}")

    def is_early(self, group: Group, place: int) -> bool:
        """Whether an answer to a prompt stands in the thread."""
        said = set(group.texts.get(place, {}).values()) - {""}
        found = self.members.playground.world.messages(group.thread)
        return any(each in text(message) for message in found if message.reader is None for each in said)
