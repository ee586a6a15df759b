"""What goes on paper: a sheet as plain parts, which features tell and whoever prints lays out; neither knows the other.

A text is just that: nothing in it is markup, wherever it comes from, and the printer escapes all of them.
"""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by empty lines."""

    kind: ClassVar[str] = "text"

    text: str
    label: str = ""
    """What stands before it in bold letters."""
    quiet: bool = False
    """Whether it stands aside, in smaller letters."""
    cites: tuple[str, ...] = ()
    """The sources of it, by the keys under which the sheet lists them."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing in a list."""

    text: str
    name: str = ""
    """What stands before it in bold letters."""
    aside: str = ""
    """What stands behind the name in light letters."""
    below: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    kind: ClassVar[str] = "points"

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, a line each."""

    kind: ClassVar[str] = "facts"

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How often something was chosen."""

    label: str
    told: str
    """In words and numbers, such as `3 (43 %)`."""
    percent: int | None = None
    """How long it is drawn; None where nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Bars:
    """How often each of several was chosen."""

    kind: ClassVar[str] = "bars"

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """What a member wrote."""

    text: str
    by: int | None = None
    """Who wrote it; None where no name may be told."""
    below: str = ""
    """What they said when asked further."""
    mark: str = ""
    """What stands behind it, such as `later`."""


@dataclass(frozen=True, slots=True)
class Voices:
    """What members wrote, in an order that tells nothing."""

    kind: ClassVar[str] = "voices"

    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something at a minute of the film."""

    minute: str
    text: str
    by: int | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """What happened along the film."""

    kind: ClassVar[str] = "moments"

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first column names its row."""

    kind: ClassVar[str] = "table"

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick."""

    kind: ClassVar[str] = "choices"

    options: tuple[str, ...]
    scale: bool = False
    """Whether they lead from one end to the other."""


@dataclass(frozen=True, slots=True)
class Room:
    """Ruled lines to write on."""

    kind: ClassVar[str] = "room"

    lines: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What only whoever leads reads; no sheet for members has one."""

    kind: ClassVar[str] = "note"

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what belongs to it; never parted by the end of a page where it fits one."""

    kind: ClassVar[str] = "asked"

    number: int
    text: str
    minute: str = ""
    cites: tuple[str, ...] = ()
    """What it is taken from."""
    parts: "tuple[Part, ...]" = ()


Part = Text | Points | Facts | Bars | Voices | Moments | Table | Choices | Room | Note | Asked


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet under its own heading."""

    heading: str
    parts: tuple[Part, ...]
    lead: str = ""
    """What is said of it in small letters."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, or a work that a sheet makes use of."""

    text: str
    url: str | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that stands on a sheet."""

    name: str
    """Of its file, without an ending."""
    title: str
    kind: str
    """What it is, above the title."""
    language: str = "en"
    """Of the texts that a pack brought."""
    about: tuple[Part, ...] = ()
    """Below the title."""
    sections: tuple[Section, ...] = ()
    sources: dict[str, Cited] = field(default_factory=dict)
    """By the keys that its points cite; numbered in this order."""
    foot: tuple[str, ...] = ()
    """What is said at its end: under which terms its texts may be used, what it leaves out."""
    signed: bool = False
    """Whether it begins with a line for a name and a date."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which copy of a handout."""

    facilitator: bool = False
    """Whether it is for who leads, with the notes."""
    minutes: int | None = None
    """The time there is; None: all that could be asked, and plans for the usual times."""


USUAL = (45, 90, 120)
"""Minutes that groups usually have."""
