"""The world keeps its rules without any server: permissions, visibility, and what is kept."""

import pytest

from playground import permissions, seed, snowflakes
from playground.events import Event, MessageGone, MessageSaved
from playground.model import Channel, ChannelKind, Message, Overwrite
from playground.permissions import Permission
from playground.world import KEPT_PER_CHANNEL, World


@pytest.fixture
def world() -> World:
    return World(seed.film_club("Bee", permissions.INVITED_BOT))


def test_every_playground_has_the_same_ids() -> None:
    first, second = (seed.film_club("Bee", permissions.INVITED_BOT) for _ in range(2))
    assert (first.guild, first.roles, first.channels) == (second.guild, second.roles, second.channels)
    assert first.members.keys() == second.members.keys()


def test_ids_only_grow_and_carry_their_moment(world: World) -> None:
    ids = [world.new_id() for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert snowflakes.moment(snowflakes.at(1_700_000_000_123)) == 1_700_000_000_123


@pytest.mark.parametrize(
    ("member", "sees", "manages"),
    [(seed.MIRA, True, True), (seed.FARID, False, False), (seed.SAM, False, False), (seed.BOT, True, False)],
)
def test_the_moderators_channel_is_theirs_and_the_bots(world: World, member: int, sees: bool, manages: bool) -> None:
    granted = world.permissions(member, world.state.channels[seed.MODERATORS_ONLY])
    assert (Permission.VIEW_CHANNEL in granted) is sees
    assert (Permission.MANAGE_MESSAGES in granted) is manages


def test_an_own_overwrite_is_stronger_than_a_roles_and_a_roles_than_everyones(world: World) -> None:
    channel = world.state.channels[seed.GENERAL]
    channel.overwrites = [Overwrite(seed.GUILD, 0, deny=Permission.SEND_MESSAGES)]
    assert not world.may_send(seed.FARID, channel)
    channel.overwrites.append(Overwrite(seed.FACILITATORS, 0, allow=Permission.SEND_MESSAGES))
    assert world.may_send(seed.FARID, channel)
    channel.overwrites.append(Overwrite(seed.FARID, 1, deny=Permission.SEND_MESSAGES))
    assert not world.may_send(seed.FARID, channel)
    assert not world.may_send(seed.SAM, channel)


def test_an_administrator_may_everything_everywhere(world: World) -> None:
    world.state.roles[seed.FACILITATORS].permissions = Permission.ADMINISTRATOR
    assert world.permissions(seed.FARID, world.state.channels[seed.MODERATORS_ONLY]) == permissions.ALL


def test_a_thread_is_seen_by_whom_its_channel_is_seen_by(world: World) -> None:
    thread = Channel(world.new_id(), ChannelKind.PUBLIC_THREAD, "Plans", parent=seed.MODERATORS_ONLY)
    world.save_channel(thread)
    assert world.may_see(seed.MIRA, thread)
    assert not world.may_see(seed.SAM, thread)


def test_a_private_message_is_its_readers_alone(world: World) -> None:
    message = Message(world.new_id(), seed.GENERAL, seed.BOT, "x", reader=seed.SAM)
    world.save_message(message)
    readers = [each for each in world.state.members if world.may_read(each, message)]
    assert readers == [seed.SAM]
    assert world.unread(seed.SAM) == {}


def test_a_channel_keeps_its_newest_messages(world: World) -> None:
    gone: list[Event] = []
    world.subscribe(lambda event: gone.append(event) if isinstance(event, MessageGone) else None)
    made = [Message(world.new_id(), seed.GENERAL, seed.SAM, str(number)) for number in range(KEPT_PER_CHANNEL + 3)]
    for message in made:
        world.save_message(message)
    assert world.messages(seed.GENERAL) == made[3:]
    assert [event.message for event in gone if isinstance(event, MessageGone)] == made[:3]


def test_a_message_is_new_once(world: World) -> None:
    told: list[bool] = []
    world.subscribe(lambda event: told.append(event.new) if isinstance(event, MessageSaved) else None)
    message = Message(world.new_id(), seed.GENERAL, seed.SAM, "x")
    world.save_message(message)
    world.edit_message(message)
    assert told == [True, False]
    assert message.edited is not None


def test_the_bot_has_just_come_to_a_new_playground() -> None:
    members = seed.film_club("Bee", permissions.INVITED_BOT).members
    assert members[seed.BOT].joined > max(each.joined for each in members.values() if not each.bot)
