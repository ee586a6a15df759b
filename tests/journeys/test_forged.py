"""Clicks, forms and commands as no client of Discord's sends them: a private sentence, and nothing is written.

What is forged is made from what the bot has registered, so that what is added to it is tried too.
"""

import copy
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import AppCommandOptionType as Kind
from discord import app_commands
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.chat.forms import Files, Form, Pick, Text
from bot.chat.inputs import OUT_OF_DATE
from tests import registered
from tests.budgets import budget, some
from tests.gateway import GONE
from tests.journeys import polling, watching
from tests.journeys.elsewhere import PLACES, in_direct_messages
from tests.journeys.raw import Raw
from tests.journeys.test_unreadable_events import JSON

NUMBERS = ("0", "1", str(2**63 - 1), str(2**63), "9" * 19, "9" * 25, "-1", "+1", "1.5", " 1", "٣", "１", "²", "1\n", "")
"""In place of each number in a custom id: ids of another server, beyond 64 bits, negative, in other digits."""
ANY: tuple[Any, ...] = (None, 7, -1, 2**70, 1.5, True, "x", [], [None], [[]], {}, {"id": 1}, [{"a": [{}]}])
PICKED: tuple[Any, ...] = (
    GONE, [], ["never offered"], ["0", "1"], ["0", "0"], ["x", "0"], [str(2**63)],
    ["-1"], ["٣"], ["\0"], ["x" * 5_000], [7], [None], [["0"]], ["0"] * 30, *ANY,
)  # fmt: skip
TEXTS: tuple[Any, ...] = ("\0", "x" * 7_000, None, 7, 1.5, [], {})
DEEP: Any = {"type": 1, "components": []}
for _ in range(200):
    DEEP = {"type": 1, "components": [DEEP], "component": DEEP if _ < 3 else None}


class Forger:
    """A moderator of a server where nothing was made, while another server has polls and a viewing."""

    def __init__(self, club: Any, raw: Raw, file: Path, pattern: dict[str, dict[str, Any]]) -> None:
        self.club, self.raw, self._file, self._kinds = club, raw, file, pattern
        self.tried = 0
        self.bend: Callable[[dict[str, Any]], None] = lambda _: None
        """Makes of what is sent what is sent elsewhere."""
        self._before = self.rows()
        self._waiting: list[tuple[Any, Any]] = []

    def rows(self) -> list[str]:
        """All that the database holds, but for which interactions were handled."""
        with sqlite3.connect(self._file) as connection:
            return [line for line in connection.iterdump() if not line.startswith('INSERT INTO "interactions_written"')]

    async def click(self, custom_id: Any, **data: Any) -> None:
        """A click, on a message that offers two values of a select of this custom id."""
        click = self._kinds["click"]
        clicked = {"component_type": 3 if "values" in data else 2, "custom_id": custom_id} | _without(data)
        options = [{"label": value, "value": value} for value in ("0", "1")]
        select = {"type": 3, "id": 2, "custom_id": custom_id, "options": options, "min_values": 1, "max_values": 1}
        message = click["message"] | {"components": [{"type": 1, "id": 1, "components": [select]}]}
        await self.send(click | {"data": clicked, "message": message}, ("click", custom_id, data))

    async def submit(self, custom_id: Any, components: Any) -> None:
        """A form that is sent."""
        sent = {"custom_id": custom_id} | _without({"components": components})
        await self.send(self._kinds["form"] | {"data": sent}, ("form", custom_id, components))

    async def call(self, command: app_commands.Command[Any, ..., Any], options: Any, **data: Any) -> None:
        """A command with these options."""
        *groups, _ = parents = command.qualified_name.split()
        nested = options
        for depth, name in reversed(list(enumerate(parents[1:], 1))):
            nested = [{"name": name, "type": 1 if depth == len(groups) else 2, "options": nested}]
        called = {"id": "1", "name": parents[0], "type": 1, "options": nested} | data
        await self.send(self._kinds["command"] | {"data": called}, (command.qualified_name, options))

    async def send(self, payload: Any, what: Any) -> None:
        """Anything; what comes of it is held by `held`."""
        record, fresh = self.raw.anew(self._kinds["click"] | {"type": payload["type"]})
        sent = copy.deepcopy(payload) | {name: fresh[name] for name in ("id", "token")}
        self.bend(sent)
        await self.raw.feed.event("INTERACTION_CREATE", sent)
        self._waiting.append((what, record))
        self.tried += 1
        if len(self._waiting) >= 50:
            await self.held()

    async def held(self) -> None:
        """Hold that each got a private answer and that nothing was written."""
        records = [record for _, record in self._waiting]
        await self.raw.answered(*records)
        assert [what for what, record in self._waiting if not record.responded] == []
        public = [what for what, each in self._waiting if each.response_kind == "message" and not each.ephemeral]
        assert public == []
        assert self.rows() == self._before, [what for what, _ in self._waiting]
        self._waiting.clear()


