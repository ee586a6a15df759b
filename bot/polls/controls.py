"""The controls of poll cards: one's own vote, results, reasons, lists, sharing, closing, asking again."""

from bot import clock
from bot.charts import projector
from bot.chat.answer import answer_card, answer_text, change, may_share, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.inputs import components_of
from bot.chat.text import stamp
from bot.guilds.people import guild_of
from bot.guilds.rules import Person
from bot.polls import cards, phrases, showing
from bot.polls.offering import ask_again
from bot.polls.permissions import asker, creator, vote_of
from bot.polls.posting import OWED, post_as_answer, post_in_channel
from bot.polls.redraws import PollCards
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.slides import slide_of
from bot.polls.views import Which

POLL = r"(?P<poll>\d{1,19})"


class PollControl(Control, template=r"(?!)"):
    """A control whose custom id names a poll."""

    @property
    def poll_id(self) -> int:
        """The poll that it was drawn for; whether there is one in this server, the service tells."""
        return int(self.state["poll"])


class MineButton(PollControl, template=rf"mine:{POLL}(?::r)?"):
    """Shows one's own vote."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        polls = interaction.client.services.get(Polls)
        view = await polls.show(guild_of(interaction), self.poll_id, interaction.user.id)
        await answer_card(interaction, cards.own_card(view))


class WithdrawButton(PollControl, template=rf"withdraw:{POLL}"):
    """Takes one's own vote back."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Withdraw it, and say so."""
        services = interaction.client.services
        recorded = await services.get(Polls).vote(vote_of(interaction, self.poll_id, None))
        services.get(PollCards).note_vote(recorded.poll)
        if recorded.had_voted:
            text = f"Your vote is withdrawn. You can vote again until {stamp(recorded.poll.closes_at)}."
        else:
            text = "You have not voted in this poll, so there is nothing to withdraw."
        await answer_text(interaction, text)


class ShowButton(PollControl, template=rf"poll-show:{POLL}"):
    """Shows the poll as its reader may see it."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        await showing.show(interaction, self.poll_id)


class SharePollButton(PollControl, template=rf"share-poll:{POLL}"):
    """Posts how a poll stands for everyone, as everyone may see it."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Post it where the member may speak; say why not elsewhere."""
        if await may_share(interaction):
            await showing.show(interaction, self.poll_id, share=True)


class ShareShiftButton(PollControl, template=rf"share-shift:{POLL}"):
    """Posts who moved for everyone."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Post it where the member may speak; say why not elsewhere."""
        if await may_share(interaction):
            await showing.show_shift(interaction, self.poll_id, share=True)


class BigPictureButton(PollControl, template=rf"poll-big:{POLL}{projector.PAGE}"):
    """Shows a result for a shared screen."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With the numbers that its reader may see."""
        view = await interaction.client.services.get(Polls).show(
            guild_of(interaction), self.poll_id, interaction.user.id
        )
        await projector.project(interaction, slide_of(view), f"poll-big:{self.poll_id}", self.state["page"])


class ReasonsButton(PollControl, template=rf"reasons:{POLL}:(?P<page>\d{{1,5}})"):
    """Shows a page of reasons, to those who may see the results."""

    async def act(self, interaction: StudyInteraction) -> None:
        """In place of the page before."""
        polls, page = interaction.client.services.get(Polls), max(1, int(self.state["page"]))
        poll = await polls.get(guild_of(interaction), self.poll_id)
        reasons = await polls.reasons(poll.guild_id, poll.id, interaction.user.id, page)
        card = cards.reasons_card(poll, reasons, page)
        opens = f"reasons:{poll.id}:1" in {getattr(part, "custom_id", "") for part in components_of(interaction)}
        await (answer_card if opens else replace_card)(interaction, card)


class ListButton(Control, template=r"polls:(?P<state>open|closed|all):(?P<mine>[01]):(?P<page>\d{1,6})"):
    """Turns a page of the list."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page."""
        which, mine = Which(self.state["state"]), self.state["mine"] == "1"
        await replace_card(interaction, await showing.list_of(interaction, which, mine, int(self.state["page"])))


class CloseButton(PollControl, template=rf"close:{POLL}:(?P<sure>yes|no)"):
    """Closes the poll, after the question whether to."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Close it, if the member still may."""
        polls, guild_id = interaction.client.services.get(Polls), guild_of(interaction)
        if self.state["sure"] == "no":
            poll = await polls.get(guild_id, self.poll_id)
            await _say(interaction, f"#{poll.number} stays open.")
        else:
            poll = await polls.close(guild_id, self.poll_id, await asker(interaction))
            showing.follow(interaction, poll)
            await _say(interaction, f"Closed #{poll.number}.")


class ShowNowButton(PollControl, template=rf"show-now:{POLL}"):
    """Shows the result of a before poll that is held back."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Where its maker asks for it."""
        polls = interaction.client.services.get(Polls)
        poll = await polls.show_now(guild_of(interaction), self.poll_id, await asker(interaction))
        showing.follow(interaction, poll)
        await answer_text(interaction, f"The result of #{poll.number} is shown now, and posted where its card stands.")


class AgainButton(PollControl, template=rf"again:{POLL}"):
    """Asks again after the film; while the poll is open it asks first, since that would end it."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Post the after poll, or ask what is meant."""
        polls, by = interaction.client.services.get(Polls), await creator(interaction)
        poll = await polls.get(guild_of(interaction), self.poll_id)
        poll.check_manager(by)
        if poll.closed_at is None and clock.now() < poll.closes_at:
            now = {"now": "Close it and ask again now"}
            moves = now | {"keep": "Keep open"} if poll.phase else {"mark": "Mark as the before poll"} | now
            await showing.ask(interaction, phrases.asking_again(poll), f"again:{poll.id}", moves, ends="now")
        else:
            await post_as_answer(interaction, await ask_again(interaction, poll, by))


class AgainMove(PollControl, template=rf"again:{POLL}:(?P<move>mark|now|keep)"):
    """What was meant by asking an open poll again."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Do that, and say so in place of the question."""
        polls, by = interaction.client.services.get(Polls), await creator(interaction)
        poll = await polls.get(guild_of(interaction), self.poll_id)
        poll.check_manager(by)
        if self.state["move"] == "keep":
            await _say(interaction, f"#{poll.number} stays open.")
        elif self.state["move"] == "mark":
            poll = await polls.make_pair(poll.guild_id, poll.id, by)
            interaction.client.services.get(PollCards).mark(poll)
            await _say(interaction, phrases.marked(poll))
        else:
            await self._ask_now(interaction, poll, by)

    async def _ask_now(self, interaction: StudyInteraction, poll: Poll, by: Person) -> None:
        await interaction.response.defer()
        after = await ask_again(interaction, poll, by)
        stands = await post_in_channel(interaction, after)
        told = f"#{poll.number} is closed, and asked again as #{after.number}."
        await interaction.edit_original_response(content=told if stands else f"{told} {OWED}", view=None)


CONTROLS = (
    MineButton,
    WithdrawButton,
    ShowButton,
    SharePollButton,
    ShareShiftButton,
    BigPictureButton,
    ReasonsButton,
    ListButton,
    CloseButton,
    AgainButton,
    AgainMove,
    ShowNowButton,
)


async def _say(interaction: StudyInteraction, text: str) -> None:
    """In place of the question that was answered, or beside it where it was dismissed meanwhile."""
    if not await change(interaction, content=text, view=None):
        await answer_text(interaction, text)
