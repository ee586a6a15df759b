"""A kind of poll that nobody has built, on every surface that polls have: what a kind is stands in one module."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.charts import studio
from bot.chat.cards import Card
from bot.packs.format.activities import PackPoll
from bot.packs.format.poll_kinds import SHAPES, Shape
from bot.packs.format.rules import poll_faults
from bot.packs.shelf.shelves import Shelves
from bot.polls.kinds import KINDS, papers
from bot.polls.kinds.choice import check_choices, tally
from bot.polls.kinds.kind import Kind
from bot.polls.pictures import picture_of
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.terms import Ballot, Terms
from tests.journeys.conftest import words
from tests.journeys.polling import close, in_channel
from tests.samples import bees


class Veto(Kind):
    """One or two options that somebody could not bear."""

    label = "Veto: what you could not bear"
    shape = Shape(6)

    def checked(self, terms: Terms, choices: Sequence[int], scores: Sequence[int | None]) -> Ballot:
        return Ballot(check_choices(terms, sorted(choices), (1, 2)))

    def to_row(self, ballot: Ballot) -> tuple[int, str | None]:
        return 0, "".join(map(str, ballot.choices))

    def from_row(self, choices: int, marks: str | None) -> Ballot:
        return Ballot(tuple(map(int, marks or "")))

    def describe(self, options: Sequence[str], ballot: Ballot) -> str:
        return " and ".join(f"no {options[place]}" for place in ballot.choices)

    def counted(self, result: Result, ballots: Sequence[Ballot]) -> Result:
        return replace(result, votes=tally((ballot.choices for ballot in ballots), len(result.options)))

    def paper(self, poll: Poll, filled: str, page: int) -> Card:
        return papers.choices_paper(poll, filled or "0", (1, 2))


@pytest.fixture
def shelves(monkeypatch: pytest.MonkeyPatch) -> Shelves:
    """A pack with such a poll; the kind is there before the bot is made."""
    monkeypatch.setitem(KINDS, "veto", Veto())
    monkeypatch.setitem(SHAPES, "veto", Veto.shape)
    kind: Any = "veto"
    poll = PackPoll(id="unbearable", question="What could you not bear?", kind=kind, options=("Red", "Blue"))
    assert list(poll_faults(poll)) == []
    return Shelves([replace(bees(), polls=(poll,))])


async def test_a_made_up_kind_goes_from_the_form_to_the_file_without_a_line_elsewhere(club: Any) -> None:
    form = await club.sam.slash(club.general, "poll create")
    assert "Veto: what you could not bear" in str(form.modal)
    filled = {"question": "Which not?", "options": "Red\nGreen\nBlue", "kind": ["veto"], "results": ["live"]}
    draft = await club.sam.submit_modal(form, filled | {"closes": "2d"})
    assert "Veto: what you could not bear · results live" in words(draft)
    assert not re.search(r"draft-set:\d+:(least|most|phase)", str(draft.response.components))
    await club.sam.click(draft.response, label="Post")
    [card] = await in_channel(club)
    assert card.startswith("#1 · open · veto · results live · unnamed\n## Which not?\nRed — 0 (0 %)")

    channel = club.env.bot.get_channel(club.general.id)
    [message] = [each async for each in channel.history(limit=1)]
    paper = await club.sam.click(message, label="Vote")
    [picker] = re.findall(r"pick:\d+:\d+", str(paper.response.components))
    await club.sam.select(paper.response, ["0", "2"], custom_id=picker)
    submitted = await club.sam.click(paper.response, label="Submit")
    assert "Recorded: *no Red and no Blue*." in words(submitted)
    mine = await club.sam.click(message, label="My vote")
    assert "Your vote: *no Red and no Blue*." in words(mine)

    await close(club)
    shown = words(await club.sam.slash(club.general, "poll show", poll="1"))
    assert "Red — 1 (100 %)" in shown
    assert "Green — 0 (0 %)" in shown
    assert "#1 · closed · Which not?" in words(await club.sam.slash(club.general, "poll list"))
    exported = await club.sam.slash(club.general, "poll export", poll="1")
    [file] = exported.response.attachments
    assert '"1","Blue","1"' in club.env.backend.cdn.get(file.url.split("?")[0]).decode("utf-8-sig")
    polls = club.env.bot.services.get(Polls)
    [line] = (await polls.page(club.guild.id)).lines
    picture = await picture_of(await polls.show(club.guild.id, line.id))
    await studio.close()
    assert picture is not None
    assert "Red: 1 vote (100 %)" in picture.alt


async def test_a_pack_may_bring_it_and_what_it_does_not_take_is_refused(club: Any) -> None:
    posted = await club.sam.slash(club.general, "poll pack", poll="bees/unbearable")
    assert "#1 · open · veto" in words(posted)
    form = await club.sam.slash(club.general, "poll create")
    filled = {"question": "Which?", "options": "\n".join("ABCDEFG"), "kind": ["veto"], "results": ["live"]}
    draft = await club.sam.submit_modal(form, filled | {"closes": ""})
    assert "a `veto` poll has 2 to 6, not 7" in words(draft)
