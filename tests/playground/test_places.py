"""Beside the server with the bot: its direct messages, a server that it is not in, and a group of members."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from playground import places, seed
from playground.events import InteractionOpened
from playground.interactions import Interaction
from playground.model import Message, Overwrite, Place
from playground.permissions import Permission
from playground.server import Playground
from tests.playground.conftest import Api, Page
from tests.playground.test_gateway import GUILDS, MESSAGES, Client

COMMAND: dict[str, Any] = {"name": "explain", "description": "Explains"}
DIRECT_MESSAGES = 1 << 12


class Desk:
    """A page, and what it asks as the bot is told it."""

    def __init__(self, page: Page, api: Api) -> None:
        self.page, self.api, self.world = page, api, page.playground.world
        self.opened: list[Interaction] = []
        self.world.subscribe(
            lambda event: self.opened.append(event.interaction) if isinstance(event, InteractionOpened) else None
        )

    async def use(self, channel: int, name: str = "explain") -> tuple[Interaction, dict[str, Any]]:
        assert (await self.page.use(name, channel))["ok"]
        return self.last()

    def last(self) -> tuple[Interaction, dict[str, Any]]:
        return self.opened[-1], self.api.playground.desk.errands.payloads.interaction(self.opened[-1])

    async def follow(self, interaction: Interaction, content: str, **more: Any) -> tuple[int, Any]:
        path = f"/webhooks/{seed.BOT}/{interaction.token}"
        return await self.api("POST", path, {"content": content, **more})


@pytest.fixture
async def desk(playground: Playground, api: Api) -> AsyncIterator[Desk]:
    """Sam's page, with a command that is offered everywhere."""
    await api("PUT", f"{api.app}/commands", [COMMAND, {"name": "Quote this", "type": 3}])
    async with Page(playground) as page:
        yield Desk(page, api)


def direct(playground: Playground, member: int = seed.SAM) -> int:
    return playground.world.direct_channel(playground.world.state.members[member]).id


# What the bot is told


async def test_an_interaction_says_in_which_place_it_began(desk: Desk, playground: Playground) -> None:
    sam = str(seed.SAM)
    told = {
        Place.SERVER: (await desk.use(seed.GENERAL))[1],
        Place.DIRECT: (await desk.use(direct(playground)))[1],
        Place.ELSEWHERE: (await desk.use(seed.READINGS))[1],
        Place.GROUP: (await desk.use(seed.STUDY_GROUP))[1],
    }
    assert [each["context"] for each in told.values()] == [0, 1, 0, 2]
    assert [each["channel"]["type"] for each in told.values()] == [0, 1, 0, 3]
    assert [each.get("guild_id") for each in told.values()] == [str(seed.GUILD), None, str(seed.READING_ROOM), None]
    assert [each["authorizing_integration_owners"] for each in told.values()] == [
        {"0": str(seed.GUILD), "1": sam},
        {"0": "0", "1": sam},
        {"1": sam},
        {"1": sam},
    ]
    for place in (Place.DIRECT, Place.GROUP):
        assert told[place]["user"]["id"] == sam
        assert not {"guild", "guild_id", "member"} & told[place].keys()
    away = told[Place.ELSEWHERE]
    assert away["guild"] == {"id": str(seed.READING_ROOM), "locale": "en-US", "features": []}
    assert away["channel"]["guild_id"] == str(seed.READING_ROOM)
    assert (away["member"]["user"]["id"], away["member"]["roles"]) == (sam, [])
    assert all(each["attachment_size_limit"] for each in told.values())
    may = {place: Permission(int(each["app_permissions"])) for place, each in told.items()}
    assert Permission.VIEW_CHANNEL in may[Place.SERVER]
    assert may[Place.ELSEWHERE] == (
        Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.USE_EXTERNAL_EMOJIS
    ), "no more than Sam may, who may not mention everyone"
    assert Permission.MENTION_EVERYONE in may[Place.DIRECT]


