"""Whatever comes in, out comes a pack or a list of problems with places: never anything else."""

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs.format.fields import MAX_LINE, MAX_TEXT, MAX_TITLE
from bot.packs.reading.reader import Reading, read_bytes
from tests.budgets import budget
from tests.every_card import cards_of
from tests.fits import assert_fits
from tests.packs.sample import GOOD
from tests.packs.test_files import zipped

LINES = GOOD.splitlines(keepends=True)
PIECES = [
    "", " ", "\n", "\t", ":", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!x ", "<<: ", "'", '"', "#", "|", ">-",
    "%", "---\n", "\\", "~", "null", "\u202e", "\ud7ff", "🐝", "\r", "\x00", "9" * 50, "a" * 9_000, "true", "B1",
    "the-hive", "\u0301" * 9,
]  # fmt: skip
TREE = yaml.load(GOOD, yaml.BaseLoader)
LONGEST = {
    key: most
    for most, keys in (
        (MAX_TITLE, "title term heading name native reading"),
        (MAX_LINE, "claim question question_after makers author publisher"),
        (MAX_TEXT, "lead text summary note searched definition ask probe facilitator_note perspective content_note"),
    )
    for key in keys.split()
}
"""How long the free texts of a pack may be, by their keys."""
SHORTER = {
    "questions": {"ask": MAX_LINE, "because": 1_000, "answer": 500},
    "options": {"text": 0, "because": 200},
    "timeline": {"text": 500},
}
"""The same within what stands under these keys, where less fits; 0 for what stays, or two would be alike."""
ZIP = zipped({"bees/pack.yaml": GOOD, "bees/more.yaml": "glossary: [{id: drone, term: drone}]\n"})


def assert_sound(reading: Reading) -> None:
    """A pack of which every card fits, or problems; every problem one line at a place that is there."""
    assert (reading.pack is None) == bool(reading.problems)
    assert len(reading.lines) <= 101
    for problem in (*reading.problems, *reading.warnings):
        assert min(problem.line, problem.column) >= 1
        if text := reading.texts.get(problem.file):
            lines = [*re.split(r"\r\n|\r|\n", text), ""]
            assert problem.column <= len(lines[problem.line - 1]) + 1
        assert str(problem).isprintable()
    if reading.pack:
        for card in cards_of(reading.pack):
            assert_fits(card)


cuts = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), st.sampled_from(PIECES) | st.text(max_size=8))


mutations = settings(max_examples=budget(settings().max_examples, 20_000))
"""Mutations of a good pack, many of them where there is time."""


@mutations
@given(st.lists(cuts, min_size=1, max_size=4))
def test_i04_a_pack_with_pieces_cut_out_and_put_in(changes: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for start, size, piece in changes:
        text = text[:start] + piece + text[start + size :]
    assert_sound(read_bytes("bees.yaml", text.encode("utf-8", "surrogatepass")))


@mutations
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), min_size=1, max_size=5))
def test_i04_a_pack_with_lines_moved_or_repeated(moves: list[tuple[int, int]]) -> None:
    lines = list(LINES)
    for source, target in moves:
        lines.insert(target, lines[source] if source % 2 else lines.pop(source))
    assert_sound(read_bytes("bees.yaml", "".join(lines).encode()))


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
values = st.recursive(
    leaves | st.sampled_from(PIECES),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["id", "title", "sources", "text"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.data())
def test_i04_a_pack_with_a_value_of_any_kind_anywhere(data: st.DataObject) -> None:
    tree = json.loads(json.dumps(TREE))
    for _ in range(data.draw(st.integers(1, 3))):
        node: Any = tree
        while True:
            step = data.draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
            if not node[step] or not isinstance(node[step], dict | list) or data.draw(st.booleans()):
                break
            node = node[step]
        node[step] = data.draw(values)
    assert_sound(read_bytes("bees.yaml", json.dumps(tree).encode()))


@given(values)
def test_i04_any_tree(tree: object) -> None:
    assert_sound(read_bytes("bees.yaml", json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")))


@pytest.mark.parametrize("sign", ["*", "_a ", "蜂", "🐝", "1. ", "- a\n", "[x](y) "])
def test_i04_i08_every_card_of_a_pack_with_the_longest_texts_fits(sign: str) -> None:
    reading = read_bytes("bees.yaml", json.dumps(stretched(TREE, sign), ensure_ascii=False).encode())
    assert reading.lines == ()
    assert_sound(reading)


def stretched(value: Any, sign: str, key: str = "", longest: dict[str, int] = LONGEST) -> Any:
    """The same tree with every free text as long as the format lets it be."""
    if isinstance(value, dict):
        return {name: stretched(each, sign, name, longest | SHORTER.get(name, {})) for name, each in value.items()}
    if isinstance(value, list):
        return [stretched(each, sign, longest=longest) for each in value]
    if not (size := longest.get(key, 0)):
        return value
    line = sign if size == MAX_TEXT else sign.replace("\n", " ")
    return (line * size).encode("utf-16-le")[: size * 2 - 2].decode("utf-16-le", "ignore").strip() + "."


@given(st.binary(max_size=200))
def test_i04_any_bytes(data: bytes) -> None:
    assert_sound(read_bytes("bees.yaml", data))
    assert_sound(read_bytes("bees.zip", data))
    assert_sound(read_bytes("bees.zip", b"PK\x03\x04" + data))


@given(st.lists(st.tuples(st.integers(0, len(ZIP) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_i04_a_zip_with_bytes_changed(changes: list[tuple[int, int]]) -> None:
    data = bytearray(ZIP)
    for offset, value in changes:
        data[offset] = value
    assert_sound(read_bytes("bees.zip", bytes(data)))
