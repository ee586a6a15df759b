"""Before and after: the matrix, what it may tell, and how pairs come about."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.packs.format.activities import PackPoll
from bot.polls.cards import poll_card
from bot.polls.draft_store import draft_of_pack
from bot.polls.drafts import Edit
from bot.polls.pairs import FEWEST_LINKED_ANONYMOUS, shift
from bot.polls.rules import Phase, State
from bot.polls.terms import Secrecy, Visibility
from bot.polls.views import View
from tests.polls.room import CHANNEL, FARID, GUILD, MIRA, SAM, Room

links_of = st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 2)), st.integers(0, 6))


def test_who_kept_moved_came_and_went() -> None:
    links = Counter({(0, 0): 3, (1, 1): 1, (0, 1): 2})
    told = shift(links, 3, before=6, after=7, anonymous=False)
    assert (told.kept, told.moved, told.new, told.gone) == (4, 2, 1, 0)
    assert told.cells == ((3, 2, 0), (0, 1, 0), (0, 0, 0))
    assert told.moves == ((0, 1, 2),)


@pytest.mark.parametrize(("anonymous", "needed"), [(False, 5), (True, 10)])
def test_too_few_in_both_polls_tell_nothing(anonymous: bool, needed: int) -> None:
    told = shift({(0, 0): needed - 1}, 2, 50, 50, anonymous=anonymous)
    assert (told.cells, told.kept, told.moved, told.new, told.gone, told.moves) == (None, None, None, None, None, ())
    assert told.needed == needed
    assert shift({(0, 0): needed}, 2, 50, 50, anonymous=anonymous).cells


@given(links_of, st.integers(0, 5), st.integers(0, 5))
def test_the_numbers_of_a_pair_that_is_not_anonymous_add_up(
    links: dict[tuple[int, int], int], gone: int, new: int
) -> None:
    linked = sum(links.values())
    told = shift(links, 3, linked + gone, linked + new, anonymous=False)
    if linked >= 5:
        assert told.cells
        assert (told.kept, told.new, told.gone) == (sum(links.get((n, n), 0) for n in range(3)), new, gone)
        assert (told.kept or 0) + (told.moved or 0) == linked
        assert sum(members for *_, members in told.moves) == told.moved


@given(
    st.dictionaries(st.tuples(st.integers(0, 1), st.integers(0, 1)), st.integers(0, 6)),
    st.lists(st.integers(0, 2), min_size=2, max_size=2),
    st.lists(st.integers(0, 2), min_size=2, max_size=2),
)
def test_no_small_cell_of_an_anonymous_pair_can_be_computed(
    links: dict[tuple[int, int], int], gone: list[int], new: list[int]
) -> None:
    """By trying every table that fits all that is public: the shift and the exact totals of both polls.

    From eleven on: of exactly ten, readers know that one fewer would not be shown.
    """
    before = [sum(links.get((a, b), 0) for b in range(2)) + gone[a] for a in range(2)]
    after = [sum(links.get((a, b), 0) for a in range(2)) + new[b] for b in range(2)]
    told = shift(links, 2, sum(before), sum(after), anonymous=True)
    if told.cells is None or sum(links.values()) == FEWEST_LINKED_ANONYMOUS:
        return
    possible: dict[tuple[int, int], set[int]] = {}
    cells = told.cells
    unknown = [(a, b) for a in range(2) for b in range(2) if cells[a][b] is None]
    for guess in itertools.product(range(3), repeat=len(unknown)):
        table = {(a, b): cells[a][b] or 0 for a in range(2) for b in range(2)} | dict(zip(unknown, guess, strict=True))
        rows = [before[a] - sum(table[a, b] for b in range(2)) for a in range(2)]
        columns = [after[b] - sum(table[a, b] for a in range(2)) for b in range(2)]
        if min(rows + columns) < 0 or shift(table, 2, sum(before), sum(after), anonymous=True) != told:
            continue
        for cell, members in zip(unknown, guess, strict=True):
            possible.setdefault(cell, set()).add(members)
    for cell in unknown:
        if links.get(cell, 0) > 0:
            assert len(possible[cell]) > 1, (cell, told, before, after)


async def test_a_pair_from_its_before_poll_to_the_shift(room: Room) -> None:
    before = await room.poll(phase=Phase.BEFORE, not_sure=True)
    for member, choice in enumerate([0, 0, 0, 1, 1, 2]):
        await room.vote(before, member, choice)
    await room.vote(before, 6)  # not sure
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID, question="And now?")
    after = asked.poll
    assert asked.closed
    assert (asked.closed.id, asked.closed.state) == (before.id, State.CLOSED)
    assert (after.question, after.options, after.phase, after.before_id) == (
        "And now?",
        before.options,
        Phase.AFTER,
        before.id,
    )
    with pytest.raises(Refusal, match="#2, the after poll, is still open"):
        await room.polls.shift(GUILD, before.id)
    for member, choice in enumerate([0, 0, 1, 1, 0]):
        await room.vote(after, member, choice)
    await room.vote(after, 6)  # not sure
    await room.vote(after, 7, 2)
    await room.polls.close(GUILD, after.id, FARID)
    found, shifted = await room.polls.shift(GUILD, before.id)
    assert found.id == after.id
    assert (shifted.kept, shifted.moved, shifted.new, shifted.gone) == (4, 2, 1, 1)
    assert shifted.cells == ((2, 1, 0, 0), (1, 1, 0, 0), (0, 0, 0, 0), (0, 0, 0, 1))
    room.clock.go(days=31)
    while await room.work():
        pass
    assert await room.rows("ballots") == 0
    assert (await room.polls.shift(GUILD, before.id))[1] == shifted


async def test_what_cannot_be_asked_again_says_why(room: Room) -> None:
    plain, scored = await room.poll(), await room.poll(kind="score")
    secret = await room.poll(secrecy=Secrecy.ANONYMOUS)
    with pytest.raises(Refusal, match="compares one answer with one"):
        await room.polls.ask_again(GUILD, scored.id, channel_id=CHANNEL, by=FARID)
    with pytest.raises(Refusal, match="promises that its ballots go when it closes"):
        await room.polls.ask_again(GUILD, secret.id, channel_id=CHANNEL, by=FARID)
    with pytest.raises(Refusal, match="Only the member who made poll #1"):
        await room.polls.ask_again(GUILD, plain.id, channel_id=CHANNEL, by=SAM)
    with pytest.raises(Refusal, match="Press `Ask again after the film` on its card first"):
        await room.polls.shift(GUILD, plain.id)
    asked = await room.polls.ask_again(GUILD, plain.id, channel_id=CHANNEL, by=FARID)
    with pytest.raises(Refusal, match=f"#1 has been asked again already: #{asked.poll.number}"):
        await room.polls.ask_again(GUILD, plain.id, channel_id=CHANNEL, by=FARID)
    with pytest.raises(Refusal, match="is the after poll of a pair already"):
        await room.polls.ask_again(GUILD, asked.poll.id, channel_id=CHANNEL, by=FARID)
    with pytest.raises(Refusal, match=r"#2 has not been asked again after the film\.$"):
        await room.polls.shift(GUILD, scored.id)


async def test_anybody_who_may_make_polls_asks_a_closed_one_again(room: Room) -> None:
    before = await room.poll()
    await room.polls.close(GUILD, before.id, FARID)
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=SAM)
    assert (asked.closed, asked.poll.creator_id) == (None, SAM.id)


async def test_the_ballots_of_an_unnamed_before_poll_wait_for_an_open_after_poll(room: Room) -> None:
    before = await room.poll()
    for member in range(6):
        await room.vote(before, member, 0)
    await room.polls.close(GUILD, before.id, FARID)
    room.clock.go(days=29)
    closes_at = room.clock.now() + timedelta(days=5)
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID, closes_at=closes_at)
    for member in range(6):
        await room.vote(asked.poll, member, 0)
    room.clock.go(days=3)
    while await room.work():
        pass
    await room.polls.close(GUILD, asked.poll.id, MIRA)
    assert (await room.polls.shift(GUILD, before.id))[1].kept == 6


async def test_a_poll_becomes_a_pair_while_that_breaks_no_promise(room: Room) -> None:
    poll = await room.poll()
    await room.vote(poll, 7, 0)
    assert (await room.polls.make_pair(GUILD, poll.id, FARID)).phase is Phase.BEFORE
    with pytest.raises(Refusal, match="Only the member who made"):
        await room.polls.make_pair(GUILD, poll.id, SAM)


async def test_v12_whether_an_anonymous_poll_may_become_a_pair_tells_nothing_of_its_votes(room: Room) -> None:
    poll = await room.poll(secrecy=Secrecy.ANONYMOUS)
    said: list[str] = []
    for votes in (0, 1, 7):
        for member in range(votes):
            await room.vote(poll, member, 0)
        with pytest.raises(Refusal, match="choose `Asked again after the film` in its draft") as refused:
            await room.polls.make_pair(GUILD, poll.id, FARID)
        said.append(str(refused.value))
        assert not [part for part in card_of(await room.polls.show(GUILD, poll.id)) if "again" in part]
    assert len(set(said)) == 1
    marked = await room.poll(secrecy=Secrecy.ANONYMOUS, phase=Phase.BEFORE)
    assert (await room.polls.make_pair(GUILD, marked.id, FARID)).phase is Phase.BEFORE
    assert [part for part in card_of(await room.polls.show(GUILD, marked.id)) if "again" in part]


def card_of(view: View) -> list[str]:
    """The custom ids on a poll's card."""
    return [str(getattr(part, "custom_id", "")) for part in poll_card(view).walk_children()]


