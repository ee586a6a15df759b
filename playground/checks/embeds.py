"""Embeds: the shape of one, and how much text all of a message's embeds may hold together."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, field_serializer
from pydantic_core import PydanticCustomError

from playground import limits
from playground.checks.body import Body, Length, Problem
from playground.checks.components import MediaUrl

TEXT_IN_ALL = 6_000
PER_MESSAGE = 10


def _link(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise PydanticCustomError("URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https').")
    return url


Link = Annotated[str, AfterValidator(_link)]


class Footer(Body):
    text: Annotated[str, Length(1, 2048)]
    icon_url: MediaUrl | None = None


class Author(Body):
    name: Annotated[str, Length(1, 256)]
    url: Link | None = None
    icon_url: MediaUrl | None = None


class Picture(Body):
    url: MediaUrl


class EmbedField(Body):
    name: Annotated[str, Length(1, 256)]
    value: Annotated[str, Length(1, 1024)]
    inline: bool = False


class Embed(Body):
    title: Annotated[str, Length(0, 256)] | None = None
    description: Annotated[str, Length(0, 4096)] | None = None
    url: Link | None = None
    timestamp: AwareDatetime | None = None
    color: Annotated[int, Field(ge=0, le=0xFFFFFF)] | None = None
    footer: Footer | None = None
    image: Picture | None = None
    thumbnail: Picture | None = None
    author: Author | None = None
    fields: Annotated[list[EmbedField], Length(0, 25)] | None = None

    @field_serializer("timestamp", when_used="unless-none")
    def _as_text(self, moment: AwareDatetime) -> str:
        return moment.isoformat()

    @property
    def text(self) -> int:
        """How many characters count towards the limit of the message."""
        texts = [self.title, self.description, self.footer and self.footer.text, self.author and self.author.name]
        texts += [part for each in self.fields or [] for part in (each.name, each.value)]
        return sum(limits.length(text) for text in texts if text)


def embeds_problems(embeds: list[Embed]) -> Iterator[Problem]:
    if sum(embed.text for embed in embeds) > TEXT_IN_ALL:
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TEXT_IN_ALL}")
