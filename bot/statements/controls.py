"""The controls and forms of rounds: writing, looking through, releasing, voting, results."""

import re
from typing import Any

import discord
from discord import ui

from bot import clock
from bot.charts import projector
from bot.charts.gallery import Gallery
from bot.chat.answer import answer_card, answer_file, answer_text, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.forms import Fields, Pick, Submitted, Text, asks, show_form, text_of
from bot.chat.text import plain, stamp
from bot.errors import Refusal
from bot.guilds.people import guild_of, person_of
from bot.guilds.rules import Person
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.params import shelf_of
from bot.statements import cards, slides
from bot.statements.course import TooFewError
from bot.statements.exports import Format, exported
from bot.statements.forms import FIELDS, start_form, statements_form
from bot.statements.pictures import picture_of
from bot.statements.redraws import RoundCards
from bot.statements.rules import Vote
from bot.statements.service import Statements
from bot.statements.starting import start, starter
from bot.statements.views import ASIDE, IN, MERGED, Paper
from bot.statements.voting import Cast

ROUND = r"(?P<round>\d{1,19})"
PLACE = r"(?P<place>\d{1,3})"


class RoundControl(Control, template=r"(?!)"):
    """A control whose custom id names a round."""

    @property
    def round_id(self) -> int:
        """The round that it was drawn for; whether there is one in this server, the service tells."""
        return int(self.state["round"])

    async def paper(self, interaction: StudyInteraction, at: int | None = None) -> Paper:
        """What the member votes on, at a position or where they left off."""
        return await _statements(interaction).paper(
            guild_of(interaction), self.round_id, interaction.user.id, clock.of_snowflake(interaction.id), at
        )


class WriteButton(RoundControl, template=rf"statements-write:{ROUND}"):
    """Opens the form for one's own statements."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Filled with those that were handed in before."""
        written = await _statements(interaction).written_by(
            guild_of(interaction), self.round_id, interaction.user.id, clock.of_snowflake(interaction.id)
        )
        await show_form(interaction, statements_form(self.round_id, written))


class SiftButton(RoundControl, template=rf"statements-sift:{ROUND}:(?P<page>\d{{1,3}})"):
    """Shows all statements to who leads the round, a page of them."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        sifting = await _statements(interaction).sift(guild_of(interaction), self.round_id, await asker(interaction))
        await replace_card(interaction, cards.sift_card(sifting, int(self.state["page"])))


class AsideButton(RoundControl, template=rf"statements-aside:{ROUND}:{PLACE}:(?P<aside>[01]):(?P<page>\d{{1,3}})"):
    """Sets a statement aside, or takes it in again."""

    def becomes(self) -> str:
        """What becomes of the statement."""
        return ASIDE if self.state["aside"] == "1" else IN

    async def act(self, interaction: StudyInteraction) -> None:
        """And show the page as it is then."""
        sifting = await _statements(interaction).settle(
            guild_of(interaction), self.round_id, int(self.state["place"]), await asker(interaction), self.becomes()
        )
        interaction.client.services.get(RoundCards).mark(sifting.round)
        await replace_card(interaction, cards.sift_card(sifting, int(self.state["page"])))


class MergeButton(AsideButton, template=rf"statements-merge:{ROUND}:{PLACE}:(?P<page>\d{{1,3}})"):
    """Merges a statement with one that says the same."""

    def becomes(self) -> str:
        """It is left out, as the other one is voted on."""
        return MERGED


class ReleaseButton(RoundControl, template=rf"statements-release:{ROUND}(?P<sure>:sure)?"):
    """Begins the vote on all statements that were left in."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Release them; of very few, ask first."""
        services, by = interaction.client.services, await asker(interaction)
        statements, guild_id = _statements(interaction), guild_of(interaction)
        try:
            round_ = await statements.release(guild_id, self.round_id, by, sure=bool(self.state["sure"]))
        except TooFewError as few:
            sifting = await statements.sift(guild_id, self.round_id, by)
            await replace_card(interaction, cards.few_card(sifting.round, str(few)))
            return
        services.get(RoundCards).mark(round_)
        services.get(Worker).wake()
        until = f" The vote closes {stamp(round_.closes_at)}." if round_.closes_at else ""
        await _say(interaction, f"Released. Everybody can vote on all statements now.{until}")


class OpenButton(RoundControl, template=rf"statements-open:{ROUND}"):
    """Shows the next statement that one has not voted on."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        await answer_card(interaction, cards.paper_card(await self.paper(interaction)))


class VoteButton(RoundControl, template=rf"statements-vote:{ROUND}:{PLACE}:(?P<vote>[adp])"):
    """Records a vote on a statement."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Record it, and show the next one after the commit."""
        vote = Vote(self.state["vote"])
        paper = await _statements(interaction).vote(
            Cast(
                guild_id=guild_of(interaction),
                round_id=self.round_id,
                member_id=interaction.user.id,
                click_id=interaction.id,
                place=int(self.state["place"]),
                vote=vote,
            )
        )
        interaction.client.services.get(RoundCards).mark(paper.round)
        await replace_card(interaction, cards.paper_card(paper, vote))


class TurnButton(RoundControl, template=rf"statements-turn:{ROUND}:(?P<at>\d{{1,3}})"):
    """Turns to another statement."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show it."""
        await replace_card(interaction, cards.paper_card(await self.paper(interaction, int(self.state["at"]))))


