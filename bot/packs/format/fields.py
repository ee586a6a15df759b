"""The texts, ids and numbers that a pack is made of; each refusal says what would be taken instead."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from unicodedata import normalize

from annotated_types import Interval

from bot.chat.limits import length

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

MAX_TEXT = 8_000
MAX_LINE = 300
MAX_TITLE = 100
MAX_OPTION = 80
MAX_OPTIONS = 25
MAX_LINK = 500
MAX_PACK_ID = 32
MAX_ENTRY_ID = 48

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_NUMBER = r"(0|[1-9]\d{0,5})"
_TIME = r"(\d{1,2}:)?\d{1,3}:[0-5]\d"
_LINK = r"https?://([A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+(:\d{1,5})?([/?#][^\s<>\"`\\]*)?"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of 1 to `most` characters as Discord counts them, spaces around it removed; one line unless `lines`."""

    most: int
    lines: bool = False

    def __call__(self, text: str) -> str:
        if not text:
            raise ValueError("is empty; write its text or take it out")
        if (size := length(text)) > self.most:
            raise ValueError(f"is {size:,} characters long and {self.most:,} fit; shorten it")
        if not self.lines and re.search(r"[\r\n]", text):
            raise ValueError("has a line break; put it on one line")
        return text

    def __get_pydantic_core_schema__(self, _source: type, _handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self, core_schema.str_schema(strip_whitespace=True))

    def __get_pydantic_json_schema__(self, _schema: "CoreSchema", _handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        return {"type": "string" if self.lines else ["string", "number"], "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Shape:
    """A text that fits an ASCII pattern from end to end; `expects` describes it to whoever wrote another."""

    pattern: str
    most: int
    expects: str
    then: Callable[[str], str] = str
    """What judges a text that fits; it may raise ValueError."""
    number: bool = False
    """Whether editors take some of these texts for numbers."""

    def __call__(self, text: str) -> str:
        if len(text) > self.most:
            raise ValueError(f"is {len(text):,} characters long and {self.most} fit; shorten it")
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise ValueError(f"expects {self.expects}")
        return self.then(text)

    def __get_pydantic_core_schema__(self, _source: type, _handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self, core_schema.str_schema())

    def __get_pydantic_json_schema__(self, _schema: "CoreSchema", _handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        kind = ["string", "number"] if self.number else "string"
        return {"type": kind, "maxLength": self.most, "pattern": f"^({self.pattern})$"}


@dataclass(frozen=True, slots=True)
class Reads:
    """Makes a value of a word, which everything is when it comes from YAML; the type then judges what comes of it.

    What is no word stays for the type to judge as it is.
    """

    read: Callable[[str], object]
    """It may raise ValueError."""
    format: str | None = None
    """What the JSON schema calls the form of the word."""

    def __get_pydantic_core_schema__(self, source: type, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        def judge(value: object) -> object:
            return self.read(value) if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(judge, handler(source))

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        return {"type": "string", "format": self.format} if self.format else handler(schema)


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks an id as that of something declared under one of these top-level keys of the pack."""

    to: tuple[str, ...]


def whole(text: str) -> int:
    """The number that a text of digits is; raises ValueError for any other."""
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise ValueError("expects a whole number")
    return int(text)


def _is_day(text: str) -> str:
    with suppress(ValueError):
        date.fromisoformat(_first_day(text))
        return text
    raise ValueError(f"names a day that no calendar has, {text}; correct it")


def _first_day(text: str) -> str:
    return text + "-01" * (2 - text.count("-"))


def when_words(text: str) -> str:
    """Say `2014`, `2014-06` or `2014-06-14` as people write it: 2014, June 2014, 14 June 2014."""
    day = date.fromisoformat(_first_day(text))
    return (f"{day:%Y}", f"{day:%B %Y}", f"{day.day} {day:%B %Y}")[text.count("-")]


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("expects `true` or `false`")
    return text == "true"


def _day(text: str) -> date:
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    raise ValueError("expects a day such as `2026-11-23`")


def seconds(text: str) -> int:
    """Read `12:30` or `1:02:30` as seconds; raises ValueError for anything else."""
    total = 0
    for part in RUNTIME(text).split(":"):
        total = total * 60 + int(part)
    return total


def slug(text: str, most: int) -> str:
    """An id made of a name, of at most `most` characters; empty where nothing in it is a letter or digit of ASCII."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:most].strip("-")


PACK_ID = Shape(_ID, MAX_PACK_ID, "small letters, digits and single hyphens, such as `film-club`")
RUNTIME = Shape(_TIME, 9, "minutes:seconds such as `27:14`, or hours:minutes:seconds such as `1:02:30`")

Whole = Annotated[int, Reads(whole)]
Flag = Annotated[bool, Reads(_flag)]
Day = Annotated[date, Reads(_day, "date")]
Count = Annotated[Whole, Interval(ge=1, le=MAX_OPTIONS)]
Year = Annotated[Whole, Interval(ge=1878, le=2100)]
"""1878: the first moving pictures."""

Text = Annotated[str, Prose(MAX_TEXT, lines=True)]
Line = Annotated[str, Prose(MAX_LINE)]
Title = Annotated[str, Prose(MAX_TITLE)]
Option = Annotated[str, Prose(MAX_OPTION)]

PackId = Annotated[str, PACK_ID]
Id = Annotated[str, Shape(_ID, MAX_ENTRY_ID, "small letters, digits and single hyphens, such as `what-it-is`")]
SourceKey = Annotated[str, Shape(r"[A-Za-z0-9]+", 12, "letters and digits only, such as `A6`")]
Semver = Annotated[
    str, Shape(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-[0-9A-Za-z.-]{{1,32}})?", 64, "three numbers such as `1.0.0`")
]
Language = Annotated[str, Shape(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", 35, "a language tag such as `en` or `pt-BR`")]
When = Annotated[
    str,
    Shape(
        r"\d{4}(-\d\d(-\d\d)?)?", 10, "a year, month or day: `2014`, `2014-06` or `2014-06-14`", _is_day, number=True
    ),
]
Runtime = Annotated[str, RUNTIME]
Moment = Annotated[
    str, Shape(rf"{_TIME}|(100|\d\d?)%", 9, "a time of the film such as `12:30`, or a share of it such as `25%`")
]
Link = Annotated[str, Shape(_LINK, MAX_LINK, "a public web address such as `https://www.example.org/page`")]
