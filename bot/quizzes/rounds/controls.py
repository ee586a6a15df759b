"""The controls of a quiz: taking part, answering, keeping what one missed."""

from bot import clock
from bot.charts import projector
from bot.chat.answer import answer_card, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control, chosen
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.packs.params import shelf_of
from bot.quizzes.items.finding import find_item
from bot.quizzes.items.model import Way
from bot.quizzes.review import phrases
from bot.quizzes.review.controls import place_of
from bot.quizzes.review.service import Review
from bot.quizzes.rounds import cards
from bot.quizzes.rounds.answering import Given
from bot.quizzes.rounds.queue import JOINING
from bot.quizzes.rounds.rules import Quiz, State
from bot.quizzes.rounds.service import Quizzes
from bot.quizzes.rounds.slides import item_slide
from bot.quizzes.rounds.starting import start, start_again
from bot.quizzes.rounds.views import QuizStatus
from bot.quizzes.usual import FEWEST, MOST
from bot.threads.joining.adding import ADDING

QUIZ = r"(?P<quiz>\d{1,19})"
PLACE = r"(?P<place>\d{1,2})"
ID = r"[a-z0-9-]{1,48}"
"""Of a pack, or of an entry in it."""
TAPPED = r"(?P<tapped>\d{0,6})"


class QuizControl(Control, template=r"(?!)"):
    """A control whose custom id names a quiz."""

    @property
    def quiz_id(self) -> int:
        """The quiz that it was drawn for; whether there is one in this server, the service tells."""
        return int(self.state["quiz"])

    @property
    def place(self) -> int:
        """The item that it was drawn for."""
        return int(self.state["place"])

    async def status(self, interaction: StudyInteraction) -> QuizStatus:
        """Where the quiz stands."""
        return await interaction.client.services.get(Quizzes).get(guild_of(interaction), self.quiz_id)


class JoinButton(QuizControl, template=rf"quiz-join:{QUIZ}"):
    """Takes part, and is added to the thread."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Join and say so at once; what Discord makes of it follows on the same card."""
        services, guild_id, member_id = interaction.client.services, guild_of(interaction), interaction.user.id
        quizzes = services.get(Quizzes)
        status = await self.status(interaction)
        if status.quiz.closed:
            await answer_card(interaction, cards.ended_card(status.quiz))
            return
        joined = await quizzes.join(guild_id, self.quiz_id, member_id, clock.now())
        found = await quizzes.whereabouts(guild_id, self.quiz_id, member_id)
        await replace_card(interaction, cards.joined_card(found, again=not joined))
        await services.get(Worker).do_within(guild_id, JOINING.line_of(self.quiz_id), ADDING)
        after = await quizzes.whereabouts(guild_id, self.quiz_id, member_id)
        if after.quiz.orphaned or (after.standing and after.standing.refused):
            await interaction.edit_original_response(view=cards.joined_card(after, again=not joined))


class LeaveButton(QuizControl, template=rf"quiz-leave:{QUIZ}"):
    """Takes part no more."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Leave; answers stay."""
        quizzes = interaction.client.services.get(Quizzes)
        quiz = await quizzes.leave(guild_of(interaction), self.quiz_id, interaction.user.id, clock.now())
        await replace_card(interaction, cards.left_card(quiz))


class PingButton(QuizControl, template=rf"quiz-ping:{QUIZ}:(?P<switch>on|off)"):
    """Asks to be mentioned at questions, or no longer."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Choose, and say so in place of the card."""
        quizzes, pinged = interaction.client.services.get(Quizzes), self.state["switch"] == "on"
        guild_id, member_id = guild_of(interaction), interaction.user.id
        found = await quizzes.set_pinged(guild_id, self.quiz_id, member_id, pinged=pinged)
        await replace_card(interaction, cards.pinged_card(found))


class PickButton(QuizControl, template=rf"quiz-pick:{QUIZ}:{PLACE}:(?P<option>\d)"):
    """Answers with one option."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Keep it."""
        await keep_answer(interaction, self, (int(self.state["option"]),))


class AnswerButton(QuizControl, template=rf"quiz-answer:{QUIZ}:{PLACE}"):
    """Shows what an answer of several options, or of an order, is given on."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With what was chosen before; of an order it begins anew."""
        quizzes = interaction.client.services.get(Quizzes)
        quiz, own = await quizzes.mine(guild_of(interaction), self.quiz_id, interaction.user.id)
        cue = quiz.cue(self.place)
        before = own.get(self.place, ()) if cue.item.way is Way.SEVERAL else ()
        await paper(interaction, quiz, self.place, before)


class SeveralSelect(QuizControl, template=rf"quiz-several:{QUIZ}:{PLACE}"):
    """Answers with several options."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Keep them."""
        await keep_answer(interaction, self, tuple(int(each) for each in chosen(interaction)))


class TapButton(QuizControl, template=rf"quiz-tap:{QUIZ}:{PLACE}:{TAPPED}"):
    """Puts options in order, one by one."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Nothing is kept before `Submit`."""
        quiz = (await self.status(interaction)).quiz
        await paper(interaction, quiz, self.place, self.tapped(quiz))

    def tapped(self, quiz: Quiz) -> tuple[int, ...]:
        """The options that were tapped, counted as the item has them; the custom id counts them as they are shown."""
        order, tapped = quiz.cue(self.place).placed.order, [int(each) for each in self.state["tapped"]]
        if len(set(tapped)) != len(tapped) or any(each >= len(order) for each in tapped):
            raise Refusal("No such option in this question.")
        return tuple(order[each] for each in tapped)