class ShowButton(RoundControl, template=rf"statements-show:{ROUND}"):
    """Shows how a round stands, or what it came to."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        await show(interaction, self.round_id)


class BigStatementButton(RoundControl, template=rf"statements-big:{ROUND}-(?P<at>\d{{1,3}}){projector.PAGE}"):
    """Shows the statement that one votes on for a shared screen."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Without how anybody voted."""
        at = int(self.state["at"])
        slide, name = slides.statement_slide(await self.paper(interaction, at)), f"statements-big:{self.round_id}-{at}"
        await projector.project(interaction, slide, name, self.state["page"])


class BigRoundButton(RoundControl, template=rf"statements-big-round:{ROUND}{projector.PAGE}"):
    """Shows what a round came to for a shared screen."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With what may be told of its votes."""
        round_, result = await _statements(interaction).result(guild_of(interaction), self.round_id)
        slide = slides.result_slide(round_, result)
        await projector.project(interaction, slide, f"statements-big-round:{self.round_id}", self.state["page"])


class FileButton(RoundControl, template=rf"statements-file:{ROUND}:(?P<form>csv|json)"):
    """Gives a result as a file."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        round_, result = await _statements(interaction).result(guild_of(interaction), self.round_id)
        name, content = exported(round_, result, Format(self.state["form"]))
        text = f"What round #{round_.number} came to. Who voted how, or wrote what, stands nowhere in it."
        await answer_file(interaction, text, name, content)


class EndButton(RoundControl, template=rf"statements-end:{ROUND}:(?P<what>collect|close|keep)"):
    """Ends collecting or the vote early, after the question whether to."""

    async def act(self, interaction: StudyInteraction) -> None:
        """End it, if the member still may."""
        guild_id, by, services = guild_of(interaction), await asker(interaction), interaction.client.services
        statements = _statements(interaction)
        match self.state["what"]:
            case "collect":
                round_ = await statements.end_collecting(guild_id, self.round_id, by)
                told = round_.ended or f"Collecting for #{round_.number} has ended. The statements wait for you."
            case "close":
                round_ = await statements.close(guild_id, self.round_id, by)
                where = "`/statements show` tells" if round_.orphaned else "In its channel follows"
                told = f"Closed #{round_.number}. {where} what it came to."
            case _:
                round_ = (await statements.show(guild_id, self.round_id)).round
                told = f"#{round_.number} goes on."
        services.get(RoundCards).mark(round_)
        services.get(Worker).wake()
        await _say(interaction, told)


async def show(interaction: StudyInteraction, round_id: int) -> None:
    """How a round stands, privately; the picture of a result follows."""
    view = await _statements(interaction).show(guild_of(interaction), round_id)
    leads = view.round.is_led_by(await asker(interaction))
    await answer_card(interaction, cards.show_card(view, leads=leads))
    if view.result:
        interaction.client.services.get(Gallery).follow(
            interaction,
            picture_of(view.round, view.result),
            lambda picture: cards.show_card(view, leads=leads, picture=picture),
        )


async def asker(interaction: StudyInteraction) -> Person:
    """Who asks, by what they may at this moment."""
    return await person_of(interaction, "facilitator_role")


@asks(**dict.fromkeys(FIELDS, Text(required=False)))
async def submit_statements(interaction: discord.Interaction[Any], state: "re.Match[str]", fields: Fields) -> None:
    """Keep one's statements, and say which they are now."""
    texts = [str(fields.get(name, "")) for name in FIELDS]
    round_, kept = await _statements(interaction).hand_in(
        guild_of(interaction), int(state["round"]), interaction.user.id, texts, clock.of_snowflake(interaction.id)
    )
    interaction.client.services.get(RoundCards).mark(round_)
    until = stamp(round_.collects_until)
    if kept:
        listed = "\n".join(f"- {plain(each)}" for each in kept)
        told = (
            f"Recorded, without your name. You can change them until {until}: press `Write statements` again.\n{listed}"
        )
    else:
        told = f"Taken back. You can write others until {until}."
    await answer_text(interaction, told)


@asks(question=Text(), collect=Text(), closes=Text(), seed=Pick())
async def submit_start(interaction: discord.Interaction[Any], _state: "re.Match[str]", fields: Fields) -> None:
    """Start a round."""
    value = text_of(fields, "seed")
    seed = shelf_of(interaction).find(value) if value else None
    if value and (seed is None or seed.kind is not Kind.STATEMENTS):
        raise Refusal("These statements are no longer on the shelf. Start the round without them, or choose others.")
    await start(interaction, str(fields["question"]), str(fields["collect"]), str(fields["closes"]), seed)


async def ask_to_start(interaction: StudyInteraction) -> None:
    """Open the form that starts a round in this channel."""
    await starter(interaction)
    sets = shelf_of(interaction).of_kind(Kind.STATEMENTS)
    await show_form(interaction, start_form(sets))


async def _say(interaction: StudyInteraction, text: str) -> None:
    await replace_card(interaction, Card(ui.TextDisplay(text)))


def _statements(interaction: discord.Interaction[Any]) -> Statements:
    return interaction.client.services.get(Statements)


CONTROLS = (
    WriteButton, SiftButton, AsideButton, MergeButton, ReleaseButton, OpenButton, VoteButton, TurnButton, ShowButton,
    BigStatementButton, BigRoundButton, FileButton, EndButton,
)  # fmt: skip
FORMS: tuple[tuple[str, Submitted], ...] = (
    (rf"statements-form:{ROUND}", submit_statements),
    (r"statements-start", submit_start),
)
