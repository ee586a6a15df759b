"""Application commands and suggestions that Discord refuses."""

from typing import Any

import pytest

from playground.checks.commands import read_choices, read_command, read_commands, too_many
from tests.playground.bodies import found


def option(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "topic", "description": "What"} | changes


def of_command(**changes: Any) -> list[tuple[str, str]]:
    return found(read_command({"name": "explain", "description": "Explains"} | changes)[1])


@pytest.mark.parametrize("name", ["explain", "film-night", "erklär", "映画", "it's", "a" * 32])
def test_names_in_lower_case_of_any_script_are_taken(name: str) -> None:
    assert of_command(name=name) == []


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"name": "Explain"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "explain it"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "x" * 33}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"description": ""}, "description", "BASE_TYPE_BAD_LENGTH"),
        ({"description": "x" * 101}, "description", "BASE_TYPE_MAX_LENGTH"),
        ({"options": [option(name=f"o{at}") for at in range(26)]}, "options", "BASE_TYPE_MAX_LENGTH"),
        ({"options": [option(name="Topic")]}, "options.0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"options": [option(description="")]}, "options.0.description", "BASE_TYPE_BAD_LENGTH"),
        ({"options": [option(), option()]}, "options.1.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        (
            {"options": [option(), option(name="b", required=True)]},
            "options.1",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            {"options": [option(choices=[{"name": str(at), "value": str(at)} for at in range(26)])]},
            "options.0.choices",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {"options": [option(choices=[{"name": "x" * 101, "value": "x"}])]},
            "options.0.choices.0.name",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"options": [option(autocomplete=True, choices=[{"name": "x", "value": "x"}])]},
            "options.0.choices",
            "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE",
        ),
        ({"options": [option(type=1), option(name="b")]}, "options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        (
            {"options": [option(type=1, options=[option(type=1, name="b")])]},
            "options.0.options.0",
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        ({"options": [option(type=12)]}, "options.0.type", "BASE_TYPE_CHOICES"),
        ({"type": 3, "name": "Quote"}, "", "APPLICATION_COMMAND_CONTEXT_MENU"),
        (
            {
                "options": [
                    option(name=f"o{at}", description="x" * 100, choices=[{"name": "x" * 100, "value": "y" * 100}] * 2)
                    for at in range(17)
                ]
            },
            "",
            "APPLICATION_COMMAND_TOO_LARGE",
        ),
    ],
)
def test_a_command_that_does_not_fit_is_refused(changes: dict[str, Any], place: str, code: str) -> None:
    assert of_command(**changes) == [(place, code)]


def test_two_commands_of_one_name_are_refused_unless_they_are_of_two_kinds() -> None:
    slash, menu = {"name": "quote", "description": "Quotes"}, {"name": "quote", "type": 3}
    assert found(read_commands([slash, menu])[1]) == []
    assert found(read_commands([slash, slash])[1]) == [("1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME")]


def test_a_hundred_slash_commands_and_fifteen_menus_are_the_most() -> None:
    slash, menu = {"type": 1}, {"type": 3}
    assert not too_many([slash] * 100 + [menu] * 15)
    assert too_many([slash] * 101)
    assert too_many([menu] * 16)


def test_suggestions_are_at_most_25_of_at_most_100_characters() -> None:
    fitting = {"choices": [{"name": "x" * 100, "value": "y" * 100}] * 25}
    assert read_choices(fitting, ())[1] == []
    assert found(read_choices({"choices": fitting["choices"] * 2}, ())[1]) == [("choices", "BASE_TYPE_MAX_LENGTH")]
    too_long = {"choices": [{"name": "x" * 101, "value": "y" * 101}]}
    assert ("choices.0.name", "BASE_TYPE_BAD_LENGTH") in found(read_choices(too_long, ())[1])
