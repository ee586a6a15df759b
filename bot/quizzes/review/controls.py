"""The controls of review: answers, what comes next, what is kept, reminders, and `Keep this` on every card."""

from bot.chat.answer import answer_text, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control, chosen
from bot.chat.inputs import OUT_OF_DATE
from bot.chat.place import server_or_none
from bot.chat.text import brief, plain
from bot.errors import Refusal
from bot.guilds.people import settings_of
from bot.packs.params import shelf_of
from bot.packs.remembering import KEEP
from bot.quizzes.items.finding import items_to_learn
from bot.quizzes.review import cards, phrases
from bot.quizzes.review.model import Place
from bot.quizzes.review.service import Review
from bot.quizzes.review.views import Session

KEPT = r"(?P<kept>\d{1,19})"
VALUE = r"[a-z0-9-]{1,32}/[a-z0-9-]{1,48}"
GONE = "This is no longer on the shelf. `/library` shows what is there now."


class ReviewControl(Control, template=r"review"):
    """A control of a member's own review."""

    def service(self, interaction: StudyInteraction) -> Review:
        """What does the work."""
        return interaction.client.services.get(Review)

    async def show_answer(self, interaction: StudyInteraction, picked: tuple[int, ...] | None = None) -> None:
        """The answer in place of the question; `picked` are options as the item has them."""
        place, kept_id = await place_of(interaction), int(self.state["kept"])
        session = await self.service(interaction).show(interaction.user.id, place, kept_id)
        if picked and session.asked and max(picked) >= len(session.asked.item.options):
            raise Refusal(OUT_OF_DATE)
        await replace_card(interaction, cards.answer_card(session, _names(interaction), picked))


class NextButton(ReviewControl, template=r"review-next"):
    """Asks what is due."""

    async def act(self, interaction: StudyInteraction) -> None:
        """In place of the private card."""
        await replace_card(interaction, await next_card(interaction))


class ShowButton(ReviewControl, template=rf"review-show:{KEPT}"):
    """`Show the answer`."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Without having chosen anything."""
        await self.show_answer(interaction)


class PickButton(ReviewControl, template=rf"review-pick:{KEPT}:(?P<option>\d{{1,2}})"):
    """Chooses an option; what was chosen is not kept."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Tell whether it is right, and why."""
        await self.show_answer(interaction, (int(self.state["option"]),))


class SeveralSelect(ReviewControl, template=rf"review-several:{KEPT}"):
    """Chooses several options."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Tell whether these are right, and why."""
        await self.show_answer(interaction, tuple(sorted(map(int, chosen(interaction)))))


class KnewButton(ReviewControl, template=rf"review-knew:{KEPT}:(?P<step>\d{{1,7}}-\d{{1,6}}):(?P<knew>[01])"):
    """`Knew it` or `Not yet`."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Note it, and ask what comes next."""
        session = await self.service(interaction).answer(
            interaction.user.id,
            await place_of(interaction),
            int(self.state["kept"]),
            self.state["step"],
            knew=self.state["knew"] == "1",
        )
        await replace_card(interaction, _card(interaction, session))


class ListButton(ReviewControl, template=r"review-list:(?P<page>\d{1,4})"):
    """Turns a page of what is kept."""

    async def act(self, interaction: StudyInteraction) -> None:
        """In place of the page before."""
        await replace_card(interaction, await list_card(interaction, int(self.state["page"])))


class TakeOutSelect(ReviewControl, template=r"review-out:(?P<page>\d{1,4})"):
    """Takes items out of one's review."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Those that were picked; the list is shown without them."""
        await self.service(interaction).take_out(interaction.user.id, [int(each) for each in chosen(interaction)])
        await replace_card(interaction, await list_card(interaction, int(self.state["page"])))


class RemindButton(ReviewControl, template=r"review-remind:(?P<on>on|off)"):
    """`Remind me`, or no longer."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Switch it; the list says how it is now."""
        on = self.state["on"] == "on"
        await self.service(interaction).remind(interaction.user.id, await place_of(interaction), on=on)
        await replace_card(interaction, await list_card(interaction, 0))


class KeepButton(ReviewControl, template=rf"{KEEP}(?P<value>{VALUE})"):
    """`Keep this` on the card of an entry."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Put what it teaches into the member's review, and say so privately."""
        shelf = shelf_of(interaction)
        if (named := shelf.find(self.state["value"])) is None:
            raise Refusal(GONE)
        place, items = await place_of(interaction), items_to_learn(shelf, named)
        result = await self.service(interaction).keep(interaction.user.id, place, items)
        await answer_text(interaction, phrases.added(f"**{plain(named.entry.name)}**", result))


CONTROLS = (
    NextButton,
    ShowButton,
    PickButton,
    SeveralSelect,
    KnewButton,
    ListButton,
    TakeOutSelect,
    RemindButton,
    KeepButton,
)


async def place_of(interaction: StudyInteraction) -> Place:
    """Where somebody reviews; where the bot is no member nothing of the place is kept."""
    guild_id = server_or_none(interaction)
    return Place() if guild_id is None else Place(guild_id, (await settings_of(interaction)).time_zone)


async def next_card(interaction: StudyInteraction) -> Card:
    """What comes now in a member's review."""
    review = interaction.client.services.get(Review)
    return _card(interaction, await review.next_item(interaction.user.id, await place_of(interaction)))


async def list_card(interaction: StudyInteraction, page: int) -> Card:
    """A page of what a member keeps."""
    review = interaction.client.services.get(Review)
    return cards.list_card(await review.list_kept(interaction.user.id, await place_of(interaction), page))


def _card(interaction: StudyInteraction, session: Session) -> Card:
    return cards.session_card(session, _names(interaction))


def _names(interaction: StudyInteraction) -> phrases.GuildName:
    def guild_name(guild_id: int) -> str:
        guild = interaction.client.get_guild(guild_id)
        return brief(guild.name, phrases.LONGEST) if guild else "another server"

    return guild_name
