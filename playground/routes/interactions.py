"""The bot's answers to interactions: the first one, and everything its token may do for fifteen minutes."""

from typing import Any

from playground import places, threads
from playground.checks.body import Problem, refuse
from playground.checks.commands import read_choices
from playground.checks.modals import read_form
from playground.checks.tree import numbered
from playground.interactions import ANSWERS, Callback, Interaction, Kind
from playground.model import Flag, Json, Message, MessageKind
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call, Routes
from playground.routes.drafts import fill

MOST_FOLLOWED = 5
"""Messages that may follow the first answer where the bot is installed for a member alone."""


async def answer(call: Call) -> Json | None:
    """POST /interactions/{id}/{token}/callback: an answer that is refused as a bad body does not count as given."""
    interaction = call.services.interactions.to_acknowledge(call.id("interaction_id"), call.params["token"])
    callback, data = _read_callback(call, interaction)
    match callback:
        case Callback.MESSAGE | Callback.DEFERRED_MESSAGE:
            await _answer_with_message(call, interaction, callback, data)
        case Callback.UPDATE | Callback.DEFERRED_UPDATE:
            await _answer_with_update(call, interaction, callback, data)
        case Callback.CHOICES:
            choices, problems = read_choices(data, ("data",))
            refuse(problems)
            if interaction.choices and not interaction.choices.done():
                interaction.choices.set_result(choices)
        case Callback.FORM:
            form, problems = read_form(data, ("data",))
            refuse(problems)
            interaction.form = form | {"components": numbered(form["components"])}
        case _:
            pass
    call.services.interactions.acknowledged(interaction, callback)
    wanted = call.query.get("with_response", "").lower() in ("1", "true")
    return _callback_response(call, interaction) if wanted else None


def _read_callback(call: Call, interaction: Interaction) -> tuple[Callback, Any]:
    kind = call.body.get("type") if isinstance(call.body, dict) else None
    allowed = ANSWERS[interaction.kind]
    if interaction.source is None:
        allowed = allowed - {Callback.UPDATE, Callback.DEFERRED_UPDATE}
    if kind not in set(allowed):
        choices = ", ".join(str(int(each)) for each in sorted(allowed))
        refuse([Problem(("type",), "BASE_TYPE_CHOICES", f"Value must be one of ({choices}).")])
    return Callback(kind), call.body.get("data")


async def _answer_with_message(call: Call, interaction: Interaction, callback: Callback, data: Any) -> None:
    message = _new_message(call, interaction)
    if interaction.kind is Kind.COMMAND:
        message.kind = MessageKind.SLASH_COMMAND if interaction.command_kind == 1 else MessageKind.MENU_COMMAND
    if callback is Callback.MESSAGE:
        await fill(call, message, data, ("data",))
    else:
        message.flags |= Flag.LOADING
    interaction.original = message.id
    interaction.messages.add(message.id)
    call.world.save_message(message)


async def _answer_with_update(call: Call, interaction: Interaction, callback: Callback, data: Any) -> None:
    source = call.world.message(interaction.channel, interaction.source or 0)
    if source is None:
        raise ApiRefusal(Refused.UNKNOWN_MESSAGE)
    if callback is Callback.UPDATE:
        _check_edit(call, source)
        await fill(call, source, data, ("data",))
        call.world.edit_message(source)
    interaction.original = source.id
    interaction.messages.add(source.id)


def _new_message(call: Call, interaction: Interaction) -> Message:
    """An empty answer; ephemeral if its flags say so. An answer to a component replies to the component's message."""
    channel = call.world.state.channels.get(interaction.channel)
    if channel is None:
        raise ApiRefusal(Refused.UNKNOWN_CHANNEL)
    ephemeral = bool(call.sent_flags & Flag.EPHEMERAL)
    ephemeral |= places.only_privately(call.world.state, interaction.member, channel)
    if not ephemeral:
        threads.check_send(call.world, call.world.state.bot, channel)
    message = Message(
        call.world.new_id(),
        interaction.channel,
        call.world.state.bot,
        flags=int(Flag.EPHEMERAL) if ephemeral else 0,
        reader=interaction.member if ephemeral else None,
        origin=interaction.origin,
    )
    if interaction.source:
        message.kind, message.reply_to = MessageKind.REPLY, interaction.source
    return message