async def test_what_is_pressed_came_by_whoever_brought_the_message(desk: Desk, playground: Playground) -> None:
    interaction, _ = await desk.use(seed.READINGS)
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "More", "custom_id": "more"}]}
    await desk.api.answer(interaction, 4, {"content": "Here", "components": [row]})
    message = await desk.page.message(lambda each: each["text"] == "Here")
    async with Page(playground, seed.ADA) as ada:
        assert (await ada.press(message, "more"))["ok"]
    pressed, payload = desk.last()
    assert payload["authorizing_integration_owners"] == {"1": str(seed.SAM)}
    assert payload["member"]["user"]["id"] == str(seed.ADA)
    metadata = payload["message"]["interaction_metadata"]
    assert (metadata["user"]["id"], metadata["authorizing_integration_owners"]) == (
        str(seed.SAM),
        {"1": str(seed.SAM)},
    )
    await desk.api.answer(pressed, 9, {"title": "More", "custom_id": "form", "components": [ASKING]})
    field = {"type": 4, "custom_id": "what", "value": "this"}
    label = {"type": 18, "component": field}
    async with Page(playground, seed.ADA) as ada:
        form = {"interaction": str(pressed.id), "custom_id": "form", "components": [label]}
        assert (await ada.ask("modal", **form))["ok"]
    assert desk.last()[1]["authorizing_integration_owners"] == {"1": str(seed.SAM)}


ASKING = {"type": 18, "label": "What", "component": {"type": 4, "custom_id": "what", "style": 1}}


async def test_what_the_bot_said_by_itself_in_direct_messages_is_answered_there(
    desk: Desk, playground: Playground
) -> None:
    channel = direct(playground)
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
    await desk.api.say({"content": "It is time", "components": [row]}, channel)
    message = await desk.page.message()
    await desk.page.event("unread", lambda frame: frame["mentions"] == {str(channel): 1})
    assert (await desk.page.press(message, "go"))["ok"]
    interaction, payload = desk.last()
    assert (payload["context"], payload["authorizing_integration_owners"]) == (1, {"0": "0"})
    assert (await desk.api.answer(interaction, 4, {"content": "For you", "flags": 64}))[0] == 204
    assert (await desk.page.message(lambda each: each["text"] == "For you"))["ephemeral"]


async def test_a_menu_on_a_message_elsewhere_brings_the_message_along(desk: Desk, playground: Playground) -> None:
    await desk.page.ask("say", channel=str(seed.SMALL_TALK), text="One score for all")
    said = await desk.page.message()
    menu = desk.page.command_id("Quote this")
    await desk.page.ask("context", channel=str(seed.SMALL_TALK), command=menu, target=said["id"])
    data = desk.last()[1]["data"]
    assert data["resolved"]["messages"][said["id"]]["content"] == "One score for all"


async def test_nothing_of_another_place_is_resolved(desk: Desk, playground: Playground, api: Api) -> None:
    kinds = {"who": 6, "what": 7, "role": 8}
    options = [{"name": name, "type": kind, "description": name} for name, kind in kinds.items()]
    await api("PUT", f"{api.app}/commands", [COMMAND | {"options": options}])

    async def chosen(channel: int, **options: int) -> bool:
        return (await desk.page.use("explain", channel, **{key: str(each) for key, each in options.items()}))["ok"]

    assert await chosen(seed.READINGS, what=seed.SMALL_TALK, who=seed.ADA)
    resolved = desk.last()[1]["data"]["resolved"]
    assert resolved["members"][str(seed.ADA)]["roles"] == []
    assert resolved["channels"][str(seed.SMALL_TALK)]["guild_id"] == str(seed.READING_ROOM)
    assert not await chosen(seed.READINGS, what=seed.GENERAL)
    assert not await chosen(seed.GENERAL, what=seed.READINGS)
    assert not await chosen(seed.READINGS, role=seed.FACILITATORS)
    assert await chosen(direct(playground), who=seed.SAM)
    assert "members" not in desk.last()[1]["data"]["resolved"]


async def test_the_gateway_tells_nothing_of_places_without_the_bot_but_what_it_is_asked(
    desk: Desk, playground: Playground
) -> None:
    async with aiohttp.ClientSession() as session:
        client = Client(await session.ws_connect(playground.gateway), playground.token)
        await client.receive()
        await client.identify(GUILDS | MESSAGES | DIRECT_MESSAGES)
        for channel in (seed.READINGS, seed.STUDY_GROUP):
            await desk.page.ask("say", channel=str(channel), text="Among us")
            playground.world.save_channel(playground.world.state.channels[channel])
            interaction, _ = await desk.use(channel)
            await desk.api.answer(interaction, 4, {"content": "Answered"})
        playground.world.direct_channel(playground.world.state.members[seed.JUN])
        await desk.page.ask("say", channel=str(direct(playground)), text="To the bot")
        told = [await client.receive() for _ in range(3)]
    assert [each["t"] for each in told] == ["INTERACTION_CREATE", "INTERACTION_CREATE", "MESSAGE_CREATE"]
    assert (told[2]["d"]["content"], "guild_id" in told[2]["d"]) == ("To the bot", False)


