"""The controls of a quiz: taking part, answering, leading, keeping what one missed."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot import clock
from bot.charts import projector
from bot.chat.answer import answer_card, replace_card
from bot.chat.cards import Card
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
from bot.quizzes.rounds.queue import JOINING
from bot.quizzes.rounds.rules import STALE, Decision, Move, Quiz, Request, State, Undecided
from bot.quizzes.rounds.service import Quizzes
from bot.quizzes.rounds.slides import item_slide
from bot.quizzes.rounds.starting import start, start_again
from bot.quizzes.rounds.views import QuizStatus
from bot.quizzes.usual import FEWEST, MOST
from bot.threads.people import acting, has_left, picked_heir

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

QUIZ = r"(?P<quiz>\d{1,19})"
PLACE = r"(?P<place>\d{1,2})"
ID = r"[a-z0-9-]{1,48}"
"""Of a pack, or of an entry in it."""
TAPPED = r"(?P<tapped>\d{0,6})"
ADDING = 6.0
"""Seconds that being added to the thread may take before nothing more is told of it; it goes on all the same."""


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

    async def status(self, interaction: "StudyInteraction") -> QuizStatus:
        """Where the quiz stands."""
        return await interaction.client.services.get(Quizzes).get(guild_of(interaction), self.quiz_id)

    async def answer(self, interaction: "StudyInteraction", given: tuple[int, ...]) -> None:
        """Keep an answer to the item, and say so."""
        services, now = interaction.client.services, clock.now()
        quizzes, guild_id, member_id = services.get(Quizzes), guild_of(interaction), interaction.user.id
        saved = await quizzes.answer(guild_id, self.quiz_id, self.place, member_id, given, now, interaction.id)
        await replace_card(interaction, cards.saved_card(saved))
        if saved.joined:
            services.get(Worker).wake()


class JoinButton(QuizControl, template=rf"quiz-join:{QUIZ}"):
    """Takes part, and is added to the thread."""

    async def act(self, interaction: "StudyInteraction") -> None:
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

    async def act(self, interaction: "StudyInteraction") -> None:
        """Leave; answers stay."""
        quizzes = interaction.client.services.get(Quizzes)
        quiz = await quizzes.leave(guild_of(interaction), self.quiz_id, interaction.user.id, clock.now())
        await replace_card(interaction, cards.left_card(quiz))


class PingButton(QuizControl, template=rf"quiz-ping:{QUIZ}:(?P<switch>on|off)"):
    """Asks to be mentioned at questions, or no longer."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Choose, and say so in place of the card."""
        quizzes, pinged = interaction.client.services.get(Quizzes), self.state["switch"] == "on"
        guild_id, member_id = guild_of(interaction), interaction.user.id
        found = await quizzes.set_pinged(guild_id, self.quiz_id, member_id, pinged=pinged)
        await replace_card(interaction, cards.pinged_card(found))


class PickButton(QuizControl, template=rf"quiz-pick:{QUIZ}:{PLACE}:(?P<option>\d)"):
    """Answers with one option."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Keep it."""
        await self.answer(interaction, (int(self.state["option"]),))


class AnswerButton(QuizControl, template=rf"quiz-answer:{QUIZ}:{PLACE}"):
    """Shows what an answer of several options, or of an order, is given on."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """With what was chosen before; of an order it begins anew."""
        quizzes = interaction.client.services.get(Quizzes)
        quiz, own = await quizzes.mine(guild_of(interaction), self.quiz_id, interaction.user.id)
        cue = quiz.cue(self.place)
        before = own.get(self.place, ()) if cue.item.way is Way.SEVERAL else ()
        await paper(interaction, quiz, self.place, before)


class SeveralSelect(QuizControl, template=rf"quiz-several:{QUIZ}:{PLACE}"):
    """Answers with several options."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Keep them."""
        await self.answer(interaction, tuple(int(each) for each in chosen(interaction)))


class TapButton(QuizControl, template=rf"quiz-tap:{QUIZ}:{PLACE}:{TAPPED}"):
    """Puts options in order, one by one."""

    async def act(self, interaction: "StudyInteraction") -> None:
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

    async def act(self, interaction: "StudyInteraction") -> None:
        """Keep it."""
        await self.answer(interaction, self.tapped((await self.status(interaction)).quiz))


