"""Whether Discord would take a message: the limits of Components V2, checked on what is really sent."""

from collections.abc import Iterator
from typing import Any

from bot.chat import limits
from bot.chat.cards import Card


def assert_fits(card: Card) -> None:
    """Fail with the reason where Discord would answer 50035."""
    parts = list(_walk(card.to_components()))
    assert len(parts) <= limits.MESSAGE_COMPONENTS, f"{len(parts)} components"
    texts = [part["content"] for part in parts if part["type"] == 10]
    assert all(texts), "an empty text"
    assert sum(map(limits.length, texts)) <= limits.MESSAGE_TEXT, f"{sum(map(limits.length, texts))} characters"
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(ids) == len(set(ids)), f"a custom id twice: {ids}"
    assert all(1 <= limits.length(each) <= limits.CUSTOM_ID for each in ids)
    for part in parts:
        if part["type"] == 2:
            assert 1 <= limits.length(part["label"]) <= limits.BUTTON_LABEL
        if part["type"] == 1:
            assert 1 <= len(part["components"]) <= 5
        if part["type"] == 3:
            assert 1 <= len(part["options"]) <= limits.SELECT_OPTIONS
            values = [option["value"] for option in part["options"]]
            assert len(values) == len(set(values)), values
            for option in part["options"]:
                assert 1 <= limits.length(option["label"]) <= limits.SELECT_LABEL
                assert 1 <= limits.length(option["value"]) <= limits.SELECT_LABEL
                assert limits.length(option.get("description") or "x") <= limits.SELECT_DESCRIPTION


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))
