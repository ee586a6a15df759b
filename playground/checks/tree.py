"""Trees of components: going through them, numbering them, and the rules that no single component can check."""

from collections.abc import Iterator
from itertools import count

from playground import limits
from playground.checks.body import Path, Problem
from playground.model import Json

ROW, BUTTON, TEXT_DISPLAY = 1, 2, 10
SELECTS = {3, 5, 6, 7, 8}
LINK, PREMIUM = 5, 6
"""Styles of buttons."""


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
    shown = sum(limits.length(each["content"]) for _, each in everything if each["type"] == TEXT_DISPLAY)
    if shown > limits.MESSAGE_TEXT:
        yield Problem(
            at,
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"Components displayable text size exceeds maximum size of {limits.MESSAGE_TEXT}",
        )
    yield from _duplicates(everything)
    for path, component in everything:
        if component["type"] == ROW:
            yield from _row_problems(component, path)
        elif component["type"] == BUTTON:
            yield from _button_problems(component, path)
        elif component["type"] in SELECTS:
            yield from _select_problems(component, path)


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
