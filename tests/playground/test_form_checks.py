"""Forms that Discord refuses."""

from typing import Any

import pytest

from playground.checks.modals import read_form
from tests.playground.bodies import button, found, row, select, text


def label(component: dict[str, Any]) -> dict[str, Any]:
    return {"type": 18, "label": "Name", "component": component}


def entry(**changes: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": "name", "style": 1} | changes


def of_form(**changes: Any) -> list[tuple[str, str]]:
    form = {"custom_id": "form", "title": "A form", "components": [label(entry())]} | changes
    return found(read_form(form, ())[1])


def test_a_form_that_fits_is_taken() -> None:
    group = {"type": 21, "custom_id": "r", "options": [{"label": "a", "value": "a"}, {"label": "b", "value": "b"}]}
    upload, check = {"type": 19, "custom_id": "u"}, {"type": 23, "custom_id": "c"}
    older = row(entry(custom_id="older", label="Older"))
    assert of_form(components=[label(group), label(upload), label(check), older, text()]) == []
    assert of_form(components=[label(select(required=False))]) == []


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"title": "x" * 46}, "title", "BASE_TYPE_BAD_LENGTH"),
        ({"title": ""}, "title", "BASE_TYPE_BAD_LENGTH"),
        ({"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
        ({"components": []}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"components": [text() for _ in range(6)]}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button())]}, "components.0.components.0.type", "BASE_TYPE_CHOICES"),
        ({"components": [row(entry())]}, "components.0.components.0.label", "BASE_TYPE_REQUIRED"),
        ({"components": [entry()]}, "components.0", "UNION_TYPE_CHOICES"),
        ({"components": [label(button())]}, "components.0.component", "UNION_TYPE_CHOICES"),
        (
            {"components": [label(entry()), label(entry())]},
            "components.1.component.custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        ({"components": [label(entry(max_length=4001))]}, "components.0.component.max_length", "NUMBER_TYPE_MAX"),
        (
            {"components": [label(entry(min_length=5, max_length=4))]},
            "components.0.component.min_length",
            "NUMBER_TYPE_MAX",
        ),
        (
            {"components": [label(entry(max_length=4, value="12345"))]},
            "components.0.component.value",
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"components": [label(select(disabled=True))]}, "components.0.component.disabled", "BASE_TYPE_CHOICES"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(changes: dict[str, Any], place: str, code: str) -> None:
    assert (place, code) in of_form(**changes)
