"""What a member keeps comes back when it is due, follows its pack, and is theirs alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.database import Database, open_database
from bot.database.retention import export
from bot.errors import Refusal
from bot.packs.format.model import Claim, Pack, Verdict
from bot.packs.shelf.shelves import ServerPack, Shelves
from bot.quizzes.items.finding import find_item, items_of, items_to_learn_of
from bot.quizzes.retention import KEEPER
from bot.quizzes.review import store
from bot.quizzes.review.model import Place, Schedule
from bot.quizzes.review.rules import A_DAY, MOST, after_answer, next_reminder
from bot.quizzes.review.service import NOT_THERE, Review
from bot.quizzes.review.views import Session
from tests.budgets import budget
from tests.polls.room import Clock
from tests.quizzes.packs import made_up, shipped

MEMBER, OTHER, GUILD, ELSEWHERE = 11, 12, 100, 200
CLUB = Place(GUILD, "UTC")
DIRECT = Place()
DAY = timedelta(days=1)


class Desk:
    """A member's review of packs that a server may change."""

    def __init__(self, db: Database, clock: Clock, *packs: Pack) -> None:
        self.clock = clock
        self.shelves = Shelves(packs or shipped())
        self.review = Review(db, self.shelves, clock.now)

    def bring(self, pack: Pack | None, guild_id: int = GUILD, off: frozenset[str] = frozenset()) -> None:
        """Let a server have this pack of its own, or none."""
        holding = ServerPack((pack,) if pack else (), off)
        self.shelves.swap(guild_id, holding, self.shelves.built(holding))

    def wait(self, span: timedelta) -> None:
        """Let time pass."""
        self.clock.go(seconds=span.total_seconds())

    async def keep_pack(self, pack: Pack, place: Place = CLUB, member: int = MEMBER) -> int:
        return (await self.review.keep(member, place, items_to_learn_of(pack))).new

    async def next_item(self, place: Place = CLUB, member: int = MEMBER) -> Session:
        return await self.review.next_item(member, place)

    async def answer(self, session: Session, *, knew: bool = True, place: Place = CLUB) -> Session:
        assert session.asked
        kept = session.asked.kept
        return await self.review.answer(MEMBER, place, kept.id, kept.step, knew=knew)

    async def review_all(self, place: Place = CLUB, *, knew: bool = True) -> int:
        """Answer all that comes today; how many items that were."""
        session, count = await self.next_item(place), 0
        while session.asked:
            session, count = await self.answer(session, knew=knew, place=place), count + 1
        return count


@pytest.fixture
def desk(db: Database, clock: Clock) -> Desk:
    return Desk(db, clock)


def of_claims(*verdicts: Verdict, version: int = 1, **more: object) -> Pack:
    """A pack of claims with these verdicts."""
    claims = [
        replace(
            Claim(id=f"c{number}", claim=f"Claim {number}.", verdict=verdict, note=f"Note {number}.", sources=("A1",)),
            **more,
        )
        for number, verdict in enumerate(verdicts)
    ]
    return replace(made_up(0), id="facts", title="Facts", version=f"1.0.{version}", claims=tuple(claims), explainers=(),
                   glossary=(), questions=())  # fmt: skip


async def test_who_keeps_nothing_is_asked_nothing(desk: Desk) -> None:
    session = await desk.next_item()
    assert session == Session(asked=None, done=0, left=0, kept=0)


async def test_what_is_kept_is_due_at_once_and_again_on_a_later_day(desk: Desk) -> None:
    pack = of_claims(Verdict.TRUE)
    desk.bring(pack)
    assert await desk.keep_pack(pack) == 1
    session = await desk.answer(await desk.next_item())
    assert (session.asked, session.done) == (None, 1)
    assert session.next_at
    assert session.next_at > desk.clock.now()
    desk.wait(session.next_at - desk.clock.now())
    assert (await desk.next_item()).asked


async def test_a_fact_is_kept_once_however_often_it_is_kept(desk: Desk) -> None:
    pack = shipped()[0]
    first = await desk.review.keep(MEMBER, CLUB, items_of(pack))
    again = await desk.review.keep(MEMBER, CLUB, items_of(pack))
    assert (again.new, again.known) == (0, first.new)
    assert (await desk.review.keep(MEMBER, Place(ELSEWHERE), items_of(pack))).new == 0
    assert (await desk.review.keep(MEMBER, DIRECT, items_of(pack))).new == 0
    assert (await desk.review.keep(OTHER, DIRECT, items_of(pack))).new == first.new


