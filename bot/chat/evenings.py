"""The seam through which features tell of an evening, each its own part, for who takes the whole of it home.

One feature knows which evening is meant and who was there; the others know what they did in its thread meanwhile.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.chat.paper import Cited, Section, Sheet


@dataclass(frozen=True, kw_only=True)
class Evening:
    """An evening, as far as whoever else did something in it needs to know."""

    guild_id: int
    thread_id: int | None
    """Where the group met; None where somebody was alone."""
    channel_id: int | None
    """What that thread hangs under."""
    begun: datetime
    until: datetime
    """Until when what happened there still belongs to it."""
    pack_id: str = ""
    """The pack of what was watched; empty where no pack has it."""
    polls: tuple[str, ...] = ()
    """`pack/entry` of the polls that go with it."""


@dataclass(frozen=True)
class Told:
    """What a feature tells of an evening."""

    sections: "tuple[Section, ...]" = ()
    sources: "dict[str, Cited]" = field(default_factory=dict)
    """By keys that are its own alone."""


Opener = Callable[[int, int, int], Awaitable[tuple[Evening, "Sheet"]]]
"""The evening with this id of a server, and the sheet with its own part, for the member who asks.

Raises Refusal for who was not there.
"""
Teller = Callable[[Evening], Awaitable[Told]]
"""What a feature tells of an evening; only what was shown there to everybody."""


class Evenings:
    """Who tells of evenings, in the order in which they are to be told."""

    def __init__(self) -> None:
        self._opener: Opener | None = None
        self._tellers: list[Teller] = []

    def open_with(self, opener: Opener) -> None:
        """Have a feature say which evening is meant."""
        self._opener = opener

    def add(self, teller: Teller) -> None:
        """Have a feature asked."""
        self._tellers.append(teller)

    async def report(self, guild_id: int, evening_id: int, member_id: int) -> "Sheet | None":
        """All that is told of an evening, for a member; None where no feature has evenings.

        Raises Refusal for who was not there.
        """
        if self._opener is None:
            return None
        evening, sheet = await self._opener(guild_id, evening_id, member_id)
        for teller in self._tellers:
            told = await teller(evening)
            sheet = replace(
                sheet, sections=(*sheet.sections, *told.sections), sources={**sheet.sources, **told.sources}
            )
        return sheet
