"""A member's own answers and notes across viewings."""

from dataclasses import dataclass
from datetime import datetime

from bot.packs.format.model import Prompt
from bot.viewings.answering.rules import Answer, words
from bot.viewings.answering.views import Note
from bot.viewings.programme import Programme
from bot.viewings.rules import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer with its prompt."""

    prompt: Prompt
    answer: Answer
    earlier: Answer | None = None
    """What the member answered before the film, where the prompt repeats one."""

    @property
    def words(self) -> str:
        """The answer in words, Markdown not escaped."""
        return words(self.prompt, self.answer.content)

    @property
    def earlier_words(self) -> str | None:
        """The same of the answer before the film."""
        return words(self.prompt, self.earlier.content) if self.earlier else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What a member wrote in one viewing."""

    guild_id: int
    mode: Mode
    programme: Programme
    created_at: datetime
    entries: tuple[Entry, ...]
    """In the order of the guide."""
    notes: tuple[Note, ...]
    """Along the film."""


Journal = tuple[Chapter, ...]
"""Everything that a member wrote in the viewings of a server, or of all places: one for each, the first first."""
