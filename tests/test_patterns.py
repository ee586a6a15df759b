"""Every pattern of the program answers at once, whatever it is held against."""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType

import pytest

import bot
from bot.charts import emoji
from bot.chat import addresses, letters, spreadsheet
from bot.chat import text as chat_text
from bot.chat.controls import Control
from bot.operations import logs
from bot.packs.format import characters, fields
from bot.packs.format.fields import MAX_LINK, MAX_TEXT, MAX_TITLE, Shape
from bot.packs.reading import lint, slips
from bot.packs.reading.references import skeleton
from bot.packs.reading.strict import _SENTENCE_END
from bot.packs.search.names import fold
from tests.budgets import some

SIZE = 50_000
TEXT = "ab" * (SIZE // 2)
PLAIN = re.compile(r"(?:a|[^a])*")
"""Reads a text once, without a way back: what others may take is measured against it, on the machine as it is now."""
LIMIT = 140
"""How many times as long as reading the text once; the slowest takes 28 times, what goes back and forth thousands."""
PIECES = (
    "a-", "a", "1", "1.", "1:", "https://a.", "https://", "**a ", "discord.gg", "[a](", "a.b-", "||", "# ", "- \n",
    "<@1>", " ", "\n", "_", "-1 ", "2d", "mistake:a/", "vote:1:", "\u0301", "🐝\u200d", "ａ", "\u0661",
)  # fmt: skip
SEARCHED = {
    logs.TOKENS: SIZE,
    addresses._ADDRESS: SIZE,
    chat_text._CLOSING: SIZE,
    chat_text._COMMONMARK_START: SIZE,
    chat_text._INDENT: SIZE,
    chat_text._LINE_START: SIZE,
    characters._CONTROLS: SIZE,
    letters._pattern(): SIZE,
    letters._SUBDIVISION_FLAG: SIZE,
    slips._LOOKS_LIKE_SPACE: SIZE,
    spreadsheet._FORMULA: SIZE,
    emoji.EMOJI: SIZE,
    lint._WORTH_A_LOOK: SIZE,
    lint._INVITE: SIZE,
    lint._EXPIRING: SIZE,
    _SENTENCE_END: SIZE,
    lint._MARKDOWN: MAX_TEXT,
    lint._HOST: MAX_TITLE,
}
"""Patterns that are looked for inside texts, and the longest text that they meet."""


@cache
def modules() -> list[ModuleType]:
    names = [found.name for found in pkgutil.walk_packages(bot.__path__, "bot.")]
    return [importlib.import_module(name) for name in names if "playground" not in name and "__main__" not in name]


def patterns() -> set[re.Pattern[str]]:
    """Those that modules hold by name, and those of every control."""
    held = {value for module in modules() for value in vars(module).values() if isinstance(value, re.Pattern)}
    return held | {control.template for control in controls(Control)}


def controls(base: type[Control]) -> Iterator[type[Control]]:
    for control in base.__subclasses__():
        yield control
        yield from controls(control)


@pytest.fixture(params=list(some(PIECES, 2)), ids=ascii)
def near_miss(request: pytest.FixtureRequest) -> str:
    """One piece over and over, and something else at the end."""
    return (request.param * SIZE)[:SIZE] + "!"


def test_i13_every_pattern_answers_a_near_miss_at_once(near_miss: str) -> None:
    known = patterns()
    assert len(known) > 80
    slow = {pattern.pattern for pattern in known if took(lambda pattern=pattern: pattern.fullmatch(near_miss)) > LIMIT}
    assert slow == set()


def test_i13_every_pattern_that_is_looked_for_answers_at_once(near_miss: str) -> None:
    assert set(SEARCHED) <= {*patterns(), letters._pattern()}
    slow = {
        pattern.pattern
        for pattern, most in SEARCHED.items()
        if took(lambda pattern=pattern, most=most: list(pattern.finditer(near_miss[:most]))) > LIMIT
    }
    assert slow == set()


def test_i13_every_shape_of_a_value_refuses_a_near_miss_at_once(near_miss: str) -> None:
    shapes = [
        metadata
        for name in ("PackId", "Id", "SourceKey", "Semver", "Language", "Runtime", "Moment", "Link")
        for metadata in getattr(fields, name).__metadata__
        if isinstance(metadata, Shape)
    ]
    assert len(shapes) == 8
    for shape in shapes:
        for text in (near_miss, near_miss[: shape.most - 1] + "\n", near_miss[: min(shape.most, MAX_LINK) - 1] + "!"):
            with pytest.raises(ValueError, match=r"."):
                shape(text)
            assert took(lambda shape=shape, text=text: re.fullmatch(shape.pattern, text[: shape.most])) < LIMIT


def test_i13_names_are_folded_and_texts_escaped_at_once(near_miss: str) -> None:
    assert took(lambda: skeleton(near_miss[:MAX_TITLE])) < LIMIT
    assert took(lambda: fold(near_miss[:MAX_TITLE])) < LIMIT
    assert took(lambda: chat_text.plain(near_miss[:MAX_TEXT])) < LIMIT


def took(work: Callable[[], object]) -> float:
    """How many times as long as reading a text of `SIZE` once, the best of three tries where the first was slow."""
    times: list[float] = []
    for _ in range(3):
        once = spent(lambda: PLAIN.fullmatch(TEXT))
        times.append(spent(work) / once)
        if times[-1] < LIMIT / 2:
            break
    return min(times)


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor for it in this thread."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def test_what_goes_back_and_forth_is_told_from_what_does_not() -> None:
    once = min(spent(lambda: PLAIN.fullmatch(TEXT)) for _ in range(3))
    assert spent(lambda: re.search(r"\w+@", TEXT[: SIZE // 2])) / once > LIMIT
