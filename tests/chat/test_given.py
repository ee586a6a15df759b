"""What came with a click or a form: what is taken of it, and what is refused."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.forms import Files, Forms, Pick, Text, asks, fields
from bot.chat.inputs import OUT_OF_DATE, entities_of, fitting, is_id, is_text, pattern_of
from bot.errors import Refusal


def sent(*components: Any, **data: Any) -> Any:
    return SimpleNamespace(data={"components": list(components), **data}, message=None)


def field(name: str, kind: int = 4, **given: Any) -> dict[str, Any]:
    return {"type": 18, "component": {"type": kind, "custom_id": name, **given}}


ASKED = {"text": Text(), "kind": Pick(("a", "b")), "more": Text(required=False), "file": Files(required=False)}


def test_i15_numbers_of_custom_ids_are_ascii_and_no_larger_than_an_id_can_be() -> None:
    vote = pattern_of(r"vote:(?P<poll>\d{1,25})")
    assert [number for number in ("0", str(2**63 - 1)) if fitting(vote, f"vote:{number}")] == ["0", str(2**63 - 1)]
    assert not any(fitting(vote, f"vote:{number}") for number in ("٣", "１", "²", "-1", str(2**63), "9" * 25, "1\n"))


def test_i15_a_form_gives_what_it_asks_for_and_no_more() -> None:
    got = fields(sent(field("text", value="x"), field("kind", 3, values=["a"]), field("other", value="y")), ASKED)
    assert got == {"text": "x", "kind": ["a"]}
    assert fields(sent(field("text", value="x"), field("more", value=None)), ASKED) == {"text": "x"}


@pytest.mark.parametrize(
    "components",
    [
        [],
        [field("text", value="")],
        [field("text", value="x"), field("text", value="x")],
        [field("text", 3, values=["x"])],
        [field("text", value=["x"])],
        [field("text", value="half \ud800")],
        [field("text", value="\0")],
        [field("text", value="x" * 4_001)],
        [field("text", value="x"), field("kind", 3, values=["c"])],
        [field("text", value="x"), field("kind", 3, values=["a", "b"])],
        [field("text", value="x"), field("kind", 3, value="a")],
        [field("text", value="x"), field("file", 19, values=["x"])],
        [field("text", value="x"), field("file", 19, values=["1", "2"])],
    ],
)
def test_i15_a_form_that_is_not_as_it_was_drawn_is_refused(components: list[Any]) -> None:
    with pytest.raises(Refusal) as refused:
        fields(sent(*components), ASKED)
    assert str(refused.value) == OUT_OF_DATE


@pytest.mark.parametrize("components", [None, "x", 7, {}, [None], [[]], [{"component": 7}], [{"components": "x"}]])
def test_i15_no_shape_of_a_form_breaks_its_reading(components: Any) -> None:
    assert fields(SimpleNamespace(data={"components": components})) == {}  # pyright: ignore[reportArgumentType]


def test_i15_what_discord_tells_of_picks_is_taken_where_it_is_as_documented() -> None:
    told = {"users": {"1": {"bot": True}, "2": None}, "members": [], "roles": None}
    assert entities_of(sent(resolved=told), "users") == {"1": {"bot": True}}
    assert [entities_of(sent(resolved=told), kind) for kind in ("members", "roles", "channels")] == [{}, {}, {}]
    assert entities_of(sent(resolved="x"), "users") == {}


def test_i15_ids_and_texts_are_those_that_discord_and_databases_know() -> None:
    assert [each for each in ("1", str(2**63 - 1), str(2**63), "", "-1", "٣", "1 ") if is_id(each)] == [
        "1",
        str(2**63 - 1),
    ]
    assert is_text("Grüße 🐝")
    assert not any(is_text(each) for each in (None, 7, ["x"], "\0", "\udfff", "x" * 4_001))


async def test_what_a_form_asks_stands_on_what_handles_it() -> None:
    @asks(text=Text())
    async def submitted(*_: Any) -> None:
        """Nothing."""

    forms = Forms()
    forms.add("form", submitted)
    [form] = forms.kinds
    assert form.asked == {"text": Text()}