def _without(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not GONE}


@pytest.fixture
async def forger(club: Any, tmp_path: Path) -> Forger:
    """Who forges, and the connection by which it comes."""
    club.expected = (*club.expected, app_commands.CommandNotFound)
    await club.env.bot.dormant.wake_all()
    await polling.quick(club)
    await watching.start(club)
    await club.sam.slash(club.general, "quiz start", pack="bees", items=5)
    raw = Raw(club)
    other = club.env.create_guild()
    channel = other.create_text_channel("elsewhere")
    role = other.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    mallory = other.add_member(club.env.create_user("mallory"), roles=[role])
    club.guild = other
    library = await mallory.slash(channel, "library")
    await mallory.select(library.response.message, ["bees"], custom_id="packs")
    command, click = raw.seen[-2:]
    sent = copy.deepcopy(click) | {"type": 5}
    sent.pop("message")
    return Forger(club, raw, tmp_path / "bot.db", {"command": command, "click": click, "form": sent})


@pytest.fixture(autouse=True)
def _no_traceback() -> Iterator[None]:
    with capture_logs() as logged:
        yield
    assert [each for each in logged if each["log_level"] in {"error", "critical"}] == []


def forged(custom_id: str) -> Iterator[str]:
    """The custom id with each of its numbers replaced in turn, and all at once by the largest that fits."""
    for found in re.finditer(r"[0-9]+", custom_id):
        for number in NUMBERS:
            yield custom_id[: found.start()] + number + custom_id[found.end() :]
    yield re.sub(r"[0-9]{12,}", lambda found: str(2**63 - 1)[: len(found[0])], custom_id)


async def test_i15_any_control_with_a_forged_custom_id_is_answered_privately_and_nothing_is_written(
    forger: Forger,
) -> None:
    controls = registered.controls(forger.club.env.bot)
    ids = registered.fitting([each.template for each in controls])
    wrongs = [(wrong, data) for each in ids for wrong in forged(each) for data in ({}, {"values": ["0"]})]
    wrongs += [(wrong, {}) for each in ids for wrong in (each + "\n", "x" + each)]
    for wrong, data in some(wrongs, 7):
        await forger.click(wrong, **data)
    for wrong in (*ANY, "", "x" * 5_000):
        await forger.click(wrong)
    await forger.held()
    assert forger.tried > budget(2, 10) * len(controls)


@pytest.mark.parametrize("bend", [*PLACES.values(), in_direct_messages])
async def test_p12_any_control_or_form_outside_of_servers_is_answered_privately_and_nothing_is_written(
    forger: Forger, bend: Callable[[dict[str, Any]], None]
) -> None:
    forger.bend = bend
    controls, forms = registered.controls(forger.club.env.bot), forger.club.env.bot.forms.kinds
    for custom_id in registered.fitting([each.template for each in controls]):
        if re.search(r"[0-9]", custom_id):  # the others mean nothing that would have to be there
            await forger.click(custom_id)
            await forger.click(custom_id, values=["0"])
    for form, custom_id in zip(forms, registered.fitting([each.template for each in forms]), strict=True):
        if re.search(r"[0-9]", custom_id):
            await forger.submit(custom_id, drawn(form))
    await forger.held()
    assert forger.tried > len(controls)


