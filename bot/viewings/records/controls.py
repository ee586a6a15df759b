"""The controls of what stays: pages of a summary and of a journal, the transcript, the polls of the pack."""

from io import BytesIO

import discord

from bot.charts.gallery import Gallery
from bot.chat.answer import answer_own, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.messenger import holds
from bot.chat.pictures import Picture, file_of
from bot.chat.place import home_of, server_or_none
from bot.chat.seams import RoundStarter
from bot.errors import Refusal
from bot.guilds.people import names_of
from bot.packs.params import shelf_of
from bot.threads.people import acting
from bot.viewings.controls import VIEWING, ViewingControl
from bot.viewings.records import cards
from bot.viewings.records.exports import transcript_csv, transcript_markdown
from bot.viewings.records.journal import Journal
from bot.viewings.records.offers import Offer, offers_of
from bot.viewings.records.pictures import picture_of
from bot.viewings.records.service import Journals
from bot.viewings.records.summary import Summary


class SummaryButton(ViewingControl, template=rf"watch-summary:{VIEWING}(?::(?P<page>\d{{1,3}}))?"):
    """Shows the summary, or a page of it."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately, a page in place of the one before; the picture of the time line follows."""
        journals, page = interaction.client.services.get(Journals), int(self.state["page"] or 0)
        summary = await journals.summary(home_of(interaction), self.viewing_id, interaction.user.id)
        offers = offers_of(shelf_of(interaction), summary.viewing.programme)
        answer = answer_own if self.state["page"] is None else replace_card
        await answer(interaction, cards.summary_card(summary, offers, page))
        if page == 0:
            self._attach(interaction, summary, offers)

    def _attach(self, interaction: StudyInteraction, summary: Summary, offers: list[Offer]) -> None:
        async def show_it(picture: Picture) -> None:
            if not holds(await interaction.original_response(), f"watch-summary:{self.viewing_id}:0"):
                card = cards.summary_card(summary, offers, picture=picture)  # the page was not turned meanwhile
                await interaction.edit_original_response(view=card, attachments=[file_of(picture)])

        interaction.client.services.get(Gallery).attach_picture(picture_of(summary), show_it)


class TranscriptButton(ViewingControl, template=rf"watch-transcript:{VIEWING}"):
    """Gives the facilitator what was revealed, to take home."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Two files, privately."""
        journals = interaction.client.services.get(Journals)
        by = await acting(interaction)
        summary = await journals.transcript(home_of(interaction), self.viewing_id, by)
        await interaction.response.defer(ephemeral=True, thinking=True)
        named = {shown.member_id for lens in summary.lenses for part in lens.prompts for shown in part.answers}
        named |= {note.member_id for note in summary.notes}
        names = await names_of(interaction, {member_id for member_id in named if member_id is not None})

        def name(member_id: int) -> str:
            return names.get(member_id, str(member_id))

        files = {
            "transcript.csv": transcript_csv(summary, name),
            "transcript.md": transcript_markdown(summary, name).encode(),
        }
        attached = [discord.File(BytesIO(content), filename=filename) for filename, content in files.items()]
        await interaction.edit_original_response(content="What was revealed in this viewing.", attachments=attached)


class RoundButton(ViewingControl, template=rf"watch-round:{VIEWING}"):
    """Starts a round of statements on what was watched."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Its form, where there is a feature that leads rounds."""
        starter = interaction.client.services.find(RoundStarter)
        if starter is None:
            raise Refusal("Rounds of statements are not offered here.")
        await starter.ask(interaction)


class PollsButton(ViewingControl, template=rf"watch-polls:{VIEWING}:(?P<phase>before|after)"):
    """Offers the polls of the pack."""

    async def act(self, interaction: StudyInteraction) -> None:
        """A private card to pick one from."""
        viewing = (await self.load_status(interaction)).viewing
        offers = offers_of(shelf_of(interaction), viewing.programme)
        await answer_own(interaction, cards.polls_card(viewing, offers, self.state["phase"]))


class JournalButton(Control, template=r"watch-journal:(?P<page>\d{1,4})"):
    """Turns a page of one's journal."""

    async def act(self, interaction: StudyInteraction) -> None:
        """In place of the page before."""
        await replace_card(interaction, cards.journal_card(await journal_of(interaction), int(self.state["page"])))


CONTROLS = (SummaryButton, TranscriptButton, RoundButton, PollsButton, JournalButton)


async def journal_of(interaction: StudyInteraction) -> Journal:
    """A member's journal of the server where they are; outside of servers that of all places."""
    journals = interaction.client.services.get(Journals)
    return await journals.journal(server_or_none(interaction), interaction.user.id)
