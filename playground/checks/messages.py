"""The bodies that create and edit messages."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from playground import limits
from playground.checks.body import Body, Length, Path, Problem, parse
from playground.checks.components import read_components
from playground.checks.embeds import PER_MESSAGE, Embed, embeds_problems
from playground.model import Flag, Json

NONCE = 25
FILES = 10


class Mentions(Body):
    parse: list[Literal["users", "roles", "everyone"]] = Field(default_factory=list)
    users: Annotated[list[int], Length(0, 100)] = Field(default_factory=list)
    roles: Annotated[list[int], Length(0, 100)] = Field(default_factory=list)
    replied_user: bool = False


class AttachmentEntry(Body):
    """A kept attachment by its id, or an uploaded file by its number."""

    id: int
    filename: str | None = None
    description: Annotated[str, Length(0, limits.ALT_TEXT)] | None = None


class Reference(Body):
    message_id: int
    channel_id: int | None = None
    fail_if_not_exists: bool = True


class MessageBody(Body):
    """What a create or an edit says; `model_fields_set` tells what an edit leaves alone."""

    content: Annotated[str, Length(0, limits.CONTENT)] | None = None
    embeds: Annotated[list[Embed], Length(0, PER_MESSAGE)] | None = None
    components: list[Any] | None = None
    attachments: Annotated[list[AttachmentEntry], Length(0, FILES)] | None = None
    flags: int | None = None
    nonce: str | int | None = None
    enforce_nonce: bool = False
    allowed_mentions: Mentions | None = None
    message_reference: Reference | None = None


_BODY = TypeAdapter(MessageBody)


def read_message(
    sent: Any, flags: int = 0, kept: Json | None = None, at: Path = ()
) -> tuple[MessageBody, list[Json], list[Problem]]:
    """A message body, its components in normal form, and everything wrong with them.

    `flags` are those the message has already, `kept` what an edited message holds under `content` and `embeds`.
    """
    body, problems = parse(_BODY, sent, at)
    if body is None:
        return MessageBody(), [], problems
    v2 = bool(((body.flags or 0) | flags) & Flag.COMPONENTS_V2)
    components, more = read_components(body.components or [], v2, (*at, "components"))
    problems += more
    problems += [
        Problem(at + problem.path, problem.code, problem.message) for problem in _message_problems(body, v2, kept or {})
    ]
    return body, components, problems


def _message_problems(body: MessageBody, v2: bool, kept: Json) -> Iterator[Problem]:
    yield from embeds_problems(body.embeds or [])
    if v2:
        yield from _legacy_problems({**kept, **body.model_dump(include=body.model_fields_set & {"content", "embeds"})})
    if isinstance(body.nonce, str) and len(body.nonce) > NONCE:
        yield Problem(("nonce",), "NONCE_TYPE_TOO_LONG", f"Must be {NONCE} or fewer characters long.")
    if mentions := body.allowed_mentions:
        for kind in ("users", "roles"):
            if kind in mentions.parse and getattr(mentions, kind):
                yield Problem(
                    ("allowed_mentions",),
                    "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
                )


def _legacy_problems(shown: Json) -> Iterator[Problem]:
    for field in ("content", "embeds"):
        if shown.get(field):
            yield Problem(
                (field,),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )
