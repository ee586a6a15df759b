"""Components: the shape of each kind, and the rules of the whole tree."""

from collections.abc import Iterator
from itertools import count
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from bot.chat import limits
from bot.playground.checks.body import Body, Length, Path, Problem, parse
from bot.playground.model import Json

SELECTS = {3, 5, 6, 7, 8}
ROWS = 5
BUTTONS_IN_A_ROW = 5
LINK, PREMIUM = 5, 6


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


def walk(components: list[Json], at: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every component of a tree with its place, parents before children."""
    for number, component in enumerate(components):
        yield from _walk_one(component, (*at, number))


def _walk_one(component: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    yield path, component
    yield from walk(component.get("components", []), (*path, "components"))
    for slot in ("accessory", "component"):
        if slot in component:
            yield from _walk_one(component[slot], (*path, slot))


def numbered(components: list[Json]) -> list[Json]:
    """Every component with an id: its own, or the lowest free number."""
    taken = {component.get("id") for _, component in walk(components)}
    free = (number for number in count(1) if number not in taken)
    for _, component in walk(components):
        if not component.get("id"):
            component["id"] = next(free)
    return components


def tree_problems(components: list[Json], at: Path) -> Iterator[Problem]:
    """What is wrong with components that each have the right shape."""
    everything = list(walk(components, at))
    if len(everything) > limits.MESSAGE_COMPONENTS:
        yield Problem(
            at,
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components exceeds the maximum of {limits.MESSAGE_COMPONENTS}.",
        )
    shown = sum(limits.length(each["content"]) for _, each in everything if each["type"] == 10)
    if shown > limits.MESSAGE_TEXT:
        yield Problem(
            at,
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"Components displayable text size exceeds maximum size of {limits.MESSAGE_TEXT}",
        )
    yield from _duplicates(everything)
    for path, component in everything:
        match component["type"]:
            case 1:
                yield from _row_problems(component, path)
            case 2:
                yield from _button_problems(component, path)
            case kind if kind in SELECTS:
                yield from _select_problems(component, path)
            case _:
                pass


def _duplicates(everything: list[tuple[Path, Json]]) -> Iterator[Problem]:
    custom_ids, ids = set(), set()
    for path, component in everything:
        custom_id, number = component.get("custom_id"), component.get("id")
        if custom_id in custom_ids:
            yield Problem(
                (*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        if number and number in ids:
            yield Problem((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        if custom_id:
            custom_ids.add(custom_id)
        ids.add(number)


def _row_problems(row: Json, path: Path) -> Iterator[Problem]:
    if any(each["type"] in SELECTS for each in row["components"]):
        for number in range(1, len(row["components"])):
            yield Problem(
                (*path, "components", number),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )


def _button_problems(button: Json, path: Path) -> Iterator[Problem]:
    style, custom_id, url = button["style"], button.get("custom_id"), button.get("url")
    if style == PREMIUM:
        if "sku_id" not in button:
            yield Problem((*path, "sku_id"), "BASE_TYPE_REQUIRED", "This field is required")
        return
    if not button.get("label") and "emoji" not in button:
        yield Problem((*path, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required")
    if custom_id and url:
        yield Problem(
            path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified"
        )
    elif style == LINK:
        if not url:
            yield Problem((*path, "url"), "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
        elif not url.startswith(("http://", "https://", "discord://")):
            yield Problem(
                (*path, "url"),
                "URL_TYPE_INVALID_SCHEME",
                "Scheme must be one of ('http', 'https', 'discord').",
            )
    elif not custom_id:
        yield Problem((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")


def _select_problems(select: Json, path: Path) -> Iterator[Problem]:
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if least > most:
        yield Problem(
            (*path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "The minimum exceeds the maximum values"
        )
    options = select.get("options", [])
    if options and most > len(options):
        yield Problem(
            (*path, "max_values"), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {len(options)}."
        )
    values = set()
    for number, option in enumerate(options):
        if option["value"] in values:
            yield Problem(
                (*path, "options", number),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        values.add(option["value"])
    chosen = sum(bool(option.get("default")) for option in options) or len(select.get("default_values", []))
    if chosen > most:
        yield Problem(
            path,
            "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
            "The specified number of default values exceeds the specified maximum values",
        )
