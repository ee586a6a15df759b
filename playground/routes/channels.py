"""Channels and their messages."""

from datetime import timedelta

from playground import clock, snowflakes, threads
from playground.checks.body import Problem, refuse
from playground.checks.messages import Mentions
from playground.model import Channel, Json, Message, MessageKind
from playground.permissions import Permission, to_send
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call, Routes
from playground.routes.drafts import fill

NONCE_LIFE = timedelta(minutes=5)
"""For how long a second message with the same nonce is the first one; Discord says "the past few minutes"."""
PAGE = 50
LARGEST_PAGE = 100


async def get_channel(call: Call) -> Json:
    return call.payloads.channel(call.channel())


async def open_direct_channel(call: Call) -> Json:
    recipient = str(call.body.get("recipient_id")) if isinstance(call.body, dict) else ""
    member = call.world.state.members.get(int(recipient)) if recipient.isdigit() else None
    if member is None or member.bot:
        raise ApiRefusal(Refused.INVALID_RECIPIENT)
    return call.payloads.channel(call.world.direct_channel(member))


async def list_messages(call: Call) -> list[Json]:
    """Newest first; `before`, `after`, `around` and `limit` as documented."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    limit = min(call.number("limit", PAGE), LARGEST_PAGE)
    messages = [each for each in call.world.messages(channel.id) if each.reader is None]
    if "before" in call.query:
        messages = [each for each in messages if each.id < call.number("before", 0)]
    if "after" in call.query:
        messages = [each for each in messages if each.id > call.number("after", 0)][:limit]
    if "around" in call.query:
        middle = call.number("around", 0)
        before = [each for each in messages if each.id < middle][-(limit // 2) :] if limit > 1 else []
        messages = before + [each for each in messages if each.id >= middle][: limit - len(before)]
    return [call.payloads.message(each) for each in reversed(messages[-limit:])]


async def get_message(call: Call) -> Json:
    return call.payloads.message(call.message(call.channel(Permission.READ_MESSAGE_HISTORY)))


async def create_message(call: Call) -> Json:
    channel = call.channel()
    body = call.body if isinstance(call.body, dict) else {}
    needed = to_send(channel)
    if call.uploads:
        needed |= Permission.ATTACH_FILES
    if body.get("embeds"):
        needed |= Permission.EMBED_LINKS
    call.channel(needed)
    threads.check_send(call.world, call.world.state.bot, channel)
    if body.get("enforce_nonce") and (twin := _with_nonce(call, channel, body.get("nonce"))):
        return call.payloads.message(twin)
    message = Message(call.world.new_id(), channel.id, call.world.state.bot)
    read = await fill(call, message, call.body)
    message.nonce = read.nonce
    if read.message_reference:
        _make_reply(
            call, channel, message, read.message_reference.message_id, read.message_reference.fail_if_not_exists
        )
        _name_the_answered(call, message, read.allowed_mentions)
    call.world.save_message(message)
    return call.payloads.message(message)


def _with_nonce(call: Call, channel: Channel, nonce: object) -> Message | None:
    """The bot's own message of the last minutes with the same nonce, which stands for the second one."""
    if nonce is None:
        return None
    since = snowflakes.at(int((clock.now() - NONCE_LIFE).timestamp() * 1000))
    recent = (each for each in reversed(call.world.messages(channel.id)) if each.id > since)
    own = (each for each in recent if each.author == call.world.state.bot and each.nonce is not None)
    return next((each for each in own if str(each.nonce) == str(nonce)), None)


def _make_reply(call: Call, channel: Channel, message: Message, target: int, must_exist: bool) -> None:
    if call.world.message(channel.id, target):
        message.kind, message.reply_to = MessageKind.REPLY, target
    elif must_exist:
        refuse([Problem(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")])


def _name_the_answered(call: Call, message: Message, allowed: Mentions | None) -> None:
    """A reply names whom it answers, unless it says whom it may name and leaves that one out."""
    answered = call.world.message(message.channel, message.reply_to or 0)
    if answered and answered.author not in message.mentions and (allowed is None or allowed.replied_user):
        message.mentions.append(answered.author)


async def edit_message(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel)
    if message.author != call.world.state.bot:
        raise ApiRefusal(Refused.NOT_YOUR_MESSAGE)
    threads.check_edit(call.world, call.world.state.bot, channel)
    await fill(call, message, call.body)
    call.world.edit_message(message)
    return call.payloads.message(message)


async def delete_message(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    if message.author != call.world.state.bot:
        call.channel(Permission.MANAGE_MESSAGES)
    threads.check_delete(call.world, call.world.state.bot, channel)
    call.world.remove_message(message)


async def start_typing(call: Call) -> None:
    call.channel(to_send(call.channel()))


ROUTES: Routes = {
    "POST /users/@me/channels": open_direct_channel,
    "GET /channels/{channel_id}": get_channel,
    "GET /channels/{channel_id}/messages": list_messages,
    "POST /channels/{channel_id}/messages": create_message,
    "GET /channels/{channel_id}/messages/{message_id}": get_message,
    "PATCH /channels/{channel_id}/messages/{message_id}": edit_message,
    "DELETE /channels/{channel_id}/messages/{message_id}": delete_message,
    "POST /channels/{channel_id}/typing": start_typing,
}
