"""Forms: what a callback of type 9 may open."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from playground import limits
from playground.checks.body import Body, Length, Path, Problem, parse
from playground.checks.components import (
    Component,
    CustomId,
    EntitySelect,
    SelectOption,
    StringSelect,
    TextDisplay,
)
from playground.checks.tree import tree_problems, walk
from playground.model import Json

TEXT = 4_000
GROUP = 10


class TextInput(Component):
    type: Literal[4]
    custom_id: CustomId
    style: Literal[1, 2]
    label: Annotated[str, Length(1, 45)] | None = None
    placeholder: Annotated[str, Length(0, 100)] | None = None
    value: Annotated[str, Length(0, TEXT)] | None = None
    min_length: Annotated[int, Field(ge=0, le=TEXT)] | None = None
    max_length: Annotated[int, Field(ge=1, le=TEXT)] | None = None
    required: bool | None = None


class FileUpload(Component):
    type: Literal[19]
    custom_id: CustomId
    min_values: Annotated[int, Field(ge=0, le=10)] | None = None
    max_values: Annotated[int, Field(ge=1, le=10)] | None = None
    required: bool | None = None


class RadioGroup(Component):
    type: Literal[21]
    custom_id: CustomId
    options: Annotated[list[SelectOption], Length(2, GROUP)]
    required: bool | None = None


class CheckboxGroup(Component):
    type: Literal[22]
    custom_id: CustomId
    options: Annotated[list[SelectOption], Length(1, GROUP)]
    min_values: Annotated[int, Field(ge=0, le=GROUP)] | None = None
    max_values: Annotated[int, Field(ge=1, le=GROUP)] | None = None
    required: bool | None = None


class Checkbox(Component):
    type: Literal[23]
    custom_id: CustomId
    default: bool | None = None


class Label(Component):
    type: Literal[18]
    label: Annotated[str, Length(1, 45)]
    description: Annotated[str, Length(0, 100)] | None = None
    component: Annotated[
        TextInput | StringSelect | EntitySelect | FileUpload | RadioGroup | CheckboxGroup | Checkbox,
        Field(discriminator="type"),
    ]


class TextRow(Component):
    """The older way: a text input alone in a row, with its label in itself."""

    type: Literal[1]
    components: Annotated[list[TextInput], Length(1, 1)]


class Form(Body):
    custom_id: CustomId
    title: Annotated[str, Length(1, limits.MODAL_TITLE)]
    components: Annotated[
        list[Annotated[TextRow | Label | TextDisplay, Field(discriminator="type")]],
        Length(1, limits.MODAL_COMPONENTS),
    ]


_FORM = TypeAdapter(Form)


def read_form(sent: Any, at: Path) -> tuple[Json, list[Problem]]:
    """A form in normal form, with everything wrong in it."""
    form, problems = parse(_FORM, sent, at)
    if form is None:
        return {}, problems
    normal = form.model_dump(exclude_none=True)
    place = (*at, "components")
    return normal, [*tree_problems(normal["components"], place), *_form_problems(normal["components"], place)]


def _form_problems(components: list[Json], at: Path) -> Iterator[Problem]:
    for path, component in walk(components, at):
        if component.get("disabled"):
            yield Problem((*path, "disabled"), "BASE_TYPE_CHOICES", "Components in a modal cannot be disabled")
        if component["type"] == 1 and not component["components"][0].get("label"):
            yield Problem((*path, "components", 0, "label"), "BASE_TYPE_REQUIRED", "This field is required")
        if component["type"] == 4:
            yield from _text_problems(component, path)


def _text_problems(component: Json, path: Path) -> Iterator[Problem]:
    least, most = component.get("min_length", 0), component.get("max_length", TEXT)
    if least > most:
        yield Problem((*path, "min_length"), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
    if (value := component.get("value")) and not least <= limits.length(value) <= most:
        yield Problem((*path, "value"), "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
