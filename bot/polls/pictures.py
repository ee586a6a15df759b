"""Results as pictures, where they can be drawn; a picture that fails leaves the text alone."""

from bot.polls.cards import Picture
from bot.polls.pairs import Shift
from bot.polls.rules import Poll
from bot.polls.service import View


async def picture_of(view: View) -> Picture | None:
    """The picture of a result."""
    del view
    return None


async def picture_of_shift(after: Poll, shift: Shift) -> Picture | None:
    """The picture of who moved."""
    del after, shift
    return None
