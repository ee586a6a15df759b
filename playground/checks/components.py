"""Components: the shape of each kind that a message may hold."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from playground import limits
from playground.checks.body import Body, Length, Path, Problem, parse
from playground.checks.tree import tree_problems
from playground.model import Json

ROWS = 5
BUTTONS_IN_A_ROW = 5


def _media_url(url: str) -> str:
    if not url.startswith(("http://", "https://", "attachment://")):
        raise PydanticCustomError("URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'attachment').")
    return url


CustomId = Annotated[str, Length(1, limits.CUSTOM_ID)]
MediaUrl = Annotated[str, Length(1, 2048), AfterValidator(_media_url)]


class Component(Body):
    id: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class Emoji(Body):
    id: int | None = None
    name: str | None = None
    animated: bool | None = None


class Button(Component):
    type: Literal[2]
    style: Literal[1, 2, 3, 4, 5, 6]
    label: Annotated[str, Length(0, limits.BUTTON_LABEL)] | None = None
    emoji: Emoji | None = None
    custom_id: CustomId | None = None
    url: Annotated[str, Length(1, 512)] | None = None
    sku_id: int | None = None
    disabled: bool | None = None


class SelectOption(Body):
    label: Annotated[str, Length(1, limits.SELECT_LABEL)]
    value: Annotated[str, Length(1, limits.SELECT_LABEL)]
    description: Annotated[str, Length(0, limits.SELECT_DESCRIPTION)] | None = None
    emoji: Emoji | None = None
    default: bool | None = None


class Select(Component):
    custom_id: CustomId
    placeholder: Annotated[str, Length(0, 150)] | None = None
    min_values: Annotated[int, Field(ge=0, le=limits.SELECT_OPTIONS)] | None = None
    max_values: Annotated[int, Field(ge=1, le=limits.SELECT_OPTIONS)] | None = None
    disabled: bool | None = None
    required: bool | None = None


class StringSelect(Select):
    type: Literal[3]
    options: Annotated[list[SelectOption], Length(1, limits.SELECT_OPTIONS)]


class DefaultValue(Body):
    id: int
    type: Literal["user", "role", "channel"]


class EntitySelect(Select):
    """Users, roles, both, channels."""

    type: Literal[5, 6, 7, 8]
    default_values: Annotated[list[DefaultValue], Length(0, limits.SELECT_OPTIONS)] | None = None
    channel_types: list[int] | None = None


class TextDisplay(Component):
    type: Literal[10]
    content: Annotated[str, Length(1, limits.MESSAGE_TEXT)]


class Media(Body):
    url: MediaUrl


class Thumbnail(Component):
    type: Literal[11]
    media: Media
    description: Annotated[str, Length(0, limits.ALT_TEXT)] | None = None
    spoiler: bool | None = None


class Section(Component):
    type: Literal[9]
    components: Annotated[list[TextDisplay], Length(1, 3)]
    accessory: Annotated[Button | Thumbnail, Field(discriminator="type")]


class GalleryItem(Body):
    media: Media
    description: Annotated[str, Length(0, limits.ALT_TEXT)] | None = None
    spoiler: bool | None = None


class MediaGallery(Component):
    type: Literal[12]
    items: Annotated[list[GalleryItem], Length(1, limits.MEDIA_GALLERY_ITEMS)]


class File(Component):
    type: Literal[13]
    file: Media
    spoiler: bool | None = None


class Separator(Component):
    type: Literal[14]
    divider: bool | None = None
    spacing: Literal[1, 2] | None = None


class ActionRow(Component):
    type: Literal[1]
    components: Annotated[
        list[Annotated[Button | StringSelect | EntitySelect, Field(discriminator="type")]],
        Length(1, BUTTONS_IN_A_ROW),
    ]


class Container(Component):
    type: Literal[17]
    components: Annotated[
        list[
            Annotated[ActionRow | Section | TextDisplay | MediaGallery | File | Separator, Field(discriminator="type")]
        ],
        Length(1, limits.MESSAGE_COMPONENTS),
    ]
    accent_color: Annotated[int, Field(ge=0, le=0xFFFFFF)] | None = None
    spoiler: bool | None = None


TopLevel = Annotated[
    ActionRow | Section | TextDisplay | MediaGallery | File | Separator | Container, Field(discriminator="type")
]
_V2 = TypeAdapter(list[TopLevel])
_V1 = TypeAdapter(Annotated[list[ActionRow], Length(0, ROWS)])


def read_components(sent: Any, v2: bool, at: Path = ("components",)) -> tuple[list[Json], list[Problem]]:
    """The components of a message in normal form (unknown keys and nulls left out), with everything wrong in them."""
    if not v2 and (strangers := list(_needing_v2(sent, at))):
        return [], strangers
    parsed, problems = parse(_V2, sent, at) if v2 else parse(_V1, sent, at)
    if parsed is None:
        return [], problems
    components = [each.model_dump(exclude_none=True) for each in parsed]
    return components, list(tree_problems(components, at))


def _needing_v2(sent: Any, at: Path) -> Iterator[Problem]:
    for number, component in enumerate(sent):
        if isinstance(component, dict) and component.get("type") != 1:
            yield Problem((*at, number), "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