def _check_edit(call: Call, message: Message) -> None:
    """A private message is nothing that a closed thread would have to keep as it is."""
    if message.reader is None:
        threads.check_edit(call.world, call.world.state.bot, call.world.state.channels[message.channel])


def _callback_response(call: Call, interaction: Interaction) -> Json:
    response: Json = {"interaction": {"id": str(interaction.id), "type": int(interaction.kind)}}
    message = call.world.message(interaction.channel, interaction.original or 0)
    if message and interaction.callback:
        response["interaction"] |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.is_loading,
            "response_message_ephemeral": message.reader is not None,
        }
        if interaction.callback in (Callback.MESSAGE, Callback.UPDATE):
            response["resource"] = {"type": int(interaction.callback), "message": call.payloads.message(message)}
    return response


# After the first answer


def _followed(call: Call) -> Interaction:
    if call.id("webhook_id") != call.world.state.bot:
        raise ApiRefusal(Refused.UNKNOWN_WEBHOOK)
    return call.services.interactions.to_follow(call.params["token"])


def _answered(call: Call, interaction: Interaction) -> Message:
    """The message of the path: `@original`, or the id of one that this token made."""
    name = call.params.get("message_id", "@original")
    number = interaction.original if name == "@original" else call.id("message_id")
    message = call.world.message(interaction.channel, number or 0)
    if message is None or message.id not in interaction.messages:
        raise ApiRefusal(Refused.UNKNOWN_MESSAGE)
    return message


async def follow_up(call: Call) -> Json:
    interaction = _followed(call)
    original = call.world.message(interaction.channel, interaction.original or 0)
    if original and original.is_loading:
        return await _finish(call, original)
    if interaction.owners.keys() == {str(places.USERS)} and interaction.followed >= MOST_FOLLOWED:
        raise ApiRefusal(Refused.TOO_MANY_FOLLOWED)
    message = _new_message(call, interaction)
    if interaction.original:
        message.kind, message.reply_to = MessageKind.REPLY, interaction.original
    await fill(call, message, call.body)
    interaction.messages.add(message.id)
    interaction.followed += 1
    call.world.save_message(message)
    return call.payloads.message(message)


async def _finish(call: Call, message: Message) -> Json:
    """The answer that an earlier "thinking" promised; it does not count as an edit."""
    _check_edit(call, message)
    await fill(call, message, call.body)
    message.flags &= ~Flag.LOADING
    call.world.save_message(message)
    return call.payloads.message(message)


async def get_answer(call: Call) -> Json:
    return call.payloads.message(_answered(call, _followed(call)))


async def edit_answer(call: Call) -> Json:
    message = _answered(call, _followed(call))
    if message.is_loading:
        return await _finish(call, message)
    _check_edit(call, message)
    await fill(call, message, call.body)
    call.world.edit_message(message)
    return call.payloads.message(message)


async def delete_answer(call: Call) -> None:
    message = _answered(call, _followed(call))
    if message.reader is None:
        threads.check_delete(call.world, call.world.state.bot, call.world.state.channels[message.channel])
    call.world.remove_message(message)


_WEBHOOK = "/webhooks/{webhook_id}/{token}"

ROUTES: Routes = {
    "POST /interactions/{interaction_id}/{token}/callback": answer,
    f"POST {_WEBHOOK}": follow_up,
    f"GET {_WEBHOOK}/messages/{{message_id}}": get_answer,
    f"PATCH {_WEBHOOK}/messages/{{message_id}}": edit_answer,
    f"DELETE {_WEBHOOK}/messages/{{message_id}}": delete_answer,
}