async def test_i15_any_control_with_values_that_it_never_offered_is_answered_privately_and_nothing_is_written(
    forger: Forger,
) -> None:
    controls = registered.controls(forger.club.env.bot)
    chosen = [{"values": values, "resolved": values} for values in PICKED]
    chosen += [{"values": ["1"], "resolved": {"users": {"1": garbage}, "members": garbage}} for garbage in ANY]
    ids = registered.fitting([each.template for each in controls])
    for custom_id, data in some([(custom_id, data) for custom_id in ids for data in chosen], 7):
        await forger.click(custom_id, **data)
    await forger.held()
    assert forger.tried > budget(4, len(PICKED)) * len(controls)


async def test_i15_a_value_counts_where_the_clicked_message_offers_it_alone(forger: Forger) -> None:
    offered = forger.raw.seen[-1]
    assert await forger.raw.send(offered) == "<update>"
    told = await forger.raw.send(offered, copy.deepcopy(offered) | {"data": offered["data"] | {"values": ["ants"]}})
    assert told == "<update>", "the ants are on the list too"
    for values in (["wasps"], ["bees", "ants"], []):
        wrong = copy.deepcopy(offered) | {"data": offered["data"] | {"values": values}}
        assert await forger.raw.send(offered, wrong) == OUT_OF_DATE


def drawn(form: Form) -> list[dict[str, Any]]:
    """The form as a client sends it, each field filled in."""
    assert form.asked is not None, f"{form.template.pattern}: say what it asks, with `asks` on what handles it"
    return [component(name, field) for name, field in form.asked.items()]


def component(name: str, field: Any) -> dict[str, Any]:
    match field:
        case Text():
            inner: dict[str, Any] = {"type": 4, "value": "A few words"}
        case Pick(among=among):
            inner = {"type": 3, "values": [next(iter(among or ["bees/the-hive"]))]}
        case _:
            inner = {"type": 19, "values": ["77"]}
    return {"type": 18, "id": 1, "component": inner | {"custom_id": name, "id": 2}}


def unlike(form: Form) -> Iterator[Any]:
    """The components of a form that are not as it was drawn."""
    whole = drawn(form)
    for place, (name, field) in enumerate((form.asked or {}).items()):
        others = [part for number, part in enumerate(whole) if number != place]
        if field.required:
            yield others
        yield [*whole, whole[place]]
        given = {Text: TEXTS, Pick: PICKED[2:], Files: PICKED[1:]}[type(field)]
        right = "value" if isinstance(field, Text) else "values"
        if isinstance(field, Pick) and field.among is None:
            given = [each for each in given if not (isinstance(each, list) and len(each) == 1)]
        for value in given:
            if value is None or (value == [] and not field.required):
                continue  # left empty, which a client may do
            yield [
                *others,
                {"type": 18, "component": {"type": whole[place]["component"]["type"], "custom_id": name, right: value}},
            ]
        for kind in (2, 3, 4, 5, 19, 99):
            if kind != whole[place]["component"]["type"]:
                yield [*others, {"type": 18, "component": {"type": kind, "custom_id": name, "values": ["offered"]}}]
                yield [*others, {"type": 18, "component": {"type": kind, "custom_id": name, "value": "offered"}}]
    if any(field.required for field in (form.asked or {}).values()):
        yield from (GONE, *ANY, [DEEP], [{"type": 18, "component": each} for each in ANY])


async def test_i15_any_form_with_a_forged_custom_id_is_answered_privately_and_nothing_is_written(
    forger: Forger,
) -> None:
    forms = forger.club.env.bot.forms.kinds
    for form, custom_id in zip(forms, registered.fitting([each.template for each in forms]), strict=True):
        for wrong in forged(custom_id) if re.search(r"[0-9]", custom_id) else ():
            await forger.submit(wrong, drawn(form))
    await forger.held()
    assert forger.tried > 5 * len(forms)


