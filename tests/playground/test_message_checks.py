"""Messages that Discord refuses: each mistake with its code, at its place."""

from typing import Any

import pytest

from playground.checks.body import refuse
from playground.checks.messages import read_message
from playground.refusals import ApiRefusal
from tests.playground.bodies import button, found, row, select, text

V2 = 1 << 15


def of_message(body: Any, flags: int = 0) -> list[tuple[str, str]]:
    return found(read_message(body, flags)[2])


def of_card(*components: Any) -> list[tuple[str, str]]:
    return of_message({"flags": V2, "components": list(components)})


def test_mistakes_are_answered_in_discords_nested_form() -> None:
    with pytest.raises(ApiRefusal) as refused:
        refuse(read_message({"content": "x" * 2001, "components": []})[2])
    assert refused.value.status == 400
    assert refused.value.body == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]}
        },
    }


def test_a_place_inside_a_card_is_named_by_keys_and_numbers() -> None:
    card = {"type": 17, "components": [text(), row(button(label="x" * 81))]}
    assert of_card(card) == [("components.0.components.1.components.0.label", "BASE_TYPE_MAX_LENGTH")]


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"content": "🎬" * 1000},
        {"components": [row(*(button(custom_id=f"{at}-{number}") for number in range(5))) for at in range(5)]},
        {"flags": V2, "components": [text("x" * 4000)]},
        {"flags": V2, "components": [text() for _ in range(40)]},
        {"embeds": [{"description": "x" * 4096, "fields": [{"name": "x" * 256, "value": "y" * 1024}]}]},
        {"components": [row(select(options=[{"label": str(at), "value": str(at)} for at in range(25)]))]},
        {"components": [row(button(style=5, url="https://example.org", custom_id=None))]},
        {"content": "x", "unknown": 1, "tts": False},
        {"content": None, "embeds": None, "components": None},
    ],
)
def test_what_is_just_within_the_limits_is_taken(body: Any) -> None:
    assert of_message(body) == []


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({"content": "🎬" * 1001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
        ({"embeds": {}}, "embeds", "LIST_TYPE_CONVERT"),
        ({"embeds": [1]}, "embeds.0", "MODEL_TYPE_CONVERT"),
        ({"flags": "many"}, "flags", "NUMBER_TYPE_COERCE"),
        ([], "", "MODEL_TYPE_CONVERT"),
        ({"nonce": "x" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
        (
            {"allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        ({"allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0", "BASE_TYPE_CHOICES"),
        ({"attachments": [{"id": 0, "description": "x" * 1025}]}, "attachments.0.description", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"color": 0x1000000}]}, "embeds.0.color", "NUMBER_TYPE_MAX"),
        ({"embeds": [{"fields": [{"name": "x"}]}]}, "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"),
        ({"embeds": [{"fields": [{"name": "", "value": "x"}]}]}, "embeds.0.fields.0.name", "BASE_TYPE_BAD_LENGTH"),
        ({"embeds": [{"url": "javascript:alert(1)"}]}, "embeds.0.url", "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"image": {"url": "file:///x"}}]}, "embeds.0.image.url", "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(body: Any, place: str, code: str) -> None:
    assert of_message(body) == [(place, code)]


@pytest.mark.parametrize(
    ("components", "place", "code"),
    [
        ([row(button(label="x" * 81))], "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"),
        ([row(button(custom_id="x" * 101))], "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH"),
        ([row(button(custom_id=""))], "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH"),
        ([row(button(custom_id=None))], "components.0.components.0.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
        ([row(button(label=None))], "components.0.components.0.label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"),
        (
            [row(button(url="https://example.org"))],
            "components.0.components.0",
            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
        ),
        (
            [row(button(style=5, custom_id=None))],
            "components.0.components.0.url",
            "BUTTON_COMPONENT_URL_REQUIRED",
        ),
        (
            [row(button(style=5, custom_id=None, url="javascript:alert(1)"))],
            "components.0.components.0.url",
            "URL_TYPE_INVALID_SCHEME",
        ),
        ([row(button(style=7))], "components.0.components.0.style", "BASE_TYPE_CHOICES"),
        ([row({"type": 2})], "components.0.components.0.style", "BASE_TYPE_REQUIRED"),
        ([row({"type": 10, "content": "x"})], "components.0.components.0", "UNION_TYPE_CHOICES"),
        ([row({})], "components.0.components.0.type", "BASE_TYPE_REQUIRED"),
        ([row()], "components.0.components", "BASE_TYPE_BAD_LENGTH"),
        ([row(*(button(custom_id=str(at)) for at in range(6)))], "components.0.components", "BASE_TYPE_BAD_LENGTH"),
        ([row(button(custom_id=str(at))) for at in range(6)], "components", "BASE_TYPE_MAX_LENGTH"),
        ([row(select(), button())], "components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        (
            [row(button()), row(button())],
            "components.1.components.0.custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            [row(button(id=3)), row(button(id=3, custom_id="b"))],
            "components.1.components.0.id",
            "COMPONENT_ID_DUPLICATED",
        ),
        ([row(select(options=[]))], "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
        (
            [row(select(options=[{"label": str(at), "value": str(at)} for at in range(26)]))],
            "components.0.components.0.options",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            [row(select(options=[{"label": "x" * 101, "value": "1"}]))],
            "components.0.components.0.options.0.label",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            [row(select(options=[{"label": "a", "value": "1"}, {"label": "b", "value": "1"}]))],
            "components.0.components.0.options.1",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        ([row(select(max_values=3))], "components.0.components.0.max_values", "NUMBER_TYPE_MAX"),
        ([row(select(max_values=26))], "components.0.components.0.max_values", "NUMBER_TYPE_MAX"),
        (
            [row(select(min_values=2, max_values=1))],
            "components.0.components.0.min_values",
            "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE",
        ),
        (
            [row(select(options=[{"label": at, "value": at, "default": True} for at in "ab"]))],
            "components.0.components.0",
            "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
        ),
        ([row(select(placeholder="x" * 151))], "components.0.components.0.placeholder", "BASE_TYPE_MAX_LENGTH"),
        ([text()], "components.0", "UNION_TYPE_CHOICES"),
        ("x", "components", "LIST_TYPE_CONVERT"),
    ],
)
def test_controls_that_do_not_fit_are_refused(components: Any, place: str, code: str) -> None:
    assert of_message({"content": "x", "components": components}) == [(place, code)]


@pytest.mark.parametrize(
    ("component", "place", "code"),
    [
        (text(""), "content", "BASE_TYPE_BAD_LENGTH"),
        (text("x" * 4001), "content", "BASE_TYPE_BAD_LENGTH"),
        ({"type": 12, "items": []}, "items", "BASE_TYPE_BAD_LENGTH"),
        ({"type": 12, "items": [{"media": {"url": "https://a.org/x.png"}}] * 11}, "items", "BASE_TYPE_BAD_LENGTH"),
        (
            {"type": 12, "items": [{"media": {"url": "https://a.org/x.png"}, "description": "x" * 1025}]},
            "items.0.description",
            "BASE_TYPE_MAX_LENGTH",
        ),
        ({"type": 12, "items": [{"media": {"url": "data:x"}}]}, "items.0.media.url", "URL_TYPE_INVALID_SCHEME"),
        ({"type": 13}, "file", "BASE_TYPE_REQUIRED"),
        ({"type": 14, "spacing": 3}, "spacing", "BASE_TYPE_CHOICES"),
        ({"type": 9, "components": [text()]}, "accessory", "BASE_TYPE_REQUIRED"),
        ({"type": 9, "components": [text()] * 4, "accessory": button()}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"type": 9, "components": [text()], "accessory": text()}, "accessory", "UNION_TYPE_CHOICES"),
        ({"type": 17, "components": []}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"type": 17, "components": [{"type": 17, "components": [text()]}]}, "components.0", "UNION_TYPE_CHOICES"),
        ({"type": 17, "components": [text()], "accent_color": -1}, "accent_color", "NUMBER_TYPE_MIN"),
        ({"type": 4, "custom_id": "x", "style": 1}, "", "UNION_TYPE_CHOICES"),
        (button(), "", "UNION_TYPE_CHOICES"),
    ],
)
def test_parts_of_a_card_that_do_not_fit_are_refused(component: Any, place: str, code: str) -> None:
    assert of_card(component) == [(f"components.0.{place}".rstrip("."), code)]


def test_a_card_has_forty_components_nested_ones_counted() -> None:
    nested = {"type": 17, "components": [{"type": 9, "components": [text()], "accessory": button()}]}
    assert of_card(nested, *(text() for _ in range(36))) == []
    assert of_card(nested, *(text() for _ in range(37))) == [("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")]


def test_a_card_has_four_thousand_characters_in_all() -> None:
    assert of_card(text("x" * 2000), text("y" * 2000)) == []
    problems = of_card(text("x" * 2000), {"type": 17, "components": [text("y" * 2001)]})
    assert problems == [("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")]


def test_a_card_has_neither_content_nor_embeds() -> None:
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    body = {"flags": V2, "components": [text()], "content": "x", "embeds": [{"title": "x"}]}
    assert of_message(body) == [("content", code), ("embeds", code)]
    assert of_message({"content": "x"}, flags=V2) == [("content", code)]
    held = {"content": "x", "embeds": []}
    assert found(read_message({"flags": V2, "components": [text()]}, 0, held)[2]) == [("content", code)]
    assert found(read_message({"flags": V2, "components": [text()], "content": None}, 0, held)[2]) == []
