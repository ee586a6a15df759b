"""What a message of anybody says: its own text, else what it forwards, else its embeds."""

from collections.abc import Iterable, Iterator

import discord


def said_in(message: discord.Message) -> str:
    """The text of a message, empty where it holds none."""
    forwarded = message.message_snapshots
    texts = [message.content], (each.content for each in forwarded), _embedded(message.embeds, forwarded)
    return next((said for each in texts if (said := "\n".join(filter(None, each)).strip())), "")


def _embedded(own: Iterable[discord.Embed], forwarded: Iterable[discord.MessageSnapshot]) -> Iterator[str | None]:
    for embed in (*own, *(embed for each in forwarded for embed in each.embeds)):
        yield embed.title
        yield embed.description
        for field in embed.fields:
            yield field.name
            yield field.value
