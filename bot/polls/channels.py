"""Messages of polls: the poll says where they belong."""

from datetime import datetime

from bot.chat.cards import Card
from bot.chat.channels import AwayError, BlockedError, LaterError, LostError, read
from bot.chat.channels import Channels as Messages
from bot.chat.pictures import Picture, file_of
from bot.polls.rules import Poll

__all__ = ["AwayError", "BlockedError", "Channels", "LaterError", "LostError", "read"]


class Channels:
    """Raises what `Messages` raises: LostError, BlockedError, LaterError."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def change(self, poll: Poll, card: Card) -> None:
        """Show another card in place of the poll's."""
        assert poll.message_id is not None
        await self._messages.change(poll.guild_id, poll.channel_id, poll.message_id, card)

    async def hang(self, poll: Poll, message_id: int, card: Card, picture: Picture) -> None:
        """Show a message again, now with its picture."""
        attached = [file_of(picture)]
        await self._messages.change(poll.guild_id, poll.channel_id, message_id, card, attachments=attached)

    async def redo(self, poll: Poll, message_id: int, card: Card) -> None:
        """Show another card in place of a message, without the picture that it had."""
        await self._messages.change(poll.guild_id, poll.channel_id, message_id, card, attachments=[])

    async def send(self, poll: Poll, card: Card, nonce: str) -> int:
        """Post beside the poll, once however often this nonce is tried; the message's id."""
        return await self._messages.send(poll.guild_id, poll.channel_id, card, nonce)

    async def find(self, poll: Poll, custom_id: str, since: datetime) -> int | None:
        """The id of the bot's own message with that control, the poll's card aside, if one was sent since then."""
        return await self._messages.find(poll.guild_id, poll.channel_id, custom_id, since, poll.message_id)

    async def whisper(self, member_id: int, text: str, nonce: str) -> None:
        """Tell somebody in a direct message, if they take any; once for each nonce."""
        await self._messages.whisper(member_id, text, nonce)
