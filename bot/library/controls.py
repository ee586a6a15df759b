"""The controls of library cards: turn a leaf, open another entry, browse the shelves, share."""

from collections.abc import Callable

from bot.chat.answer import answer_card, may_share, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control, chosen
from bot.chat.place import server_or_none
from bot.errors import or_refuse
from bot.library import cards
from bot.library.finding import answer_search
from bot.library.showing import entry_card, kept_by
from bot.packs.format.model import Kind
from bot.packs.params import shelf_of
from bot.packs.shelf.recent import Recent
from bot.packs.shelf.shelves import CARD, SEARCH, Shelf

PACK = r"[a-z0-9-]{1,32}"
VALUE = rf"{PACK}/[a-z0-9-]{{1,48}}"
KEYS = r"(?P<first>[0-9a-f]{12}):(?P<second>[0-9a-f]{12})"
GONE = "This is no longer on the shelf. `/library` shows what is there now."


class LeafSelect(Control, template=rf"leaf:(?P<value>{VALUE})"):
    """Jumps to a leaf of the card."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show the leaf that was picked."""
        await replace_card(interaction, leaf_card(interaction, self.state["value"], int(chosen(interaction)[0])))


class TurnButton(Control, template=rf"turn:(?P<value>{VALUE}):(?P<leaf>\d{{1,3}})"):
    """Turns to the leaf before or after."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that leaf."""
        await replace_card(interaction, leaf_card(interaction, self.state["value"], int(self.state["leaf"])))


class OpenSelect(Control, template=r"open:[a-z]{1,20}"):
    """Opens the entry that was picked, or the list of all of a kind."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show the entry in place of the card."""
        value = chosen(interaction)[0]
        if value.startswith(cards.ALL):
            _, pack_id, kind = value.split(":")
            await replace_card(interaction, await browse_card(interaction, pack_id, kind, 0))
            return
        await replace_card(interaction, leaf_card(interaction, value, 0))
        if guild_id := server_or_none(interaction):
            await interaction.client.services.get(Recent).note_use(guild_id, value)


class ShareButton(Control, template=rf"share:(?P<value>{VALUE}):(?P<leaf>\d{{1,3}})"):
    """Posts the private card in the channel, for everyone."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Post it where the member may speak; say why not elsewhere."""
        leaf = int(self.state["leaf"])
        await share(interaction, lambda by: leaf_card(interaction, self.state["value"], leaf, by))


class CompareButton(Control, template=rf"compare:{KEYS}:(?P<page>\d{{1,2}})"):
    """Turns a page of a comparison."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page."""
        await replace_card(interaction, self.card(shelf_of(interaction)))

    def card(self, shelf: Shelf, shared_by: int | None = None) -> Card:
        """The comparison that the custom id names; raises Refusal where a film has left the shelf."""
        first, second = (or_refuse(shelf.by_key(self.state[film]), GONE) for film in ("first", "second"))
        return cards.compare_card(shelf, first, second, int(self.state["page"]), shared_by=shared_by)


class ShareCompareButton(CompareButton, template=rf"share-compare:{KEYS}:(?P<page>\d{{1,2}})"):
    """Posts the private comparison in the channel."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Post it where the member may speak; say why not elsewhere."""
        await share(interaction, lambda by: self.card(shelf_of(interaction), by))


class CardButton(Control, template=rf"{CARD}(?P<value>{VALUE})"):
    """Opens an entry beside the card that names it."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately, as a card of its own: what is read stays."""
        await answer_card(interaction, leaf_card(interaction, self.state["value"], 0))


class PackSelect(Control, template=r"packs"):
    """Opens a pack from the list of packs."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show the pack."""
        await replace_card(interaction, await browse_card(interaction, chosen(interaction)[0], "", 0))


class BrowseButton(Control, template=rf"browse:(?P<pack>{PACK})?:(?P<kind>[a-z]{{1,12}})?:(?P<page>\d{{1,4}})"):
    """Goes to all packs, to one pack, or to a page of one kind of its entries."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that part of the library."""
        pack, kind, page = self.state["pack"], self.state["kind"], int(self.state["page"])
        await replace_card(interaction, await browse_card(interaction, pack, kind, page))


class SearchButton(Control, template=rf"{SEARCH}(?P<words>(?s:.+))"):
    """Searches for what was typed where an entry of one kind was wanted."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As the command does."""
        await answer_search(interaction, self.state["words"])


CONTROLS = (
    SearchButton,
    LeafSelect,
    TurnButton,
    OpenSelect,
    ShareButton,
    CompareButton,
    ShareCompareButton,
    CardButton,
    PackSelect,
    BrowseButton,
)


def leaf_card(interaction: StudyInteraction, value: str, leaf: int, shared_by: int | None = None) -> Card:
    """A leaf of the entry that a control names; raises Refusal where it has left the shelf."""
    return entry_card(interaction, or_refuse(shelf_of(interaction).find(value), GONE), leaf, shared_by)


async def browse_card(interaction: StudyInteraction, pack_id: str | None, kind: str | None, page: int) -> Card:
    """All packs, one pack, or a page of one kind of its entries; raises Refusal where the pack has left the shelf."""
    shelf = shelf_of(interaction)
    if not pack_id:
        return cards.packs_card(shelf, page, kept=await kept_by(interaction))
    pack = or_refuse(shelf.packs.get(pack_id), GONE)
    if kind in set(Kind):
        return cards.kind_card(shelf, pack, Kind(kind), page)
    return cards.pack_card(shelf, pack, kept=await kept_by(interaction))


async def share(interaction: StudyInteraction, card_by: Callable[[int], Card]) -> None:
    """Post a card for everyone, which says by whom, where the member may speak; say why not elsewhere."""
    if await may_share(interaction):
        await answer_card(interaction, card_by(interaction.user.id), public=True)