class UndoButton(TapButton, template=rf"quiz-undo:{QUIZ}:{PLACE}:{TAPPED}"):
    """Takes the last back; drawn beside the buttons of options, so its custom id is another."""


class OrderButton(TapButton, template=rf"quiz-order:{QUIZ}:{PLACE}:{TAPPED}"):
    """Answers with an order."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Keep it."""
        await keep_answer(interaction, self, self.tapped((await self.status(interaction)).quiz))


class MineButton(QuizControl, template=rf"quiz-mine:{QUIZ}:{PLACE}"):
    """Shows one's own answer."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        quizzes = interaction.client.services.get(Quizzes)
        quiz, own = await quizzes.mine(guild_of(interaction), self.quiz_id, interaction.user.id)
        cue = quiz.cue(self.place)
        if cue.state is State.WAITING:
            raise Refusal("This question has not been asked yet.")
        await answer_card(interaction, cards.mine_card(quiz, cue, own.get(self.place)))


class BigPictureButton(QuizControl, template=rf"quiz-big:{QUIZ}-{PLACE}{projector.PAGE}"):
    """Shows an item for a shared screen."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As it is asked, and once it is revealed with its answer."""
        quiz = (await self.status(interaction)).quiz
        results = await interaction.client.services.get(Quizzes).results(quiz.guild_id, quiz.id)
        result = next((each for each in results if each.cue.place == self.place), None)
        slide = item_slide(quiz, result.cue if result else quiz.cue(self.place), result)
        await projector.project(interaction, slide, f"quiz-big:{quiz.id}-{self.place}", self.state["page"])


class MissedButton(QuizControl, template=rf"quiz-missed:{QUIZ}"):
    """Shows what one missed."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        quizzes = interaction.client.services.get(Quizzes)
        missed = await quizzes.missed_by(guild_of(interaction), self.quiz_id, interaction.user.id)
        await replace_card(interaction, cards.missed_card(missed))


class KeepButton(QuizControl, template=rf"quiz-keep:{QUIZ}"):
    """Puts what one missed into one's review."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As the shelf has it now, each fact once; what is gone from it is said."""
        services, member_id, shelf = interaction.client.services, interaction.user.id, shelf_of(interaction)
        missed = await services.get(Quizzes).missed_by(guild_of(interaction), self.quiz_id, member_id)
        items = [item for cue in missed.wrong if (item := find_item(shelf, cue.item.id))]
        gone = len(missed.wrong) - len(items)
        if not items:
            raise Refusal("There is nothing to keep: what you missed is no longer on the shelf of this server.")
        result = await services.get(Review).keep(member_id, await place_of(interaction), items)
        kept = phrases.added("what you missed", result)
        if gone:
            kept += f" {'1 is' if gone == 1 else f'{gone} are'} no longer on the shelf and left out."
        await replace_card(interaction, cards.missed_card(missed, kept=kept))


class TagSelect(Control, template=rf"quiz-tag:(?P<items>\d{{1,2}}):(?P<pack>{ID})(?:/(?P<entry>{ID}))?"):
    """The tag that a forum demands for the post of a quiz; its custom id carries what was to be asked."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Go on with it."""
        shelf, name, entry = shelf_of(interaction), self.state["pack"], self.state["entry"]
        pack, about = shelf.packs.get(name), shelf.find(f"{name}/{entry}") if entry else None
        if pack is None or (entry and about is None):
            raise Refusal("This is no longer on the shelf of this server. `/quiz start` asks about what is there.")
        items = min(max(int(self.state["items"]), FEWEST), MOST)
        await start(interaction, pack, about, items, int(chosen(interaction)[0]))


class TagAgainSelect(QuizControl, template=rf"quiz-tag-again:{QUIZ}"):
    """The same for what is asked once more."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Go on with it."""
        await start_again(interaction, (await self.status(interaction)).quiz, int(chosen(interaction)[0]))


CONTROLS = (
    TagSelect,
    TagAgainSelect,
    JoinButton,
    LeaveButton,
    PingButton,
    PickButton,
    AnswerButton,
    SeveralSelect,
    TapButton,
    UndoButton,
    OrderButton,
    MineButton,
    BigPictureButton,
    MissedButton,
    KeepButton,
)


async def paper(interaction: StudyInteraction, quiz: Quiz, place: int, before: tuple[int, ...]) -> None:
    """What an answer is given on, if the item takes one now."""
    cue = quiz.cue(place)
    quiz.check_takes(cue)
    await replace_card(interaction, cards.paper_card(quiz, cue, before))


async def keep_answer(interaction: StudyInteraction, control: QuizControl, picked: tuple[int, ...]) -> None:
    """Keep an answer to the item of a control, and say so."""
    services, guild_id, member_id = interaction.client.services, guild_of(interaction), interaction.user.id
    given = Given(guild_id, control.quiz_id, control.place, member_id, picked, clock.now(), interaction.id)
    saved = await services.get(Quizzes).answer(given)
    await replace_card(interaction, cards.saved_card(saved))
    if saved.joined:
        services.get(Worker).wake()