class MineButton(QuizControl, template=rf"quiz-mine:{QUIZ}:{PLACE}"):
    """Shows one's own answer."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Privately."""
        quizzes = interaction.client.services.get(Quizzes)
        quiz, own = await quizzes.mine(guild_of(interaction), self.quiz_id, interaction.user.id)
        cue = quiz.cue(self.place)
        if cue.state is State.WAITING:
            raise Refusal("This question has not been asked yet.")
        await answer_card(interaction, cards.mine_card(quiz, cue, own.get(self.place)))


class BigPictureButton(QuizControl, template=rf"quiz-big:{QUIZ}-{PLACE}{projector.PAGE}"):
    """Shows an item for a shared screen."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """As it is asked, and once it is revealed with its answer."""
        quiz = (await self.status(interaction)).quiz
        results = await interaction.client.services.get(Quizzes).results(quiz.guild_id, quiz.id)
        result = next((each for each in results if each.cue.place == self.place), None)
        slide = item_slide(quiz, result.cue if result else quiz.cue(self.place), result)
        await projector.project(interaction, slide, f"quiz-big:{quiz.id}-{self.place}", self.state["page"])


class MissedButton(QuizControl, template=rf"quiz-missed:{QUIZ}"):
    """Shows what one missed."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Privately."""
        quizzes = interaction.client.services.get(Quizzes)
        missed = await quizzes.missed(guild_of(interaction), self.quiz_id, interaction.user.id)
        await replace_card(interaction, cards.missed_card(missed))


class KeepButton(QuizControl, template=rf"quiz-keep:{QUIZ}"):
    """Puts what one missed into one's review."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """As the shelf has it now, each fact once; what is gone from it is said."""
        services, member_id, shelf = interaction.client.services, interaction.user.id, shelf_of(interaction)
        missed = await services.get(Quizzes).missed(guild_of(interaction), self.quiz_id, member_id)
        items = [item for cue in missed.wrong if (item := find_item(shelf, cue.item.id))]
        gone = len(missed.wrong) - len(items)
        if not items:
            raise Refusal("There is nothing to keep: what you missed is no longer on the shelf of this server.")
        result = await services.get(Review).keep(member_id, await place_of(interaction), items)
        kept = phrases.added("what you missed", result)
        if gone:
            kept += f" {'1 is' if gone == 1 else f'{gone} are'} no longer on the shelf and left out."
        await replace_card(interaction, cards.missed_card(missed, kept=kept))


class LeadButton(QuizControl, template=rf"quiz-lead:{QUIZ}(?::\d{{1,9}})?"):
    """Shows the panel, or tells who leads."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Privately; in place of what the panel showed."""
        await replace_card(interaction, await panel_of(interaction, await self.status(interaction)))


class DoButton(QuizControl, template=rf"quiz-do:{QUIZ}:(?P<move>[a-z-]{{1,12}})(?::(?P<detail>[a-z0-9-]{{1,10}}))?"):
    """Moves the quiz on."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Do it, and show the panel as it is then; or the question that an end raises."""
        await lead(interaction, self.quiz_id, _request(self.state["move"], self.state["detail"] or ""))


class HandOverButton(QuizControl, template=rf"quiz-hand-over:{QUIZ}"):
    """Asks whom to hand over to."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """A select of members, for who may lead; others see who does."""
        status = await self.status(interaction)
        if status.quiz.closed or not status.quiz.is_led_by(await acting(interaction)):
            await replace_card(interaction, await panel_of(interaction, status))
        else:
            await replace_card(interaction, cards.heir_card(status.quiz))


class HeirSelect(QuizControl, template=rf"quiz-heir:{QUIZ}"):
    """Hands over to the member that was picked."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Hand over, unless that is a bot or somebody who is not here."""
        await lead(
            interaction, self.quiz_id, Request(move=Move.HAND_OVER, by=None, heir=picked_heir(interaction, "quiz"))
        )


class TimeSelect(QuizControl, template=rf"quiz-time:{QUIZ}"):
    """Sets a time for each item, or none."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """For those that are asked from now on."""
        picked = chosen(interaction)[0]
        seconds = int(picked) if picked.isdecimal() else None
        await lead(interaction, self.quiz_id, Request(move=Move.TIME, by=None, seconds=seconds))


class TagSelect(Control, template=rf"quiz-tag:(?P<items>\d{{1,2}}):(?P<pack>{ID})(?:/(?P<entry>{ID}))?"):
    """The tag that a forum demands for the post of a quiz; its custom id carries what was to be asked."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Go on with it."""
        shelf, name, entry = shelf_of(interaction), self.state["pack"], self.state["entry"]
        pack, about = shelf.packs.get(name), shelf.find(f"{name}/{entry}") if entry else None
        if pack is None or (entry and about is None):
            raise Refusal("This is no longer on the shelf of this server. `/quiz start` asks about what is there.")
        items = min(max(int(self.state["items"]), FEWEST), MOST)
        await start(interaction, pack, about, items, int(chosen(interaction)[0]))