async def test_at_most_ten_come_a_day_the_oldest_first_and_nobody_is_told_off(desk: Desk) -> None:
    await desk.keep_pack(shipped()[1])
    session = await desk.next_item()
    assert (session.done, session.left) == (0, A_DAY)
    assert await desk.review_all() == A_DAY
    session = await desk.next_item()
    assert (session.asked, session.done, session.left) == (None, A_DAY, 0)
    desk.wait(10 * DAY)
    seen: list[int] = []
    session = await desk.next_item()
    while session.asked:
        seen.append(session.asked.kept.schedule.due_on)
        session = await desk.answer(session)
    assert len(seen) == A_DAY
    assert seen == sorted(seen)


async def test_a_day_turns_by_the_zone_of_where_one_reviews_and_reviewed_last(desk: Desk) -> None:
    desk.wait(timedelta(hours=(22 - desk.clock.now().hour) % 24))
    auckland = Place(GUILD, "Pacific/Auckland")
    await desk.keep_pack(shipped()[1], auckland)
    assert await desk.review_all(auckland) == A_DAY
    assert (await desk.next_item(DIRECT)).done == A_DAY
    assert (await desk.next_item(Place(ELSEWHERE, "UTC"))).done == 0
    desk.wait(timedelta(hours=15))
    assert (await desk.next_item(DIRECT)).left == A_DAY


async def test_what_was_not_known_comes_again_the_next_day(desk: Desk) -> None:
    pack = of_claims(Verdict.TRUE)
    desk.bring(pack)
    await desk.keep_pack(pack)
    session = await desk.answer(await desk.next_item(), knew=False)
    assert session.next_at
    assert session.next_at - desk.clock.now() <= DAY


async def test_a_second_click_on_an_answer_does_nothing(desk: Desk) -> None:
    await desk.keep_pack(shipped()[1])
    session = await desk.next_item()
    assert session.asked
    first = await desk.answer(session)
    again = await desk.answer(session, knew=False)
    assert (first.done, again.done) == (1, 1)
    assert first.asked
    assert again.asked
    assert first.asked.kept == again.asked.kept
    shown = await desk.review.export(MEMBER)
    [kept] = [each.kept for each in shown if each.kept.id == session.asked.kept.id]
    assert kept.schedule == after_answer(session.asked.kept.schedule, kept.schedule.reviewed_on or 0, knew=True)


@pytest.mark.parametrize("act", ["show", "answer"])
async def test_nobody_reaches_what_somebody_else_keeps_or_what_is_gone(desk: Desk, act: str) -> None:
    await desk.keep_pack(shipped()[0])
    session = await desk.next_item()
    assert session.asked
    kept = session.asked.kept
    calls = {
        "show": lambda who, each: desk.review.show(who, CLUB, each),
        "answer": lambda who, each: desk.review.answer(who, CLUB, each, kept.step, knew=True),
    }
    for who, each in ((OTHER, kept.id), (MEMBER, kept.id + 1), (MEMBER, 0)):
        with pytest.raises(Refusal, match="no longer keep this"):
            await calls[act](who, each)
    await desk.review.take_out(OTHER, [kept.id])
    assert await desk.review.show(MEMBER, CLUB, kept.id)
    await desk.review.take_out(MEMBER, [kept.id])
    with pytest.raises(Refusal) as refused:
        await calls[act](MEMBER, kept.id)
    assert str(refused.value) == NOT_THERE


async def test_a_corrected_fact_is_due_at_once_and_tells_what_it_was(desk: Desk) -> None:
    desk.bring(before := of_claims(Verdict.PARTLY, Verdict.TRUE))
    await desk.keep_pack(before)
    await desk.review_all()
    assert (await desk.next_item()).asked is None
    desk.bring(of_claims(Verdict.FALSE, Verdict.TRUE, version=2))
    session = await desk.next_item()
    assert session.asked
    assert session.left == 1
    assert session.asked.corrected
    assert (session.asked.kept.learned, session.asked.item.in_short) == ("partly", "false")
    after = await desk.answer(session)
    assert after.asked is None
    assert [each.corrected for each in await desk.review.export(MEMBER)] == [False, False]


async def test_a_correction_comes_before_a_backlog(desk: Desk) -> None:
    desk.bring(before := of_claims(*[Verdict.TRUE] * 30))
    await desk.keep_pack(before)
    desk.wait(DAY)
    await desk.review_all()
    desk.wait(DAY)
    changed = [Verdict.TRUE] * 29 + [Verdict.FALSE]
    desk.bring(of_claims(*changed, version=2))
    session = await desk.next_item()
    assert session.asked
    assert session.asked.kept.item == "c29/verdict"