# What the bot may


@pytest.mark.parametrize("channel", [seed.READINGS, seed.STUDY_GROUP])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/messages", None),
        ("POST", "/messages", {"content": "Hello"}),
        ("POST", "/typing", None),
        ("PATCH", "", {"name": "ours"}),
        ("POST", "/threads", {"name": "A thread", "type": 11}),
    ],
)
async def test_the_bot_reaches_nothing_where_it_is_not(
    api: Api, channel: int, method: str, path: str, body: Any
) -> None:
    status, refusal = await api(method, f"/channels/{channel}{path}", body)
    assert (status, refusal["code"]) == (403, 50001)


async def test_the_server_without_the_bot_is_unknown_and_all_in_it_out_of_reach(api: Api) -> None:
    guild = f"/guilds/{seed.READING_ROOM}"
    status, refusal = await api("GET", guild)
    assert (status, refusal["code"]) == (404, 10004)
    for path in ("/channels", "/roles", "/members", f"/members/{seed.SAM}", "/scheduled-events", "/threads/active"):
        status, refusal = await api("GET", guild + path)
        assert (status, refusal["code"]) == (403, 50001)
    assert (await api("PUT", f"{api.app}{guild}/commands", [COMMAND]))[1]["code"] == 50001
    assert [each["name"] for each in (await api("GET", "/users/@me/guilds"))[1]] == ["Film Club"]
    _, channels = await api("GET", f"/guilds/{seed.GUILD}/channels")
    assert [each["name"] for each in channels] == ["general", "film-night", "moderators"]


@pytest.mark.parametrize("channel", [seed.READINGS, seed.STUDY_GROUP])
async def test_what_the_bot_answers_there_can_be_followed_five_times_changed_and_deleted(
    desk: Desk, channel: int
) -> None:
    interaction, _ = await desk.use(channel)
    await desk.api.answer(interaction, 5)
    status, first = await desk.follow(interaction, "What it thought about")
    assert status == 200
    for number in range(5):
        assert (await desk.follow(interaction, f"More, {number}"))[0] == 200
    status, refusal = await desk.follow(interaction, "Too much")
    assert (status, refusal["code"]) == (400, 40094)
    path = f"/webhooks/{seed.BOT}/{interaction.token}/messages"
    assert (await desk.api("PATCH", f"{path}/@original", {"content": "Changed"}))[0] == 200
    await desk.page.message(lambda each: each["text"] == "Changed")
    assert (await desk.api("DELETE", f"{path}/{first['id']}"))[0] == 204
    assert (await desk.api("GET", f"{path}/@original"))[1]["code"] == 10008


@pytest.mark.parametrize("place", [Place.SERVER, Place.DIRECT])
async def test_where_the_bot_is_its_answers_have_no_such_limit(
    desk: Desk, playground: Playground, place: Place
) -> None:
    interaction, _ = await desk.use(seed.GENERAL if place is Place.SERVER else direct(playground))
    await desk.api.answer(interaction, 4, {"content": "Answered"})
    for number in range(7):
        assert (await desk.follow(interaction, f"More, {number}"))[0] == 200


async def test_where_members_may_not_use_their_own_apps_every_answer_is_private(desk: Desk) -> None:
    channel = desk.world.state.channels[seed.READINGS]
    channel.overwrites.append(Overwrite(seed.READING_ROOM, 0, deny=Permission.USE_EXTERNAL_APPS))
    interaction, _ = await desk.use(seed.READINGS)
    _, answered = await desk.api(
        "POST",
        f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=true",
        {"type": 4, "data": {"content": "For all to see"}},
    )
    assert answered["interaction"]["response_message_ephemeral"]
    assert (await desk.page.message())["ephemeral"]


# Who sees what


