"""What a message of anybody says: its own text, else what it forwards, else its embeds.

What should be text and is not, as a client may have it sent, is passed over.
"""

from collections.abc import Iterable, Iterator

import discord


def said_in(message: discord.Message) -> str:
    """The text of a message, empty where it holds none."""
    forwarded = message.message_snapshots
    texts = [message.content], (each.content for each in forwarded), _embedded(message.embeds, forwarded)
    said = ("\n".join(part for part in each if part and isinstance(part, str)).strip() for each in texts)
    return next(filter(None, said), "")


def _embedded(own: Iterable[discord.Embed], forwarded: Iterable[discord.MessageSnapshot]) -> Iterator[str | None]:
    for embed in (*own, *(embed for each in forwarded for embed in each.embeds)):
        yield embed.title
        yield embed.description
        for field in embed.fields:
            yield field.name
            yield field.value