async def test_a_rollback_before_the_next_review_leaves_everything_as_it_was(desk: Desk) -> None:
    desk.bring(before := of_claims(Verdict.PARTLY))
    await desk.keep_pack(before)
    await desk.review_all()
    known = await desk.review.export(MEMBER)
    desk.bring(of_claims(Verdict.FALSE, version=2))
    await desk.review.list_kept(MEMBER, CLUB, 0)
    desk.bring(before)
    assert (await desk.next_item()).asked is None
    assert [each.kept for each in await desk.review.export(MEMBER)] == [each.kept for each in known]


async def test_a_rollback_after_it_is_a_correction_too(desk: Desk) -> None:
    desk.bring(before := of_claims(Verdict.PARTLY))
    await desk.keep_pack(before)
    desk.bring(of_claims(Verdict.FALSE, version=2))
    await desk.review_all()
    desk.bring(before)
    session = await desk.next_item()
    assert session.asked
    assert (session.asked.kept.learned, session.asked.item.in_short) == ("false", "partly")


async def test_what_has_left_its_pack_goes_with_one_line(desk: Desk) -> None:
    desk.bring(before := of_claims(Verdict.PARTLY, Verdict.TRUE))
    await desk.keep_pack(before)
    desk.bring(of_claims(Verdict.PARTLY, version=2))
    session = await desk.next_item()
    assert session.gone == ("Claim 1.",)
    assert session.kept == 1
    assert (await desk.next_item()).gone == ()


async def test_what_a_pack_that_is_switched_off_holds_waits_and_loses_nothing(desk: Desk) -> None:
    desk.bring(pack := of_claims(Verdict.PARTLY, Verdict.TRUE))
    await desk.keep_pack(pack)
    session = await desk.next_item()
    desk.bring(pack, off=frozenset({"facts"}))
    waiting = await desk.next_item()
    assert (waiting.asked, waiting.off, waiting.kept) == (None, 2, 2)
    assert session.asked
    with pytest.raises(Refusal, match="not on the shelf at the moment"):
        await desk.answer(session)
    desk.bring(None)
    assert (await desk.next_item()).off == 2
    desk.bring(pack)
    assert (await desk.next_item()).left == 2


async def test_elsewhere_only_what_ships_is_asked_and_the_rest_waits_in_its_server(desk: Desk) -> None:
    desk.bring(own := of_claims(Verdict.PARTLY, Verdict.TRUE))
    await desk.keep_pack(own)
    await desk.keep_pack(shipped()[0])
    for place in (Place(ELSEWHERE, "UTC"), DIRECT):
        session = await desk.next_item(place)
        assert session.elsewhere == ((GUILD, 2),)
        assert session.asked
        assert session.asked.kept.pack_id == shipped()[0].id
    assert (await desk.next_item()).elsewhere == ()


async def test_a_pack_that_a_server_has_in_place_of_a_shipped_one_is_its_own(desk: Desk) -> None:
    ships = shipped()[0]
    await desk.keep_pack(ships)
    desk.bring(replace(ships, version="9.0.0"))
    assert (await desk.next_item()).left == A_DAY
    assert (await desk.next_item(DIRECT)).elsewhere


async def test_there_is_room_for_so_many_items_and_a_sentence_for_more(desk: Desk) -> None:
    big = of_claims(*[Verdict.TRUE] * (MOST + 1))
    with pytest.raises(Refusal, match="room for 5,000"):
        await desk.keep_pack(big)
    with pytest.raises(Refusal, match="can be asked"):
        await desk.review.keep(MEMBER, CLUB, [])


async def test_the_entries_that_the_library_lists_are_those_on_its_own_shelf(desk: Desk) -> None:
    desk.bring(own := of_claims(Verdict.PARTLY, Verdict.TRUE))
    await desk.keep_pack(own)
    assert await desk.review.entries(MEMBER, CLUB, 1) == (["facts/c0"], 2)
    assert await desk.review.entries(MEMBER, DIRECT, 5) == ([], 0)


async def test_the_list_tells_when_each_is_due_page_by_page(desk: Desk) -> None:
    await desk.keep_pack(shipped()[0])
    await desk.review_all()
    first = await desk.review.list_kept(MEMBER, CLUB, 0)
    assert (first.page, len(first.lines)) == (0, 10)
    assert all(line.due_at is None for line in first.lines)
    last = await desk.review.list_kept(MEMBER, CLUB, 99)
    assert last.page == last.pages - 1
    assert all(line.due_at for line in last.lines)


