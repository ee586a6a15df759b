"""Controls and forms of an older version of the bot: answered privately, nothing lost that somebody wrote."""

from typing import Any

import discord
import pytest

from bot.chat.client import OUT_OF_DATE
from bot.chat.controls import Control
from bot.chat.forms import show_form
from bot.errors import Refusal

ESSAY = "The film shows *one* town and speaks of a whole country. " * 3


class FormOfYesterday(Control, template="form-of-yesterday"):
    """Opens a form that today's bot no longer knows."""

    async def act(self, interaction: discord.Interaction) -> None:
        form = discord.ui.Modal(title="Your answer", custom_id="answer-of-yesterday:7:3")
        field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            custom_id="text", style=discord.TextStyle.paragraph
        )
        form.add_item(discord.ui.Label(text="What do you think?", component=field))
        await show_form(interaction, form)


async def card_with(club: Any, custom_id: str) -> Any:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Old", custom_id=custom_id))
    view.stop()
    return await club.env.bot.get_channel(club.general.id).send("An old card", view=view)


async def form_of_yesterday(club: Any) -> Any:
    club.env.bot.add_controls(FormOfYesterday)
    return await club.sam.click(await card_with(club, "form-of-yesterday"), label="Old")


async def test_c05_a_control_that_nothing_knows_is_answered_privately_and_counted(club: Any) -> None:
    before = club.env.bot.vitals.interactions["control", "out of date"]
    pressed = await club.sam.click(await card_with(club, "from-long-ago:7:o1"), label="Old")
    assert pressed.ephemeral
    assert pressed.response.content == OUT_OF_DATE
    assert club.env.bot.vitals.interactions["control", "out of date"] == before + 1


async def test_c05_what_was_written_into_a_form_that_nothing_knows_is_given_back_privately(club: Any) -> None:
    sent = await club.sam.submit_modal(await form_of_yesterday(club), {"text": ESSAY})
    assert sent.ephemeral
    assert sent.response.content.startswith(f"{OUT_OF_DATE}\n\nWhat you wrote:\n>>> The film shows \\*one\\* town")
    assert sent.response.content.count("a whole country") == 3
    assert club.env.bot.vitals.interactions["form", "out of date"] == 1


async def test_c05_a_long_text_is_given_back_as_a_file(club: Any) -> None:
    sent = await club.sam.submit_modal(await form_of_yesterday(club), {"text": ESSAY * 12})
    assert sent.ephemeral
    assert sent.response.content == f"{OUT_OF_DATE}\n\nWhat you wrote is in the file below."
    [file] = sent.response.attachments
    assert (await file.read()).decode() == ESSAY * 12


@pytest.mark.parametrize("bug", [False, True])
async def test_c05_what_was_written_is_given_back_where_it_is_refused_or_lost_to_a_bug(club: Any, bug: bool) -> None:
    async def submitted(*_: Any) -> None:
        raise ZeroDivisionError if bug else Refusal("This viewing has ended.")

    form = await form_of_yesterday(club)
    club.env.bot.forms.add(r"answer-of-yesterday:\d+:\d+", submitted)
    sent = await club.sam.submit_modal(form, {"text": ESSAY})
    assert sent.ephemeral
    assert sent.response.content.startswith("Something went wrong" if bug else "This viewing has ended.")
    assert sent.response.content.count("a whole country") == 3


async def test_i05_what_is_given_back_mentions_nobody_and_formats_nothing(club: Any) -> None:
    async def submitted(*_: Any) -> None:
        raise Refusal("This viewing has ended.")

    form = await form_of_yesterday(club)
    club.env.bot.forms.add(r"answer-of-yesterday:\d+:\d+", submitted)
    sent = await club.sam.submit_modal(form, {"text": "@everyone <@&5> # H\n```\n||x|| [a](https://evil.example)"})
    assert "@role # H" in sent.response.content
    assert "```" not in sent.response.content
