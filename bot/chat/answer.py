"""Answering an interaction: privately, in the channel, or by changing the private card that was clicked."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import discord

from bot.chat.cards import Card, button
from bot.chat.place import is_direct, server_or_none
from bot.chat.text import plain
from bot.errors import Refusal

GONE = 10008
"""Discord's code for a message that is no longer there."""
LONGEST = 2_000
"""Characters of a message's text."""


async def answer_text(
    interaction: discord.Interaction, text: str, keep: str = "", offer: tuple[str, str] | None = None
) -> None:
    """A private sentence, whether or not the interaction was answered before; `keep` is given back below it.

    `offer` is the label and the custom id of a button under it.
    """
    answer: dict[str, Any] = {"content": text}
    if offer:
        view = discord.ui.View(timeout=None)
        view.add_item(button(*offer))
        view.stop()
        answer["view"] = view
    if keep and len(quoted := f"{text}\n\nWhat you wrote:\n>>> {plain(keep)}") <= LONGEST:
        answer["content"] = quoted
    elif keep:
        answer["content"] = f"{text}\n\nWhat you wrote is in the file below."
        answer["file"] = discord.File(BytesIO(keep.encode()), "what-you-wrote.txt")
    if interaction.response.is_done():
        await interaction.followup.send(**answer, ephemeral=True)
    else:
        await interaction.response.send_message(**answer, ephemeral=True)


async def answer_file(interaction: discord.Interaction, text: str, name: str, content: bytes) -> None:
    """Send a file as the answer, privately, with a sentence."""
    file = discord.File(BytesIO(content), filename=name)
    await interaction.response.send_message(text, file=file, ephemeral=True)


def why_may_not_speak(interaction: discord.Interaction) -> str | None:
    """Why the person may not speak in this channel, as a sentence; None where they may."""
    if interaction.guild_id is None:  # in direct messages, and among a few, whoever is there may speak
        return None
    channel = interaction.channel
    thread = isinstance(channel, discord.Thread)
    allowed = interaction.permissions
    speaks = allowed.send_messages_in_threads if thread else allowed.send_messages
    if speaks and (server_or_none(interaction) or allowed.use_external_apps):
        return None
    name = plain(getattr(channel, "name", None) or "this channel")
    what = "use apps of your own" if speaks else "send messages"
    return f"This stays private: you may not {what} in #{name}."


async def may_share(interaction: discord.Interaction) -> bool:
    """Whether the person may show something to everyone in this channel; where not, they are told why."""
    reason = why_may_not_speak(interaction)
    if reason:
        await answer_text(interaction, reason)
    return reason is None


NEEDED = ("view_channel", "send_messages", "attach_files", "read_message_history")
"""What the bot must be allowed in a channel before it posts something there that it draws again."""


def check_may_post(interaction: discord.Interaction, what: str, done: str) -> None:
    """Raise Refusal unless the person may speak in this channel, and the bot may post there what it draws again.

    In its words: `what`, such as `A poll`, is for everybody there, and nothing was `done`, such as `posted`.
    """
    if reason := why_may_not_speak(interaction):
        raise Refusal(f"{reason} {what} is for everybody in its channel.")
    granted = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = ["send_messages_in_threads" if in_thread and name == "send_messages" else name for name in NEEDED]
    lacks = [f"**{name.replace('_', ' ').title()}**" for name in needed if not getattr(granted, name)]
    if lacks:
        raise Refusal(
            f"Nothing was {done}, because I may not do this here: {', '.join(lacks)}. "
            "A moderator can grant it in the channel's settings."
        )


def sharing(interaction: discord.Interaction, share: bool) -> tuple[int | None, str | None]:
    """Who shares a card with everybody here; None, and where somebody wanted to, why it stays private."""
    reason = why_may_not_speak(interaction) if share else None
    return (interaction.user.id if share and not reason else None), reason


def is_private(interaction: discord.Interaction) -> bool:
    """Whether the clicked card is one that only its reader sees, as everything is in direct messages."""
    return interaction.message is not None and (interaction.message.flags.ephemeral or is_direct(interaction))


async def answer_card(interaction: discord.Interaction, view: Card, *, public: bool = False) -> None:
    """Send a card as the answer: private unless `public`."""
    await interaction.response.send_message(view=view, ephemeral=not public)


async def answer_own(interaction: discord.Interaction, view: Card) -> None:
    """Answer with what its reader works on: privately, and in direct messages as a message that stays."""
    await answer_card(interaction, view, public=is_direct(interaction))


async def replace_card(interaction: discord.Interaction, view: Card) -> None:
    """Show another card in place of a clicked private one; a click on a public card is answered privately beside it.

    So is one on a private card that was dismissed meanwhile: what was done is told all the same.
    """
    if not (is_private(interaction) and await change(interaction, view=view)):
        await answer_own(interaction, view)


async def answer_later(
    interaction: discord.Interaction, work: Callable[[], Awaitable[str]], *, meanwhile: str = ""
) -> None:
    """Answer privately, in a safe sentence, with what came of something that takes a while.

    With `meanwhile`, which is said until then, in place of the clicked card: it is not to be clicked again.
    """
    if meanwhile and is_private(interaction) and await change(interaction, view=_said(meanwhile)):
        try:
            told = await work()
        except Exception:
            with suppress(discord.HTTPException):
                await interaction.edit_original_response(view=_said("The result is below."))
            raise
        await interaction.edit_original_response(view=_said(told))
        return
    # `thinking`, so that what comes from a form is answered beside the message with its button, not in its place.
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content=await work())


def _said(text: str) -> Card:
    return Card(discord.ui.TextDisplay(text))


async def change(interaction: discord.Interaction, **shown: Any) -> bool:
    """Change the message that was clicked, as the answer; False, with nothing answered, where it is gone meanwhile."""
    try:
        await interaction.response.edit_message(**shown)
    except discord.NotFound as error:
        if error.code != GONE:
            raise
        return False
    return True
