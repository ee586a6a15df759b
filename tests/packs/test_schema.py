"""The schema for editors: current, complete, and of one mind with the reader."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.packs.format.schema import schema, schema_text
from bot.packs.format.template import starter_text
from tests.packs.sample import GOOD, problems, spoiled

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "content").glob("*/*.yaml"))


class Editor(yaml.SafeLoader):
    """Reads YAML as editors do: true, false and numbers are resolved, everything else is text (YAML 1.2)."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML declares it so


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("~|null|$"), ["~", "n", ""])


@cache
def whole() -> dict[str, Any]:
    """The schema; nothing here changes it."""
    return schema()


def complaints(text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(whole())
    return [error.message for error in validator.iter_errors(yaml.load(text, Editor))]


def test_the_file_in_content_is_current() -> None:
    assert (ROOT / "content" / "pack.schema.json").read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema_of_draft_07() -> None:
    jsonschema.Draft7Validator.check_schema(whole())
    assert whole()["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_editor_finds_nothing_in_the_packs_that_ship(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_an_editor_finds_nothing_in_sound_packs() -> None:
    assert complaints(GOOD) == []
    assert complaints(starter_text()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: bees\n", "id: Bees\n"),
        ("version: 1.0.0", "version: one"),
        ("title: Bees on film\n", ""),
        ("    year: 2019", "    yaer: 2019"),
        ("    year: 2019", "    year: nineteen"),
        ("    year: 2019", "    year:"),
        ("    verdict: false", "    verdict: perhaps"),
        ("    about: true", "    about: yes"),
        ("    options: [yes, no]", "    options: yes"),
        ("  B1:\n", "  B-1:\n"),
        ("    aliases: [beehive]", f"    aliases: [{'a' * 101}]"),
    ],
)
def test_an_editor_finds_what_the_reader_finds(old: str, new: str) -> None:
    text = spoiled((old, new))
    assert problems(text)
    assert complaints(text)


def test_every_key_is_explained() -> None:
    unexplained = [
        f"{name}.{key}"
        for name, part in [("Pack", whole()), *whole()["definitions"].items()]
        for key, slot in part.get("properties", {}).items()
        if not slot.get("description", "").endswith(".")
    ]
    assert unexplained == []


def test_the_examples_are_what_their_keys_take() -> None:
    definitions = whole()["definitions"]
    for part in [whole(), *definitions.values()]:
        for slot in part.get("properties", {}).values():
            validator = jsonschema.Draft7Validator(slot | {"definitions": definitions})
            for example in slot.get("examples", ()):
                validator.validate(example)


def test_a_file_may_hold_a_part_of_a_pack_but_only_a_whole_head() -> None:
    assert complaints("films: []") == []
    assert complaints("format: 1\nid: bees") != []


def test_no_reference_shares_its_object_with_other_keys() -> None:
    def objects(node: object) -> list[dict[str, object]]:
        if isinstance(node, dict):
            return [node, *(inner for value in node.values() for inner in objects(value))]
        return [inner for value in node for inner in objects(value)] if isinstance(node, list) else []

    assert [found for found in objects(json.loads(schema_text())) if "$ref" in found and len(found) > 1] == []
