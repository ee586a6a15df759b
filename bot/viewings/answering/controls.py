"""The controls that answer prompts, give reasons and note moments, and what their forms do once they are sent."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord

from bot import clock
from bot.charts import projector
from bot.chat.answer import answer_own, answer_text, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import chosen
from bot.chat.forms import Fields, Pick, Submitted, Text, asks, show_form, text_of
from bot.chat.place import home_of
from bot.errors import Refusal
from bot.viewings.answering import cards, forms, slides
from bot.viewings.answering.rules import CONFIDENCE, Answer, Content, Finding, check_taken
from bot.viewings.answering.service import Answers
from bot.viewings.answering.views import Revealed
from bot.viewings.controls import PLACE, VIEWING, ViewingControl
from bot.viewings.film_time import NOT_STARTED, written
from bot.viewings.rules import ENDED, Cue, Phase, Viewing
from bot.viewings.service import Viewings

_MS = timedelta(milliseconds=1)


class PromptControl(ViewingControl, template=r"(?!)"):
    """A control whose custom id names a prompt of a viewing."""

    @property
    def place(self) -> int:
        """The prompt, by its place in the guide."""
        return int(self.state["place"])

    async def prompt(
        self, interaction: StudyInteraction, place: int | None = None
    ) -> tuple[Viewing, Cue, Answer | None]:
        """The viewing, the prompt (that of the custom id, unless another is named), and what this member answered."""
        viewing = (await self.load_status(interaction)).viewing
        cue = viewing.cue(self.place if place is None else place)
        answers = interaction.client.services.get(Answers)
        return viewing, cue, (await answers.mine(viewing.guild_id, viewing.id, interaction.user.id)).get(cue.place)

    async def shown_prompt(self, interaction: StudyInteraction) -> tuple[Viewing, Revealed]:
        """The viewing, and the prompt with its answers; raises Refusal where they are not shown."""
        viewing = (await self.load_status(interaction)).viewing
        answers = interaction.client.services.get(Answers)
        shown = await answers.revealed_prompts(viewing.guild_id, viewing.id, interaction.user.id, self.place)
        if not shown:
            raise Refusal("The answers to this prompt are not shown.")
        return viewing, shown[0]


class AnswerButton(PromptControl, template=rf"watch-answer:{VIEWING}:{PLACE}"):
    """Answers a prompt."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The form, or what there is to pick from, if the prompt takes an answer."""
        viewing, cue, before = await self.prompt(interaction)
        await ask_for_answer(interaction, viewing, cue, before)


class PickSelect(PromptControl, template=rf"watch-pick:{VIEWING}:{PLACE}"):
    """Answers with an option."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Keep it and say so."""
        picked = chosen(interaction)[0]
        given = Content(option=int(picked) if picked.isdecimal() else None)
        await replace_card(interaction, await keep(interaction, self.viewing_id, self.place, given))


class ClaimSelect(PromptControl, template=rf"watch-claim:{VIEWING}:{PLACE}"):
    """Takes up a claim that is known to be in the film."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The form, with the claim in it."""
        viewing, cue, before = await self.prompt(interaction)
        number = int(chosen(interaction)[0])
        if number >= len(viewing.programme.claims):
            raise Refusal("No such claim in this film.")
        check_taken(viewing, cue, before, clock.now())
        await show_form(interaction, forms.claim_form(viewing, cue, before, number))


class WriteButton(PromptControl, template=rf"watch-write:{VIEWING}:{PLACE}"):
    """Writes a claim down, or goes on with one."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The form."""
        viewing, cue, before = await self.prompt(interaction)
        check_taken(viewing, cue, before, clock.now())
        await show_form(interaction, forms.claim_form(viewing, cue, before))


class WhyButton(PromptControl, template=rf"watch-why:{VIEWING}:{PLACE}"):
    """Asks for the reason behind an answer."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The form."""
        viewing, cue, before = await self.prompt(interaction)
        await show_form(interaction, forms.why_form(viewing, cue, before))


class MineButton(PromptControl, template=rf"watch-mine:{VIEWING}:{PLACE}"):
    """Shows one's own answer."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        viewing, cue, own = await self.prompt(interaction)
        if cue not in viewing.asked and own is None:
            raise Refusal("This prompt is not asked here.")
        await answer_own(interaction, cards.mine_card(viewing, cue, own))


class ShownButton(PromptControl, template=rf"watch-shown:{VIEWING}:{PLACE}:(?P<page>\d{{1,4}})"):
    """Turns a page of revealed answers."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately, in place of the page before."""
        viewing, shown = await self.shown_prompt(interaction)
        await replace_card(interaction, cards.answers_card(viewing, shown, int(self.state["page"])))


class BigAnswersButton(PromptControl, template=rf"watch-big-shown:{VIEWING}-{PLACE}{projector.PAGE}"):
    """Shows revealed answers for a shared screen."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Those of a prompt that is revealed."""
        viewing, shown = await self.shown_prompt(interaction)
        slide = slides.revealed_slide(viewing, shown)
        await projector.project(interaction, slide, f"watch-big-shown:{viewing.id}-{self.place}", self.state["page"])


class BigPromptButton(PromptControl, template=rf"watch-big-prompt:{VIEWING}-{PLACE}{projector.PAGE}"):
    """Shows a prompt that was asked for a shared screen."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Without any answer."""
        viewing = (await self.load_status(interaction)).viewing
        slide = slides.prompt_slide(viewing, viewing.cue(self.place))
        await projector.project(interaction, slide, f"watch-big-prompt:{viewing.id}-{self.place}", self.state["page"])