class TagAgainSelect(QuizControl, template=rf"quiz-tag-again:{QUIZ}"):
    """The same for what is asked once more."""

    async def act(self, interaction: "StudyInteraction") -> None:
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
    LeadButton,
    DoButton,
    HandOverButton,
    HeirSelect,
    TimeSelect,
)


async def paper(interaction: "StudyInteraction", quiz: Quiz, place: int, before: tuple[int, ...]) -> None:
    """What an answer is given on, if the item takes one now."""
    cue = quiz.cue(place)
    quiz.check_takes(cue)
    await replace_card(interaction, cards.paper_card(quiz, cue, before))


async def lead(interaction: "StudyInteraction", quiz_id: int, request: Request) -> None:
    """Make a move from the panel, and turn it: to what is then, to the question that it raises, or to why it is not."""
    services, guild_id, by = interaction.client.services, guild_of(interaction), await acting(interaction)
    quizzes = services.get(Quizzes)
    leaderless = False
    if request.move is Move.TAKE_OVER and not by.moderator:
        leaderless = await has_left(interaction, (await quizzes.get(guild_id, quiz_id)).quiz.facilitator_id)
    try:
        wanted = replace(request, by=by, leaderless=leaderless)
        status = await quizzes.move(guild_id, quiz_id, wanted, clock.now())
    except Undecided as undecided:
        quiz = (await quizzes.get(guild_id, quiz_id)).quiz
        await replace_card(interaction, cards.undecided_card(quiz, undecided))
    except Refusal as refusal:
        status = await quizzes.get(guild_id, quiz_id)
        if not status.quiz.is_led_by(by):
            raise
        await replace_card(interaction, cards.panel_card(status, str(refusal)))
    else:
        services.get(Worker).wake()
        quiz = status.quiz
        handed = cards.who_leads_card(
            quiz, f"<@{quiz.facilitator_id}> leads the quiz from now on.", may_take_over=False
        )
        await replace_card(interaction, cards.panel_card(status) if quiz.is_led_by(by) else handed)


async def panel_of(interaction: "StudyInteraction", status: QuizStatus) -> Card:
    """The panel for who may lead; who may not is told who does, and offered `Take over` where it is theirs to do."""
    quiz, by = status.quiz, await acting(interaction)
    if quiz.is_led_by(by):
        return cards.panel_card(status)
    who = f"<@{quiz.facilitator_id}> leads this quiz." if quiz.facilitator_id else ""
    if quiz.closed or not await has_left(interaction, quiz.facilitator_id):
        told = "\n".join(filter(None, ("This quiz has ended." if quiz.closed else "", who)))
        return cards.who_leads_card(quiz, told, may_take_over=False)
    quizzes = interaction.client.services.get(Quizzes)
    takes_part = (await quizzes.whereabouts(guild_of(interaction), quiz.id, by.id)).standing is not None
    gone = "" if quiz.facilitator_id is None else f"<@{quiz.facilitator_id}> has left the server. "
    told = f"{gone}Nobody leads this quiz now."
    if not takes_part:
        told += " Press `Join` first; then you can take over."
    return cards.who_leads_card(quiz, told, may_take_over=takes_part)


def _request(move: str, detail: str) -> Request:
    """What a button of the panel asks for; raises Refusal where no panel draws such a one."""
    try:
        wanted = Move(move)
        match wanted:
            case Move.ASK | Move.REVEAL:
                return Request(move=wanted, by=None, place=int(detail))
            case Move.END:
                decided, _, place = detail.partition("-")
                return Request(
                    move=wanted,
                    by=None,
                    decided=Decision(decided) if decided else None,
                    place=int(place) if place else None,
                )
            case Move.TAKE_OVER:
                return Request(move=wanted, by=None)
            case Move.TIME | Move.HAND_OVER:
                raise ValueError(move)
    except ValueError:
        raise Refusal(STALE) from None