async def test_the_options_of_a_complete_pair_stay(room: Room) -> None:
    before = await room.poll()
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)
    with pytest.raises(Refusal, match="so that answers compare"):
        await room.polls.edit(GUILD, asked.poll.id, Edit(options=("A", "B")), FARID)


PAIR = PackPoll(
    id="how-sure", question="How sure are you?", kind="scale", labels=("Not", "Half", "Fully"), not_sure=True, pair=True
)
ONCE = PackPoll(id="who", question="Who?", options=("A", "B"), ballots="named", results="live")


async def test_a_pack_poll_brings_its_rules_and_its_after_poll_finds_the_latest_before(room: Room) -> None:
    draft = draft_of_pack(PAIR, "pack/how-sure", None)
    assert (draft.options, draft.kind, draft.phase, draft.not_sure) == (PAIR.labels, "scale", Phase.BEFORE, True)
    with pytest.raises(Refusal, match="Post it with `phase: before` first"):
        await room.polls.latest_before(GUILD, "pack/how-sure")
    polls = [await room.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID) for _ in range(2)]
    assert (await room.polls.latest_before(GUILD, "pack/how-sure")).id == polls[1].id
    with pytest.raises(Refusal):
        await room.polls.latest_before(GUILD + 1, "pack/how-sure")


def test_a_pack_poll_that_is_no_pair_has_no_phase() -> None:
    draft = draft_of_pack(ONCE, "pack/who", None)
    assert (draft.phase, draft.secrecy, draft.visibility) == (None, Secrecy.NAMED, Visibility.LIVE)
    with pytest.raises(Refusal, match="`phase`: this poll is asked once"):
        draft_of_pack(ONCE, "pack/who", Phase.AFTER)
