"""What a form's submission holds, read from the interaction's own data."""

from types import SimpleNamespace
from typing import Any

from bot.chat.forms import Forms, fields


def submission(custom_id: str, components: list[dict[str, Any]]) -> Any:
    return SimpleNamespace(data={"custom_id": custom_id, "components": components})


LABELLED = [
    {"type": 18, "component": {"type": 4, "custom_id": "question", "value": "Why?"}},
    {"type": 18, "component": {"type": 3, "custom_id": "kind", "values": ["single"]}},
    {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": ""}]},
    {"type": 18, "component": {"type": 23, "custom_id": "sure", "value": True}},
]


def test_texts_picks_and_ticks_are_read_by_their_custom_id() -> None:
    assert fields(submission("any", LABELLED)) == {"question": "Why?", "kind": ["single"], "old": "", "sure": True}


async def test_two_members_with_the_same_form_are_both_heard() -> None:
    heard: list[tuple[str, Any]] = []
    forms = Forms()

    async def submitted(_interaction: Any, match: Any, values: Any) -> None:
        heard.append((match["poll"], values["question"]))

    forms.add(r"poll:(?P<poll>\d+)", submitted)
    for text in ("first", "second"):
        field = {"type": 4, "custom_id": "question", "value": text}
        assert await forms.route(submission("poll:12", [{"type": 18, "component": field}]))
    assert heard == [("12", "first"), ("12", "second")]


async def test_a_form_that_nothing_knows_is_left_to_be_answered_as_out_of_date() -> None:
    assert not await Forms().route(submission("gone:1", []))
