"""Lengths as Discord counts them, and ids in plain ASCII."""

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.chat.limits import length
from bot.packs.format import fields
from bot.packs.format.fields import PACK_ID, Prose
from tests.packs.sample import problems, spoiled

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("old", "key", "most"),
    [
        ("title: The Hive\n", "title", 100),
        ("claim: Bees never sleep\n", "claim", 300),
        ("question: Do you like bees?\n", "question", 300),
        ("term: royal jelly\n", "term", 100),
        ("heading: Who lives there\n", "heading", 100),
        ("summary: A year in one hive.\n", "summary", 8_000),
    ],
)
def test_i08_a_text_is_as_long_as_discord_shows_it(old: str, key: str, most: int) -> None:
    assert problems(spoiled((old, f"{key}: {'a' * most}\n"))) == []
    (found,) = problems(spoiled((old, f"{key}: {'a' * (most + 1)}\n")))
    assert found.endswith(f"`{key}` is {most + 1:,} characters long and {most:,} fit; shorten it")


def test_i08_an_emoji_counts_as_discord_counts_it() -> None:
    assert length(FAMILY) == 11
    assert Prose(11)(FAMILY) == FAMILY
    with pytest.raises(ValueError, match="is 11 characters long and 10 fit"):
        Prose(10)(FAMILY)
    (found,) = problems(spoiled(("    options: [yes, no]", f"    options: [yes, {FAMILY * 8}]")))
    assert found.endswith("item 2 of `options` is 88 characters long and 80 fit; shorten it")


def test_spaces_around_a_text_go_and_nothing_else_is_empty() -> None:
    assert TypeAdapter(fields.Title).validate_python("  a b \n") == "a b"
    for empty in ("", " ", "\n"):
        with pytest.raises(ValidationError, match="is empty"):
            TypeAdapter(fields.Title).validate_python(empty)


def test_i13_a_name_stays_on_one_line() -> None:
    for name in ("a\nb", "a\rb"):
        with pytest.raises(ValidationError, match="has a line break"):
            TypeAdapter(fields.Title).validate_python(name)
    assert TypeAdapter(fields.Text).validate_python("a\nb") == "a\nb"


@pytest.mark.parametrize(
    "pack_id",
    [
        "../x", "..\\x", "/etc", "CON", "a\n", "ａ", "a" * 33, "Bees", "bees-", "-bees", "be--es",
        "be es", "", "bees.", "bées",
    ],
)  # fmt: skip
def test_i09_an_id_cannot_be_a_path_or_a_trick(pack_id: str) -> None:
    with pytest.raises(ValueError, match=r"expects small letters|characters long"):
        PACK_ID(pack_id)
    (found,) = problems(spoiled(("id: bees\n", f'id: "{pack_id.encode("unicode_escape").decode()}"\n')))
    assert found.startswith("2:5: `id` ")


@pytest.mark.parametrize("version", ["1.0.0", "0.1.0", "10.20.30", "1.0.0-beta.1"])
def test_a_version_has_three_numbers(version: str) -> None:
    assert problems(spoiled(("version: 1.0.0", f"version: {version}"))) == []


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0+x", "1.0.0\\n"])
def test_anything_else_is_no_version(version: str) -> None:
    (found,) = problems(spoiled(("version: 1.0.0", f'version: "{version}"')))
    assert found.startswith("3:10: `version` ")
