"""Watching alone outside of servers: what is kept is the member's own, and prompts come where it goes on."""

from bot.chat.cards import Card
from bot.chat.messenger import LostError
from bot.chat.place import NO_SERVER
from bot.viewings.joining.cards import where_card
from bot.viewings.joining.service import Presence
from bot.viewings.moves import Decision, Move, Request
from bot.viewings.posting.posts import What
from bot.viewings.rules import Viewing
from tests.viewings.evening import BEN, GUILD, Evening, hive_programme


async def begun(evening: Evening, *, direct: bool) -> Viewing:
    """A film that runs for somebody outside of servers."""
    started = await evening.viewings.start_solo(
        hive_programme(), guild_id=NO_SERVER, by=BEN, now=evening.now, direct=direct
    )
    request = Request(move=Move.START_FILM, by=BEN, decided=Decision.LEAVE)
    return (await evening.viewings.move(NO_SERVER, started.viewing.id, request, evening.now)).viewing


async def test_a_prompt_comes_by_itself_and_is_answered_right_there(evening: Evening) -> None:
    viewing = await begun(evening, direct=True)
    evening.clock.go(minutes=6)
    [sent] = await evening.post_all()
    assert (sent.what, sent.member_id, sent.channel_id) == (What.PROMPT, BEN.id, None)
    drawn = ids(evening, sent.message_id)
    assert f"watch-answer:{viewing.id}:{sent.place}" in drawn
    assert any(each.endswith(f":{Move.NEXT}") for each in drawn)
    assert await evening.post_all() == []


async def test_of_prompts_that_come_at_once_the_newest_has_what_moves_the_film(evening: Evening) -> None:
    viewing = await begun(evening, direct=True)
    evening.clock.go(hours=1)
    sent = await evening.post_all()
    assert len(sent) > 1
    for each in sent:
        assert f"watch-answer:{viewing.id}:{each.place}" in ids(evening, each.message_id)
    moving = [any(name.endswith(f":{Move.FINISH}") for name in ids(evening, each.message_id)) for each in sent]
    assert moving == [False] * (len(sent) - 1) + [True]


async def test_nothing_comes_by_itself_to_who_did_not_ask_for_it(evening: Evening) -> None:
    await begun(evening, direct=False)
    evening.clock.go(minutes=6)
    assert await evening.post_all() == []


async def test_who_takes_no_direct_messages_goes_on_with_next(evening: Evening) -> None:
    viewing = await begun(evening, direct=True)
    evening.heard.fails[BEN.id] = LostError("no direct messages.")
    evening.clock.go(minutes=6)
    await evening.post_all()
    status = await evening.viewings.get(NO_SERVER, viewing.id, BEN.id, evening.now)
    assert not status.viewing.direct


async def test_where_we_are_leads_back_to_the_card_and_to_no_thread(evening: Evening) -> None:
    viewing = await begun(evening, direct=True)
    evening.clock.go(minutes=6)
    await evening.post_all()
    found = await Presence(evening.db).whereabouts(NO_SERVER, viewing.id, BEN.id, evening.now)
    assert found.newest_message_id
    card = where_card(found, evening.now)
    assert f"watch-card:{viewing.id}" in custom_ids(card)
    assert "The newest prompt" not in [getattr(each, "label", None) for each in card.walk_children()]


async def test_one_viewing_runs_in_each_server_and_one_outside_of_them(evening: Evening) -> None:
    outside, inside = await begun(evening, direct=False), await evening.solo()
    here = await evening.viewings.here(NO_SERVER, 7, BEN.id, evening.now)
    there = await evening.viewings.here(GUILD, 7, BEN.id, evening.now)
    assert (here.viewing.id, there.viewing.id) == (outside.id, inside.id)


def ids(evening: Evening, message_id: int) -> list[str]:
    """The custom ids on the card of a message."""
    return custom_ids(evening.heard.cards[message_id])


def custom_ids(card: Card) -> list[str]:
    """The custom ids of all controls on a card."""
    return [name for each in card.walk_children() if (name := getattr(each, "custom_id", None))]