class LateButton(ViewingControl, template=rf"watch-late:{VIEWING}(?::(?P<page>\d{{1,2}}))?"):
    """Offers the prompts of a viewing that has ended."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Those that this member has not answered."""
        viewing = (await self.load_status(interaction)).viewing
        if viewing.later_until and clock.now() >= viewing.later_until:
            raise Refusal(f"{ENDED} Answers were taken for seven days after it.")
        answers = interaction.client.services.get(Answers)
        answered = await answers.mine(viewing.guild_id, viewing.id, interaction.user.id)
        card = cards.late_card(viewing, list(answered), int(self.state["page"] or 0))
        await (replace_card if self.state["page"] else answer_own)(interaction, card)


class LaterSelect(PromptControl, template=rf"watch-later:{VIEWING}"):
    """Answers a prompt of a viewing that has ended."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As the button of the prompt does."""
        viewing, cue, before = await self.prompt(interaction, int(chosen(interaction)[0]))
        await ask_for_answer(interaction, viewing, cue, before)


class MomentButton(ViewingControl, template=rf"watch-moment:{VIEWING}(?::\d{{1,3}})?"):
    """Notes the moment at which the film is now."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The form, which holds the moment; before the film there is none."""
        status = await self.load_status(interaction)
        begun = status.viewing.phase is not Phase.BEFORE and status.viewing.clock != NOT_STARTED
        await show_form(interaction, forms.note_form(status.viewing, status.film_time if begun else None))


CONTROLS = (
    AnswerButton,
    PickSelect,
    ClaimSelect,
    WriteButton,
    WhyButton,
    MineButton,
    ShownButton,
    BigAnswersButton,
    BigPromptButton,
    LateButton,
    LaterSelect,
    MomentButton,
)


async def ask_for_answer(interaction: StudyInteraction, viewing: Viewing, cue: Cue, before: Answer | None) -> None:
    """The form of a prompt, or a card to pick from; raises Refusal where it takes no answer from this member."""
    check_taken(viewing, cue, before, clock.now())
    match cue.prompt.kind:
        case "text":
            await show_form(interaction, forms.text_form(viewing, cue, before))
        case "claim" if viewing.programme.claims:
            await answer_own(interaction, cards.claims_card(viewing, cue, before))
        case "claim":
            await show_form(interaction, forms.claim_form(viewing, cue, before))
        case _:
            await answer_own(interaction, cards.options_card(viewing, cue, before))


async def keep(interaction: StudyInteraction, viewing_id: int, place: int, given: Content) -> Card:
    """Keep an answer; the card that says so."""
    answers = interaction.client.services.get(Answers)
    kept = await answers.answer(home_of(interaction), viewing_id, place, interaction.user.id, given, clock.now())
    return cards.kept_card(kept)


@asks(text=Text())
async def submit_answer(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """An answer in words."""
    given = Content(text=text_of(fields, "text") or None)
    await answer_own(interaction, await keep(interaction, int(match["viewing"]), int(match["place"]), given))


@asks(
    text=Text(),
    evidence=Text(required=False),
    source=Pick(list(Finding)),
    elsewhere=Pick(list(Finding)),
    confidence=Pick(list(map(str, CONFIDENCE))),
)
async def submit_claim(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """A claim and what was found out about it."""
    given = forms.claim_content(fields)
    if match["about"] is not None:
        viewings = interaction.client.services.get(Viewings)
        status = await viewings.get(home_of(interaction), int(match["viewing"]), interaction.user.id, clock.now())
        claims, number = status.viewing.programme.claims, int(match["about"])
        given = replace(given, about=claims[number].id if number < len(claims) else None)
    await answer_own(interaction, await keep(interaction, int(match["viewing"]), int(match["place"]), given))


@asks(reason=Text())
async def submit_why(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """The reason behind an answer."""
    answers = interaction.client.services.get(Answers)
    kept = await answers.give_reason(
        home_of(interaction),
        int(match["viewing"]),
        int(match["place"]),
        interaction.user.id,
        text_of(fields, "reason"),
        clock.now(),
    )
    await answer_own(interaction, cards.mine_card(kept.viewing, kept.cue, kept.answer))


@asks(text=Text(required=False))
async def submit_note(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """A note of the moment at which its form was opened."""
    answers = interaction.client.services.get(Answers)
    note = await answers.note(
        home_of(interaction),
        int(match["viewing"]),
        interaction.user.id,
        text_of(fields, "text"),
        int(match["moment"]) * _MS if match["moment"] else None,
        clock.now(),
    )
    where = "as a note of before the film" if note.film_time is None else f"at {written(note.film_time)}"
    await answer_text(interaction, f"Kept {where}.")


FORMS: tuple[tuple[str, Submitted], ...] = (
    (rf"answer-form:{VIEWING}:{PLACE}", submit_answer),
    (rf"claim-form:{VIEWING}:{PLACE}(?::(?P<about>\d{{1,3}}))?", submit_claim),
    (rf"why-form:{VIEWING}:{PLACE}", submit_why),
    (rf"note-form:{VIEWING}(?::(?P<moment>\d{{1,9}}))?", submit_note),
)