async def test_i15_any_form_with_fields_that_are_not_as_drawn_is_answered_privately_and_nothing_is_written(
    forger: Forger,
) -> None:
    forms = forger.club.env.bot.forms.kinds
    for form, custom_id in zip(forms, registered.fitting([each.template for each in forms]), strict=True):
        named = re.sub(r"[0-9]+", lambda found: "9" * len(found[0]), custom_id)
        for components in unlike(form):
            await forger.submit(named if form.template.fullmatch(named) else custom_id, components)
    await forger.held()
    assert forger.tried > 20 * len(forms)


def right(option: app_commands.Parameter) -> Any:
    """Something that an option takes."""
    if option.choices:
        return option.choices[0].value
    return {Kind.string: "x", Kind.integer: 1, Kind.number: 1.0, Kind.boolean: True}.get(option.type, "77")


def wrong(option: app_commands.Parameter) -> Iterator[Any]:
    """What it never takes."""
    yield from (None, [], {}, [None])
    match option.type:
        case Kind.string:
            yield from (*TEXTS, *(("never offered", "") if option.choices else ()))
        case Kind.integer | Kind.number:
            yield from (2**63, -(2**63), 2**70, "7", "x", True)
        case Kind.boolean:
            yield from ("true", 1, 0, "x")
        case _:
            yield from ("x", "-1", str(2**63), "9" * 40, "٣", 7, "77", True)


async def test_i15_any_command_with_forged_options_is_answered_privately_and_nothing_is_written(
    forger: Forger,
) -> None:
    commands = list(registered.commands(forger.club.env.bot))
    for command in commands:
        base = [
            {"name": each.display_name, "type": each.type.value, "value": right(each)}
            for each in command.parameters
            if each.required
        ]
        for option in command.parameters:
            others = [each for each in base if each["name"] != option.display_name]
            named = {"name": option.display_name, "type": option.type.value}
            for value in wrong(option):
                await forger.call(command, [*others, named | {"value": value}])
            await forger.call(command, [*others, named])
            await forger.call(command, [*others, *[named | {"value": right(option)}] * 2])
            await forger.call(
                command, [*others, named | {"type": 10 if option.type is Kind.string else 3, "value": "x"}]
            )
            if option.required:
                await forger.call(command, others)
        await forger.call(command, [*base, {"name": "unheard-of", "type": 3, "value": "x"}])
        for garbage in ANY:
            if garbage not in ([], {}):
                await forger.call(command, garbage)
                await forger.call(command, base, resolved={"users": {"1": garbage}, "members": garbage})
    await forger.held()
    assert forger.tried > 10 * len(commands)


async def test_i15_whatever_a_client_makes_up_is_answered_privately_and_nothing_is_written(forger: Forger) -> None:
    bot = forger.club.env.bot
    templates = [*(each.template for each in registered.controls(bot)), *(each.template for each in bot.forms.kinds)]
    ids = st.sampled_from(templates).flatmap(registered.ids)
    made: list[tuple[str, str, Any]] = []

    @given(st.sampled_from(["click", "form"]), ids, st.sampled_from(NUMBERS), JSON | st.lists(JSON))
    @settings(database=None)
    def make(kind: str, custom_id: str, number: str, rest: Any) -> None:
        made.append((kind, re.sub(r"[0-9]+", lambda _: number, custom_id, count=1), rest))

    make()
    for kind, custom_id, rest in made:
        if kind == "click":
            await forger.click(custom_id, values=rest, resolved=rest)
        elif forger_may_send(bot.forms.kinds, custom_id):
            await forger.submit(custom_id, rest)
    await forger.held()
    assert forger.tried > len(made) / 4


def forger_may_send(forms: list[Form], custom_id: str) -> bool:
    """Whether an empty form of this kind is one that no client sends."""
    found = [form for form in forms if form.template.fullmatch(custom_id)]
    return all(any(field.required for field in (form.asked or {}).values()) for form in found)
