"""What is asked before a group gets its thread: which tag its post in a forum is to have."""

import discord

from bot.chat import limits
from bot.chat.cards import Card, heading, select
from bot.chat.text import plain, shorten
from bot.threads.places import Place

ONLY_YOU = "Only you see this. Nothing has begun yet."


def tag_card(place: Place, title: str, what: str, custom_id: str, *, begins: str = "", note: str | None = None) -> Card:
    """Which of the tags that a forum demands the post is to have, called `title`; `what`: what is to begin there.

    The value of an option is the tag's id, with `begins` behind it, where the custom id has no room for all.
    """
    options = [
        discord.SelectOption(label=tag.name, value=f"{tag.id}{begins}", emoji=tag.emoji)
        for tag in place.tags[: limits.SELECT_OPTIONS]
    ]
    return Card(
        heading("Which tag?", plain(shorten(title, limits.SELECT_LABEL))),
        discord.ui.TextDisplay(f"Each post in <#{place.channel_id}> needs a tag. Choose the one for this {what}."),
        select("Choose a tag", custom_id, options),
        note="\n-# ".join(filter(None, (ONLY_YOU, note))),
    )
