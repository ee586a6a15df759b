"""A viewing as a post of a forum: its first message, its tag, and a try whose answer was lost."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.messenger import BlockedError, LostError
from bot.outbox.jobs import Job
from bot.threads.opening import OpenPost
from bot.threads.places import tag_for, usable_tags
from bot.viewings.cards import said_card
from tests.viewings.evening import ADA, GUILD, START, Evening, Heard, hive_programme

FILM, STAFF, BOOK = (SimpleNamespace(id=1, moderated=False), SimpleNamespace(id=2, moderated=True),
                     SimpleNamespace(id=3, moderated=False))  # fmt: skip
HEAD = said_card("the head card")


def forum(*tags: Any, demands: bool = True, manages: bool = False) -> Any:
    granted = SimpleNamespace(manage_threads=manages)
    return SimpleNamespace(
        id=50,
        available_tags=list(tags),
        flags=SimpleNamespace(require_tag=demands),
        guild=SimpleNamespace(id=GUILD, me=None),
        permissions_for=lambda _: granted,
    )


class Forum(Heard):
    """Discord's side of a forum."""

    def __init__(self, *, takes_cards: bool = True, found: Any = None) -> None:
        super().__init__()
        self.takes_cards = takes_cards
        self.found = found
        self.begun: list[dict[str, Any]] = []

    async def begin_post(self, forum: Any, name: str, tag_id: int | None, **first: Any) -> tuple[int, int]:
        del forum
        if first.get("view") is HEAD and not self.takes_cards:
            raise BlockedError("Discord did not accept it.")
        self.begun.append({"name": name, "tag": tag_id, **first})
        return 70, 71

    async def find_post(self, forum: Any, custom_id: str, since: Any) -> Any:
        del forum, custom_id
        assert since < START
        return self.found


async def opened(evening: Evening, channels: Forum, place: Any, *, tried: bool = False) -> tuple[int, int | None]:
    viewing = await evening.group()

    async def noted(*_: Any) -> None:
        """Nothing is noted."""

    errand = OpenPost(
        channels=channels,
        forum=place,
        beginning=evening.delivery.beginning_of(viewing),
        head=HEAD,
        mark="watch-join:1",
        opened=noted,
        when_lost=noted,
    )
    began = START if tried else None
    return await errand.run(Job(kind="viewings.opening", guild_id=GUILD, key="", line="", first_tried_at=began))


def test_p11_tags_for_moderators_are_given_only_by_who_manages_threads() -> None:
    assert [tag.id for tag in usable_tags(forum(FILM, STAFF, BOOK))] == [1, 3]
    assert [tag.id for tag in usable_tags(forum(FILM, STAFF, BOOK, manages=True))] == [1, 2, 3]


@pytest.mark.parametrize(
    ("place", "chosen", "tag"),
    [
        (forum(FILM, BOOK), 3, 3),
        (forum(FILM, BOOK), 9, 1),
        (forum(FILM, BOOK), None, 1),
        (forum(FILM, BOOK, demands=False), None, None),
        (forum(STAFF), 2, None),
    ],
    ids=["the chosen one", "it was deleted", "only one", "none is demanded", "none may be given"],
)
def test_p11_a_post_has_the_tag_that_was_chosen_or_one_that_the_forum_takes(
    place: Any, chosen: int | None, tag: int | None
) -> None:
    assert tag_for(place, chosen) == tag


async def test_the_first_message_of_a_post_is_the_head_card(evening: Evening) -> None:
    channels = Forum()
    assert await opened(evening, channels, forum(FILM)) == (70, 71)
    assert channels.begun == [{"name": "The Hive", "tag": 1, "view": HEAD}]


async def test_where_discord_takes_no_card_there_it_is_plain_text_with_join(evening: Evening) -> None:
    channels = Forum(takes_cards=False)
    assert await opened(evening, channels, forum(FILM)) == (70, None)
    [first] = channels.begun
    assert "We watch this together here" in first["content"]
    assert [child.label for child in first["view"].children] == ["Join"]


@pytest.mark.parametrize(("cards", "head_id"), [(True, 81), (False, None)], ids=["with the card", "with plain text"])
async def test_c04_p11_a_post_whose_answer_was_lost_is_found_and_not_opened_twice(
    evening: Evening, cards: bool, head_id: int | None
) -> None:
    flags = SimpleNamespace(components_v2=cards)
    channels = Forum(found=SimpleNamespace(id=81, channel=SimpleNamespace(id=80), flags=flags))
    assert await opened(evening, channels, forum(FILM), tried=True) == (80, head_id)
    assert channels.begun == []


async def test_a_try_that_left_nothing_is_made_again(evening: Evening) -> None:
    channels = Forum()
    assert await opened(evening, channels, forum(FILM), tried=True) == (70, 71)
    assert len(channels.begun) == 1


async def test_p05_p11_a_forum_that_demands_a_tag_that_is_not_there_is_said_to(evening: Evening) -> None:
    viewing = (
        await evening.viewings.start_group(hive_programme(), guild_id=GUILD, channel_id=10, by=ADA, now=evening.now)
    ).viewing
    evening.heard.fails[10] = LostError("the forum demands a tag, and there is none that I may use.", 40067)
    await evening.post_all()
    assert "demands a tag" in ((await evening.stands(viewing)).viewing.orphaned or "")