async def test_each_member_has_direct_messages_of_their_own(playground: Playground, api: Api) -> None:
    async with Page(playground) as sam, Page(playground, seed.ADA) as ada:
        own = {page.member: _direct(await page.event("state")) for page in (sam, ada)}
        assert own[seed.SAM]["id"] != own[seed.ADA]["id"]
        assert own[seed.SAM]["people"] == [str(seed.SAM), str(seed.BOT)]
        await api.say({"content": "Only to Sam"}, int(own[seed.SAM]["id"]))
        await sam.message()
        assert (await ada.ask("say", channel=own[seed.SAM]["id"], text="Me too"))["message"] == (
            "That channel is not here."
        )
        await ada.ask("become", member=str(seed.JUN))
        jun = await ada.event("state", lambda frame: frame["me"] == str(seed.JUN))
        assert _direct(jun)["people"] == [str(seed.JUN), str(seed.BOT)]
        assert "Only to Sam" not in str(ada.frames)


def _direct(state: dict[str, Any]) -> dict[str, Any]:
    [found] = [each for each in state["channels"] if each["place"] == Place.DIRECT]
    return found


async def test_a_group_is_seen_by_its_people_alone(playground: Playground) -> None:
    async with Page(playground, seed.FARID) as farid, Page(playground, seed.JUN) as jun:
        await jun.ask("say", channel=str(seed.STUDY_GROUP), text="Only us")
        await jun.message()
        assert str(seed.STUDY_GROUP) not in [each["id"] for each in (await farid.event("state"))["channels"]]
        assert not (await farid.ask("say", channel=str(seed.STUDY_GROUP), text="And me"))["ok"]


async def test_nobody_but_its_owner_has_rights_of_their_own_in_the_other_server(playground: Playground) -> None:
    world = playground.world
    channel = world.state.channels[seed.READINGS]
    for member in (seed.MIRA, seed.FARID, seed.SAM):
        assert Permission.MANAGE_MESSAGES not in world.permissions(member, channel)
    assert Permission.MANAGE_MESSAGES in world.permissions(seed.ADA, channel)
    assert world.permissions(seed.BOT, channel) == Permission(0)


async def test_what_is_unread_elsewhere_is_counted_as_anywhere(playground: Playground) -> None:
    async with Page(playground) as sam, Page(playground, seed.ADA) as ada:
        await ada.ask("say", channel=str(seed.READINGS), text=f"<@{seed.SAM}>, have you read it?")
        counts = await sam.event("unread", lambda frame: frame["unread"] == {str(seed.READINGS): 1})
        assert counts["mentions"] == {str(seed.READINGS): 1}
        await sam.ask("read", channel=str(seed.READINGS))
        await sam.event("unread", lambda frame: frame["unread"] == {})


# What stays


async def test_every_place_is_as_it_was_after_a_restart(tmp_path: Path) -> None:
    texts = {}
    async with Playground(tmp_path, port=0) as first, Page(first) as sam:
        for channel in (direct(first), seed.READINGS, seed.STUDY_GROUP):
            await sam.ask("say", channel=str(channel), text=f"Said in {channel}")
            texts[str(channel)] = [f"Said in {channel}"]
    async with Playground(tmp_path, port=0) as second, Page(second) as sam:
        state = await sam.event("state")
        assert {place: [each["text"] for each in kept] for place, kept in state["messages"].items()} == texts


async def test_a_playground_that_had_one_server_gets_the_other_and_loses_nothing(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as first:
        state = first.world.state
        channel = direct(first)
        first.world.save_message(Message(first.world.new_id(), channel, seed.BOT, "From before"))
        state.elsewhere = None
        for gone in (seed.READINGS, seed.SMALL_TALK, seed.STUDY_GROUP):
            del state.channels[gone]
    async with Playground(tmp_path, port=0) as second, Page(second) as sam:
        shown = await sam.event("state")
        assert [each["name"] for each in shown["servers"]] == ["Film Club", "Reading Room"]
        assert shown["messages"][str(channel)][0]["text"] == "From before"
        assert (await sam.ask("say", channel=str(seed.READINGS), text="New here"))["ok"]


def test_a_message_that_no_interaction_brought_is_the_servers() -> None:
    state = seed.film_club("Bee", 0)
    message = Message(1, seed.GENERAL, seed.BOT)
    assert places.owners_on(state, message) == {"0": str(seed.GUILD)}
