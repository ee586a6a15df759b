"""Every text of the bot's own that members can meet: as it stands in the code, and as it stands on drawn cards.

What members read is not marked in the code. So everything counts but what is known to be something else: what is said
of the code itself, SQL, patterns, ids, lists of words, lines of the log, and errors that are no refusals. No text is
missed because its author forgot to say that it is one; a few that nobody meets are listed too.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from discord import ui

from bot.chat.cards import Card
from bot.packs.format.model import Pack
from tests.every_card import cards_of

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
FOR_OTHERS = (
    "database",
    "operations",
    "outbox",
    "chat/transport",
    "settings.py",
    "launch.py",
    "cli.py",
    "data_commands.py",
    "app.py",
)
"""Where the bot speaks to whoever runs it, or to itself."""
WORD_LISTS = (
    *(
        "packs/search/asking.py",
        "packs/search/kin.py",
        "packs/search/word_forms.py",
        "packs/reading/agreement.py",
        "packs/format/handbook.py",
        "packs/reading/syntax.py",
    ),
    *("charts/fonts.py", "charts/emoji.py", "guilds/zones/tables.py", "guilds/zones/make_places.py"),
)
"""Lists of words that are looked for, of fonts and places, and what only pack authors read in documents."""
NO_TEXT = {"TypeVar", "ParamSpec", "getattr", "setattr", "hasattr", "import_module", "Meta", "Shape", "ZoneInfo"}
"""Functions that are given names and patterns."""
QUERIES = {"fetch", "one", "many", "execute"}
NO_TEXT_AS = {"template", "pattern", "custom_id", "where", "encoding", "nonce", "metadata"}
"""Keywords that are given ids, patterns, columns and examples."""
_SQL = re.compile(
    r"[\s(]*(SELECT|INSERT|UPDATE|DELETE|WITH|FROM|AND|ORDER|SET|CAST)\b|.*(\?\d|\(\?[:P<]|IS NULL)", re.DOTALL
)
_NAMES = re.compile(r"([A-Z][a-z]|[A-Z]\w+(/\w+)+|[A-Z]\w+[\[.].*|[A-Z]\w+ \| None|\w+\[.*)\Z")
"""Categories of characters, zones, types."""


class Text(NamedTuple):
    """A text where it stands; what is put into it at run time stands in braces."""

    file: str
    line: int
    text: str


@cache
def texts() -> list[Text]:
    """Every text, file by file, in the order in which they stand."""
    files = sorted((path.relative_to(BOT).as_posix(), path) for path in BOT.rglob("*.py"))
    read = (path for name, path in files if not name.startswith((*FOR_OTHERS, *WORD_LISTS)))
    return [text for path in read for text in sorted(_texts_of(path), key=lambda text: text.line)]


def drawn(*packs: Pack) -> Iterator[str]:
    """What stands on the cards that are drawn of packs, each line once: texts, labels, placeholders, options."""
    yield from dict.fromkeys(chain.from_iterable(_lines(card) for pack in packs for card in cards_of(pack)))


def _texts_of(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(inner) for node in ast.walk(tree) for part in _no_text(node) for inner in ast.walk(part)}
    for node in _whole(tree):
        text = "" if id(node) in passed else _written(node)
        if _is_text(text):
            yield Text(path.relative_to(ROOT).as_posix(), node.lineno, text)


def _whole(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Texts and texts with holes; the pieces between holes are none by themselves, what stands in the holes may be."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _whole(child)


def _no_text(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node in which no text for members stands."""
    match node:
        case ast.Expr(value=ast.Constant()):
            yield node
        case ast.Call(func=func, args=args, keywords=keywords):
            name, owner = _called(func)
            if name in NO_TEXT or owner in {"log", "structlog", "re", "unicodedata"}:
                yield node
            if name in QUERIES:
                yield from args
            yield from (keyword for keyword in keywords if keyword.arg in NO_TEXT_AS)
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))) if name.endswith("Error") and name != "PackError":
            yield node
        case ast.Assert(msg=ast.AST() as message):
            yield message
        case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.AST() as annotation):
            yield annotation
        case ast.FunctionDef(returns=ast.AST() as returned) | ast.AsyncFunctionDef(returns=ast.AST() as returned):
            yield returned
        case ast.ClassDef(keywords=keywords):
            yield from keywords
        case ast.Subscript(slice=part):
            yield part
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            yield node
        case _:
            return


def _called(func: ast.expr) -> tuple[str, str]:
    """The name of a function, and that of the thing whose it is."""
    match func:
        case ast.Attribute(attr=name, value=ast.Name(id=owner)):
            return name, owner
        case ast.Attribute(attr=name):
            return name, ""
        case ast.Name(id=name):
            return name, ""
        case _:
            return "", ""


def _written(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    pieces = (
        str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
        for part in node.values
        if isinstance(part, ast.Constant | ast.FormattedValue)
    )
    return "".join(pieces)


def _is_text(text: str) -> bool:
    """Whether it has words: several, or one that begins as a label does."""
    bare = said(text).strip()
    if _SQL.match(bare) or _NAMES.match(bare) or not re.search(r"[^\W\d_]{2}", bare):
        return False
    return " " in bare or bool(re.match(r"[*#“`]*[A-Z][a-z]", bare))


def said(text: str, hole: str = "") -> str:
    """A text with the same in place of everything that is put into it."""
    return re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", hole, text)


def _lines(card: Card) -> Iterator[str]:
    for item in card.walk_children():
        if isinstance(item, ui.TextDisplay):
            yield from item.content.splitlines()
        elif isinstance(item, ui.Button):
            yield f"[{item.label}]"
        elif isinstance(item, ui.Select):
            yield f"({item.placeholder})"
            yield from (" · ".join(filter(None, ("", option.label, option.description))) for option in item.options)
