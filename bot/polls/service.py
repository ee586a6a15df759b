"""What members do with polls: one use case, one method, one transaction."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import islice

from bot import clock
from bot.database import Database, NotSavedError, Tx
from bot.database.retention import tag
from bot.database.together import Together
from bot.errors import Refusal, or_refuse
from bot.guilds.rules import Person
from bot.packs.search.names import same
from bot.polls import exports, jobs, making, store
from bot.polls.ballots import summed
from bot.polls.draft_store import GONE
from bot.polls.drafts import Draft, Edit
from bot.polls.ending import closing
from bot.polls.exports import Format
from bot.polls.kinds import KINDS
from bot.polls.making import AskedAgain
from bot.polls.pairs import Shift
from bot.polls.rules import CLOSED, UNKNOWN, Phase, Poll
from bot.polls.terms import Ballot, Visibility
from bot.polls.views import PAGE, Line, Page, View, Which
from bot.polls.voting import store as ballots
from bot.polls.voting.casting import Recorded, Vote, cast

MOST_VOICES = 500
"""Voters told with a poll that names them: the latest, where there are more."""
MOST_SUGGESTED = 25
_LOOKED_THROUGH = 1000
_ALL = 1 << 31
_NUMBER = re.compile("#?(?P<number>[0-9]{1,9})")
_OFFERED = re.compile("#(?P<number>[0-9]{1,9}) · ")
"""What the name of a choice begins with; its question may have been edited since."""


class Polls:
    """Every method raises Refusal where a rule says no: `No such poll here.` for ids of other servers."""

    def __init__(self, database: Database, now: Callable[[], datetime] = clock.now) -> None:
        self._database = database
        self._now = now
        self._box = Together(database, cast)

    async def wait_for_votes(self) -> None:
        """Return when every vote that was given is recorded; for a clean exit."""
        await self._box.close()

    async def create(
        self,
        draft: Draft,
        *,
        guild_id: int,
        channel_id: int,
        by: Person,
        closes_at: datetime | None = None,
        draft_id: int | None = None,
    ) -> Poll:
        """Make a poll, and end the draft it comes from; without `closes_at` it closes in a week.

        Then post its card and call `note_posted`, or `take_back` where that fails.
        """
        async with self._database.transaction(guild_id) as tx:
            if draft_id is not None and not await store.delete_draft(tx, draft_id, guild_id, by.id):
                raise Refusal(GONE)
            return await making.post(
                tx, draft, guild_id=guild_id, channel_id=channel_id, by=by, closes_at=closes_at, now=self._now()
            )

    async def ask_again(
        self,
        guild_id: int,
        poll_id: int,
        *,
        channel_id: int,
        by: Person,
        closes_at: datetime | None = None,
        question: str | None = None,
    ) -> AskedAgain:
        """Make the after poll of a before poll, which is closed if it still was open; then as after `create`."""
        async with self._database.transaction(guild_id) as tx:
            before = await store.known(tx, guild_id, poll_id)
            return await making.ask_again(
                tx, before, channel_id=channel_id, by=by, closes_at=closes_at, question=question, now=self._now()
            )

    async def latest_before(self, guild_id: int, pack: str) -> Poll:
        """The latest before poll that this server posted from a pack poll (`pack/entry`)."""
        async with self._database.read() as tx:
            before = await store.latest_before(tx, guild_id, pack)
        return or_refuse(
            before,
            "This poll has not been asked before the film here. "
            "Post it with `phase: before` first, and with `phase: after` once you have watched.",
        )

    async def make_pair(self, guild_id: int, poll_id: int, by: Person) -> Poll:
        """Say of an open poll that it will be asked again after the film."""
        async with self._database.transaction(guild_id) as tx:
            return await making.make_pair(tx, await store.known(tx, guild_id, poll_id), by)

    async def note_posted(self, guild_id: int, poll_id: int, channel_id: int, message_id: int) -> bool:
        """Note where the card stands, also when it was posted anew; False where that message is no card of its own."""
        async with self._database.transaction(guild_id) as tx:
            return await store.note_posted(tx, guild_id, poll_id, channel_id, message_id)

    async def owe_card(self, guild_id: int, poll_id: int, tried_at: datetime) -> None:
        """Have the card posted later, unless it stands there from a try at that moment whose receipt was lost."""
        async with self._database.transaction(guild_id) as tx:
            await jobs.put(tx, await store.known(tx, guild_id, poll_id), jobs.CARD, self._now(), tried_at)

    async def take_back(self, guild_id: int, poll_id: int) -> None:
        """Take back a poll whose card could not be posted and in which nobody has voted."""
        async with self._database.transaction(guild_id) as tx:
            poll = await store.known(tx, guild_id, poll_id)
            if poll.message_id is None and not poll.ballots:
                await store.delete(tx, guild_id, poll_id)

    async def orphan(self, guild_id: int, poll_id: int, why: str) -> None:
        """Note that the card cannot be reached: votes stay, nothing more is posted, `why` is shown with the poll."""
        async with self._database.transaction(guild_id) as tx:
            await store.orphan(tx, guild_id, poll_id, why)

    async def note_drawn(self, guild_id: int, poll_id: int, version: int) -> None:
        """Note the version of the poll that its card now shows."""
        async with self._database.transaction(guild_id) as tx:
            await store.note_drawn(tx, guild_id, poll_id, version)

    async def vote(self, vote: Vote) -> Recorded:
        """Record a vote, or its withdrawal; returns once that is durable."""
        return await self._box.do(vote)

    async def results_for_voter(self, recorded: Recorded) -> View | None:
        """The numbers that a vote lets its voter see, names left out; None where it lets them see nothing new."""
        poll = recorded.poll
        if recorded.ballot is None or poll.visibility is not Visibility.AFTER_VOTE:
            return None
        if KINDS[poll.kind].has_counters and not poll.confidence:
            result = summed(poll, poll.votes, poll.ballots, poll.unsure)
        else:
            try:
                async with self._database.read() as tx:
                    result = await closing.tally(tx, poll)
            except NotSavedError:  # the vote is recorded, whatever comes of this
                return None
        return View(poll, result, voted=True, ballot=recorded.ballot, voices=())

    async def close(self, guild_id: int, poll_id: int, by: Person) -> Poll:
        """Close a poll by hand; it stays as it was, and Refusal is raised, where it is closed already."""
        async with self._database.transaction(guild_id) as tx:
            poll = await store.known(tx, guild_id, poll_id)
            poll.check_manager(by)
            if await closing.close(tx, poll, self._now(), by.id) is None:
                raise Refusal(CLOSED)
            poll = await store.known(tx, guild_id, poll_id)
        if poll.anonymous:
            await self._database.scrub()
        return poll

    async def show_now(self, guild_id: int, poll_id: int, by: Person) -> Poll:
        """Let the result of a before poll be seen at once, as its maker alone may say."""
        async with self._database.transaction(guild_id) as tx:
            poll = await store.known(tx, guild_id, poll_id)
            if by.id != poll.creator_id:
                raise Refusal(
                    f"Only the member who made poll #{poll.number} may show its result before the poll after the film."
                )
            if not poll.held:
                raise Refusal(f"The result of #{poll.number} is not held back.")
            await closing.reveal(tx, poll, self._now())
            return await store.known(tx, guild_id, poll_id)

    async def edit(self, guild_id: int, poll_id: int, edit: Edit, by: Person) -> Poll:
        """Change what may still be changed."""
        async with self._database.transaction(guild_id) as tx:
            return await making.edit(tx, await store.known(tx, guild_id, poll_id), edit, by=by, now=self._now())

    async def get(self, guild_id: int, poll_id: int) -> Poll:
        """A poll by the id that its controls carry."""
        async with self._database.read() as tx:
            return await store.known(tx, guild_id, poll_id)

    async def resolve(self, guild_id: int, typed: str) -> Poll:
        """The poll that a member means by `12`, `#12`, its question, or the name that it is offered by."""
        number = _NUMBER.fullmatch(typed.strip())
        async with self._database.read() as tx:
            if number:
                poll = await store.by_number(tx, guild_id, int(number["number"]))
            else:
                lines = await store.lines(tx, guild_id, Which.ALL, limit=_LOOKED_THROUGH)
                wanted = same(typed)
                alike = [line for line in lines if same(line.offered) == wanted]
                alike += [line for line in lines if same(line.question) == wanted]
                poll = await store.get(tx, guild_id, alike[0].id) if alike else None
            if poll is None and (number := _OFFERED.match(typed.strip())):
                poll = await store.by_number(tx, guild_id, int(number["number"]))
        return or_refuse(poll, UNKNOWN)

    async def suggest(self, guild_id: int, typed: str, which: Which = Which.ALL) -> list[Line]:
        """Polls whose number or question what was typed may mean, newest first, at most 25."""
        async with self._database.read() as tx:
            lines = await store.lines(tx, guild_id, which, limit=_LOOKED_THROUGH)
        wanted = same(typed).removeprefix("#")
        fitting = (
            each for each in lines if same(each.offered).startswith(f"#{wanted}") or wanted in same(each.question)
        )
        return list(islice(fitting, MOST_SUGGESTED))

    async def page(
        self, guild_id: int, which: Which = Which.ALL, creator_id: int | None = None, number: int = 1
    ) -> Page:
        """Ten polls of a server, or those that one member made, newest first."""
        async with self._database.read() as tx:
            total = await store.count(tx, guild_id, which, creator_id)
            pages = max(1, -(-total // PAGE))
            number = min(max(number, 1), pages)
            lines = await store.lines(tx, guild_id, which, creator_id, skip=PAGE * (number - 1), limit=PAGE)
        return Page(tuple(lines), number, pages, total)

    async def show(self, guild_id: int, poll_id: int, reader: int | None = None) -> View:
        """A poll as a member sees it, or (None) as it may stand in the channel."""
        async with self._database.read() as tx:
            poll = await store.known(tx, guild_id, poll_id)
            return await view_of(tx, poll, reader, copies=self._database.keeps_copies)

    async def reasons(self, guild_id: int, poll_id: int, reader: int | None = None, page: int = 1) -> list[Ballot]:
        """Ten ballots that give a reason, latest first and without names; none while numbers are hidden."""
        view = await self.show(guild_id, poll_id, reader)
        if view.result is None:
            return []
        async with self._database.read() as tx:
            return await ballots.reasons(tx, view.poll, PAGE * (page - 1), PAGE)

    async def shift(self, guild_id: int, before_id: int) -> tuple[Poll, Shift]:
        """The after poll of a pair, and how answers moved."""
        async with self._database.read() as tx:
            before = await store.known(tx, guild_id, before_id)
            after = await store.after_of(tx, before)
            if after is None:
                may = KINDS[before.kind].shape.comparable
                how = " Press `Ask again after the film` on its card first." if may else ""
                raise Refusal(f"#{before.number} has not been asked again after the film.{how}")
            if after.closed_at is None:
                raise Refusal(f"#{after.number}, the after poll, is still open. The shift is shown when it has closed.")
            moved = (await closing.kept_result(tx, after)).shift
        if moved is None:
            raise LookupError(f"poll {after.id} closed without its shift")
        return after, moved

    async def export(
        self,
        guild_id: int,
        poll_id: int,
        form: Format,
        by: Person,
        names: exports.Names | None = None,
        role: str | None = None,
    ) -> dict[str, bytes]:
        """The files of a closed poll by name.

        `names` is asked how its voters are called, where it names them; `role` is what the role is called that alone
        could vote.
        """
        async with self._database.read() as tx:
            poll = await store.known(tx, guild_id, poll_id)
            poll.check_manager(by)
            if poll.closed_at is None:
                raise Refusal(f"#{poll.number} is still open. It can be exported once it has closed.")
            if poll.held:
                raise Refusal(
                    f"The result of #{poll.number} is held back until the poll after the film has closed. "
                    "It can be exported then; who made it may press `Show it now` on its card."
                )
            voices = await ballots.voices(tx, poll, _ALL) if poll.names_voters else []
            result = await closing.kept_result(tx, poll)
        known = await names({voice.member_id for voice in voices}) if names and voices else {}
        return exports.export(poll, result, voices, form, known, role)


async def view_of(tx: Tx, poll: Poll, reader: int | None = None, *, copies: bool) -> View:
    """The same, of a poll that is in hand."""
    ballot = await _ballot_of(tx, poll, reader) if reader is not None else None
    told = closing.kept_result if poll.closed_at else closing.tally
    result = await told(tx, poll) if poll.shows_results(voted=ballot is not None) else None
    named = poll.names_voters and result is not None
    after = await store.after_of(tx, poll) if poll.phase is Phase.BEFORE else None
    return View(
        poll,
        result,
        voted=ballot is not None,
        ballot=None if poll.anonymous else ballot,
        voices=tuple(await ballots.voices(tx, poll, MOST_VOICES)) if named else (),
        copies=copies,
        asked_again=after.number if after else None,
        parked=None if poll.closed_at or reader is None else await jobs.why_parked(tx, poll),
    )


async def _ballot_of(tx: Tx, poll: Poll, member_id: int) -> Ballot | None:
    voter: int | str = member_id
    if poll.anonymous:
        key = (await ballots.secret_keys(tx, [poll])).get(poll.id)
        if key is None:
            return None
        voter = tag(key, member_id)
    cast = await ballots.ballots_of(tx, [(poll.id, voter)], {poll.id: poll})
    return next((each.ballot for each in cast.values()), None)
