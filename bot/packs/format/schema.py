"""The format as a JSON schema (draft-07), for editors that complete and explain keys while a pack is written."""

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.packs.format.model import Pack, Verdict
from bot.packs.format.parts import Part

DRAFT = "http://json-schema.org/draft-07/schema#"


class _Draft7(GenerateJsonSchema):
    """Pydantic's schema as editors read YAML by it: what is optional is left out, never null."""

    def field_title_should_be_set(self, schema: object) -> bool:
        del schema
        return False

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """With what a part inherits said too: pydantic reads the docstrings of its own keys only."""
        made = super().dataclass_schema(schema)
        for base in schema["cls"].__mro__[1:]:
            if issubclass(base, Part) and base is not Part:
                for name, told in TypeAdapter(base).json_schema()["properties"].items():
                    if "description" in told:
                        made["properties"][name].setdefault("description", told["description"])
        return made

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        return super().dict_schema(schema) | {"additionalProperties": False}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return made if made.get("default") else {key: part for key, part in made.items() if key != "default"}


def schema() -> dict[str, Any]:
    """The schema of a file of a pack: any of the top-level keys, those of the head only together."""
    made = TypeAdapter(Pack).json_schema(schema_generator=_Draft7, ref_template="#/definitions/{model}")
    made["definitions"] = dict(sorted(made.pop("$defs").items()))
    made["definitions"][Verdict.__name__]["enum"] += [True, False]  # what YAML makes of the bare words
    del made["definitions"][Verdict.__name__]["type"]
    head = made.pop("required")
    made["dependencies"] = {head[0]: head[1:]}
    return {"$schema": DRAFT, "description": made.pop("description"), **_plain(made)}


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _plain(part: Any) -> Any:
    """A schema without the titles of classes, and with every reference alone in its object, as draft-07 asks."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _plain(value) for key, value in part.items() if key != "title" or not isinstance(value, str)}
    if "$ref" in made and len(made) > 1:
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    return made
