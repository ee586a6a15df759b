"""The report of an evening, as whoever took part gets it, with all features that tell of it."""

from collections.abc import Callable
from functools import partial

from bot.chat.evenings import Evenings
from bot.chat.paper import Sheet
from bot.database import Database
from bot.guilds.service import Guilds
from bot.packs.shelf.shelves import Shelf
from bot.polls import report as polls
from bot.quizzes.rounds import report as quizzes
from bot.statements import report as statements
from bot.viewings.paper.evening import opened
from bot.viewings.records.service import Journals
from tests.viewings.evening import GUILD

NAMES = {1: "Ada Lovelace", 2: "Ben Bitdiddle", 3: "Cleo Patra", 9: "Mira Bell"}


def evenings(db: Database, shelf: Callable[[], Shelf]) -> Evenings:
    """Everything that tells of evenings, as the bot puts it together."""
    made = Evenings()
    made.open_with(partial(opened, Journals(db), lambda _: shelf(), Guilds(db)))
    for room in (polls, statements, quizzes):
        made.add(partial(room.tell, db))
    return made


async def report(db: Database, shelf: Shelf, viewing_id: int, member_id: int) -> Sheet:
    """A report; raises Refusal for who was not there."""
    sheet = await evenings(db, lambda: shelf).report(GUILD, viewing_id, member_id)
    assert sheet
    return sheet