async def test_schedules_are_those_of_fsrs_itself_across_restarts(url: str, clock: Clock) -> None:
    """The library's own cards, fed with the same answers on the same days, stand beside the rows of the database."""
    from fsrs import Card, Rating, Scheduler

    random = Random(6)
    sequences = budget(60, 10_000)  # of a member each 250
    theirs = {f"c{number}/verdict": Card(card_id=number) for number in range(sequences)}
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    pack = of_claims(*[Verdict.TRUE] * sequences)
    packs = [replace(pack, claims=pack.claims[at : at + 250]) for at in range(0, sequences, 250)]
    for _ in range(6):
        clock.go(days=random.choice([1, 1, 2, 5, 30, 200]))
        today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        async with open_database(url) as db:
            desk = Desk(db, clock)
            for number, part in enumerate(packs):
                member = MEMBER + number
                desk.bring(part)
                await desk.review.keep(member, CLUB, items_to_learn_of(part))
                for each in await desk.review.export(member):
                    kept, knew = each.kept, random.random() < 0.7
                    if random.random() < 0.3:
                        continue
                    before = await desk.review.show(member, CLUB, kept.id)
                    assert before.asked
                    assert before.asked.kept == kept
                    await desk.review.answer(member, CLUB, kept.id, kept.step, knew=knew)
                    rating = Rating.Good if knew else Rating.Again
                    theirs[kept.item], _ = scheduler.review_card(theirs[kept.item], rating, today)
                for each in await desk.review.export(member):
                    card, mine = theirs[each.kept.item], each.kept.schedule
                    if card.last_review:
                        assert (mine.stability, mine.difficulty) == (card.stability, card.difficulty)
                        assert mine.due_on == card.due.toordinal()
                        assert mine.reviewed_on == card.last_review.toordinal()


async def test_after_any_updates_and_rollbacks_no_item_shows_an_outdated_verdict(desk: Desk) -> None:
    random = Random(17)
    verdicts = list(Verdict)
    versions = [of_claims(*random.choices(verdicts, k=random.randint(4, 12)), version=at) for at in range(12)]
    desk.bring(versions[0])
    await desk.keep_pack(versions[0])
    learned = {f"c{at}/verdict": claim.verdict for at, claim in enumerate(versions[0].claims)}
    for _ in range(budget(60, 1_000)):
        pack = random.choice(versions)
        desk.bring(pack)
        desk.wait(timedelta(hours=random.choice([1, 30])))
        await desk.keep_pack(pack)
        session, shelf = await desk.next_item(), desk.shelves.of(GUILD)
        for _ in range(random.randint(0, 12)):
            if not session.asked:
                break
            kept, item = session.asked.kept, session.asked.item
            known = {claim.id: claim.verdict for claim in pack.claims}
            assert item.entry is (find_item(shelf, kept.item_id) or item).entry
            assert item.fact[0] == known[item.entry.id]
            if kept.item in learned and learned[kept.item] != item.fact[0]:
                assert session.asked.corrected
            learned[kept.item] = known[item.entry.id]
            session = await desk.answer(session, knew=random.random() < 0.5)
        there = {f"c{at}/verdict" for at in range(len(pack.claims))}
        assert {each.kept.item for each in await desk.review.export(MEMBER)} <= there
        for gone in set(learned) - there:
            del learned[gone]


async def test_a_schedule_of_a_day_before_is_never_reviewed_backwards() -> None:
    """Somebody reviews in Auckland and an hour later in Honolulu, where it is still the day before."""
    there = after_answer(Schedule(due_on=700_000), 700_000, knew=True)
    assert after_answer(there, 699_999, knew=True).reviewed_on == 700_000


async def test_everything_of_a_member_is_deleted_and_nothing_of_others(desk: Desk, db: Database) -> None:
    for member in (MEMBER, OTHER):
        await desk.keep_pack(shipped()[0], member=member)
        await desk.review.remind(member, CLUB, on=True)
    async with db.transaction() as tx:
        assert (await store.about(tx, MEMBER)).keys() == {"items", "reminders"}
        await store.forget_member(tx, MEMBER)
    async with db.read() as tx:
        assert await export(tx, KEEPER, MEMBER) == {}
        assert await export(tx, KEEPER, OTHER)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-28T16:59:59", "2026-03-28T17:00:00"),
        ("2026-03-28T17:00:00", "2026-03-29T16:00:00"),
        ("2026-10-25T17:00:01", "2026-10-26T17:00:00"),
    ],
)
def test_reminders_come_at_six_in_the_evening_of_the_server_also_where_the_clock_is_changed(
    now: str, then: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_reminder(moment, ZoneInfo("Europe/Berlin")) == datetime.fromisoformat(then).replace(tzinfo=UTC)
