"""Bodies as pydantic models, and their mistakes in Discord's nested form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from playground import limits
from playground.model import Json
from playground.refusals import ApiRefusal, Refused

T = TypeVar("T")
Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """One mistake: where it is, Discord's code, Discord's words."""

    path: Path
    code: str
    message: str


class Body(BaseModel):
    """Something the bot sends. Unknown keys are passed over, as Discord does."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True)
class Length:
    """How long a text (in UTF-16 units) or a list may be; goes into `Annotated`."""

    minimum: int
    maximum: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: Any) -> Any:
        length = limits.length(value) if isinstance(value, str) else len(value)
        if self.minimum <= length <= self.maximum:
            return value
        if self.minimum == 0:
            raise PydanticCustomError(
                "BASE_TYPE_MAX_LENGTH", "Must be {maximum} or fewer in length.", {"maximum": self.maximum}
            )
        raise PydanticCustomError(
            "BASE_TYPE_BAD_LENGTH",
            "Must be between {minimum} and {maximum} in length.",
            {"minimum": self.minimum, "maximum": self.maximum},
        )


@dataclass(frozen=True)
class Several:
    """A list of at least one, each once; goes into `Annotated`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: list[Any]) -> list[Any]:
        if not value:
            raise PydanticCustomError("BASE_TYPE_MIN_LENGTH", "Must be 1 or more in length.")
        if len(set(value)) < len(value):
            raise PydanticCustomError("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value.")
        return value


def parse(adapter: TypeAdapter[T], value: Any, at: Path = ()) -> tuple[T | None, list[Problem]]:
    """The value as its model, or None and every mistake in it; `at` is where the value stands in its body."""
    try:
        return adapter.validate_python(value), []
    except ValidationError as failed:
        return None, [_problem(details, value, at) for details in failed.errors(include_url=False)]


def refuse(problems: Iterable[Problem]) -> None:
    """Answers 400 50035 with the tree of mistakes, if there are any."""
    tree: Json = {}
    for problem in problems:
        node = tree
        for step in problem.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    if tree:
        raise ApiRefusal(Refused.INVALID_FORM, tree)


def _problem(details: ErrorDetails, value: Any, at: Path) -> Problem:
    path = at + _place(details["loc"], value)
    kind, context = details["type"], details.get("ctx", {})
    if kind.isupper():
        return Problem(path, kind, details["msg"])
    match kind:
        case "missing":
            return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
        case "union_tag_not_found":
            return Problem((*path, "type"), "BASE_TYPE_REQUIRED", "This field is required")
        case "union_tag_invalid":
            tags = context["expected_tags"].replace("'", "")
            return Problem(path, "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({tags}).')
        case "literal_error" | "enum":
            choices = context["expected"].replace(" or ", ", ").replace("'", "")
            return Problem(path, "BASE_TYPE_CHOICES", f"Value must be one of ({choices}).")
        case "greater_than_equal":
            return Problem(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {context['ge']}.")
        case "less_than_equal":
            return Problem(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {context['le']}.")
        case "string_type":
            return Problem(path, "STRING_TYPE_CONVERT", f'Could not interpret "{details["input"]}" as string.')
        case "list_type":
            return Problem(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        case _ if kind.startswith("int"):
            return Problem(path, "NUMBER_TYPE_COERCE", f'Value "{details["input"]}" is not int.')
        case _:
            return Problem(path, "BASE_TYPE_INVALID", details["msg"])


def _place(location: Path, value: Any) -> Path:
    """Where in the body a mistake is: pydantic's location without the names of union members."""
    path: list[str | int] = []
    for step in location:
        if isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        elif isinstance(value, dict) and isinstance(step, str) and not step.isdigit():
            value = value.get(step)
        elif value is not None:
            continue
        path.append(step)
    return tuple(path)
