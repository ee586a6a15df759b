"""The controls of who leads a quiz."""

from dataclasses import replace

from bot import clock
from bot.chat.answer import replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import chosen
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.quizzes.rounds.controls import QUIZ, QuizControl
from bot.quizzes.rounds.panel import cards
from bot.quizzes.rounds.rules import STALE, Decision, Move, Request, Undecided
from bot.quizzes.rounds.service import Quizzes
from bot.quizzes.rounds.views import QuizStatus
from bot.threads.people import acting, has_left, picked_heir


class LeadButton(QuizControl, template=rf"quiz-lead:{QUIZ}(?::\d{{1,9}})?"):
    """Shows the panel, or tells who leads."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately; in place of what the panel showed."""
        await replace_card(interaction, await panel_of(interaction, await self.status(interaction)))


class DoButton(QuizControl, template=rf"quiz-do:{QUIZ}:(?P<move>[a-z-]{{1,12}})(?::(?P<detail>[a-z0-9-]{{1,10}}))?"):
    """Moves the quiz on."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Do it, and show the panel as it is then; or the question that an end raises."""
        await lead(interaction, self.quiz_id, _request(self.state["move"], self.state["detail"] or ""))


class HandOverButton(QuizControl, template=rf"quiz-hand-over:{QUIZ}"):
    """Asks whom to hand over to."""

    async def act(self, interaction: StudyInteraction) -> None:
        """A select of members, for who may lead; others see who does."""
        status = await self.status(interaction)
        if status.quiz.closed or not status.quiz.is_led_by(await acting(interaction)):
            await replace_card(interaction, await panel_of(interaction, status))
        else:
            await replace_card(interaction, cards.heir_card(status.quiz))


class HeirSelect(QuizControl, template=rf"quiz-heir:{QUIZ}"):
    """Hands over to the member that was picked."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Hand over, unless that is a bot or somebody who is not here."""
        await lead(
            interaction, self.quiz_id, Request(move=Move.HAND_OVER, by=None, heir=picked_heir(interaction, "quiz"))
        )


class TimeSelect(QuizControl, template=rf"quiz-time:{QUIZ}"):
    """Sets a time for each item, or none."""

    async def act(self, interaction: StudyInteraction) -> None:
        """For those that are asked from now on."""
        picked = chosen(interaction)[0]
        seconds = int(picked) if picked.isdecimal() else None
        await lead(interaction, self.quiz_id, Request(move=Move.TIME, by=None, seconds=seconds))


CONTROLS = (LeadButton, DoButton, HandOverButton, HeirSelect, TimeSelect)


async def lead(interaction: StudyInteraction, quiz_id: int, request: Request) -> None:
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


async def panel_of(interaction: StudyInteraction, status: QuizStatus) -> Card:
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
