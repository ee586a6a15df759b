"""From a body and its files to a message: checked, with attachments kept and their addresses filled in."""

from typing import Any

from playground import mentions
from playground.checks.body import Path, Problem, refuse
from playground.checks.messages import FILES, MessageBody, read_message
from playground.checks.tree import numbered, walk
from playground.model import Attachment, Flag, Json, Message
from playground.payloads import LARGEST_FILE
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call

SENT_FLAGS = Flag.COMPONENTS_V2 | Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS
"""The flags that a body may set and an edit keeps; EPHEMERAL is up to the kind of answer."""


async def fill(call: Call, message: Message, sent: Any, at: Path = ()) -> MessageBody:
    """Puts a body's contents and the request's files into a message, new or edited; what is refused changes nothing.

    `at` is where the body stands in the request's.
    """
    held = {"content": message.content, "embeds": message.embeds}
    body, components, problems = read_message(sent if sent is not None else {}, message.flags, held, at)
    problems += _attachment_problems(call, message, body, at)
    known = {upload.name for upload in call.uploads} | {each.name for each in message.attachments}
    problems += _unknown_media(components, known, (*at, "components"))
    refuse(problems)
    if any(len(upload.content) > LARGEST_FILE for upload in call.uploads) or len(call.uploads) > FILES:
        raise ApiRefusal(Refused.TOO_LARGE)
    _refuse_empty(call, message, body, components)
    await _attach(call, message, body)
    if message.channel not in call.world.state.channels:
        raise ApiRefusal(Refused.UNKNOWN_CHANNEL)  # it was deleted while the files were kept
    _write(call, message, body, components)
    return body


def _refuse_empty(call: Call, message: Message, body: MessageBody, components: list[Json]) -> None:
    def left(field: str, now: Any) -> Any:
        return now if field in body.model_fields_set else getattr(message, field)

    shown = (body.content or "").strip() if "content" in body.model_fields_set else message.content
    if shown or call.uploads or left("embeds", body.embeds) or left("components", components):
        return
    if not left("attachments", body.attachments):
        raise ApiRefusal(Refused.EMPTY_MESSAGE)


def _attachment_problems(call: Call, message: Message, body: MessageBody, at: Path) -> list[Problem]:
    known = {upload.number for upload in call.uploads} | {each.id for each in message.attachments}
    return [
        Problem((*at, "attachments", number), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
        for number, entry in enumerate(body.attachments or [])
        if entry.id not in known
    ]


def _unknown_media(components: list[Json], known: set[str], at: Path) -> list[Problem]:
    """References to files that are not there."""
    problems = []
    for path, component in walk(components, at):
        media = [(("media",), component.get("media")), (("file",), component.get("file"))]
        media += [(("items", number, "media"), item["media"]) for number, item in enumerate(component.get("items", []))]
        for place, item in media:
            name = item["url"].removeprefix("attachment://") if item else ""
            if item and name != item["url"] and name not in known:
                problems.append(
                    Problem(
                        (*path, *place, "url"),
                        "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                        f"The referenced attachment ({name}) was not found.",
                    )
                )
    return problems


async def _attach(call: Call, message: Message, body: MessageBody) -> None:
    """Keeps the attachments that the body names (all, if it names none) and adds the new files."""
    entries = {entry.id: entry for entry in body.attachments or []}
    if "attachments" in body.model_fields_set:
        for gone in [each for each in message.attachments if each.id not in entries]:
            message.attachments.remove(gone)
            call.services.store.forget(gone)
        for each in message.attachments:
            each.alt = entries[each.id].description or each.alt
    for upload in call.uploads:
        entry = entries.get(upload.number)
        kept = await call.services.store.attach(
            message.channel, upload.name, upload.content, entry.description if entry else None
        )
        message.attachments.append(kept)


def _write(call: Call, message: Message, body: MessageBody, components: list[Json]) -> None:
    sent = body.model_fields_set
    addresses = _addresses(call, message)
    if "content" in sent:
        message.content = (body.content or "").strip()
    if "embeds" in sent:
        embeds = [each.model_dump(exclude_none=True) | {"type": "rich"} for each in body.embeds or []]
        message.embeds = _with_paths(embeds, addresses, call.payloads.cdn)
    if "components" in sent:
        message.components = numbered(_with_paths(components, addresses, call.payloads.cdn))
        _describe_files(message)
    if sent & {"content", "components"}:
        mentions.take_in(call.world, message, body.allowed_mentions)
    if body.flags is not None:
        message.flags = (message.flags & ~Flag.SUPPRESS_EMBEDS) | (body.flags & SENT_FLAGS)


def _addresses(call: Call, message: Message) -> dict[str, Attachment]:
    """By the name a body uses: the attachment. Names that had to be cleaned count under both forms."""
    addresses = {each.name: each for each in message.attachments}
    fresh = message.attachments[len(message.attachments) - len(call.uploads) :] if call.uploads else []
    return addresses | {upload.name: each for upload, each in zip(call.uploads, fresh, strict=True)}


def _with_paths(part: Any, addresses: dict[str, Attachment], cdn: str) -> Any:
    """Embeds or components in which every picture of this server is named by its path."""
    if isinstance(part, list):
        return [_with_paths(each, addresses, cdn) for each in part]
    if not isinstance(part, dict):
        return part
    part = {key: _with_paths(each, addresses, cdn) for key, each in part.items()}
    for key in ("url", "icon_url"):
        url = str(part.get(key, ""))
        name = url.removeprefix("attachment://")
        if name != url and name in addresses:
            part[key] = addresses[name].path
        elif url.startswith(f"{cdn}/attachments/"):
            part[key] = url.removeprefix(cdn)
    return part


def _describe_files(message: Message) -> None:
    by_path = {each.path: each for each in message.attachments}
    for _, component in walk(message.components):
        shown = by_path.get(component["file"]["url"]) if "file" in component else None
        if shown:
            component |= {"name": shown.name, "size": shown.size}
