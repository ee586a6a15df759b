"""Who can when: what a ballot may hold, how options come out, and options that are times."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import clock
from bot.chat.times import LostZone, is_moment, moment
from bot.errors import Refusal
from bot.packs.format.activities import PackPoll
from bot.packs.format.rules import poll_faults
from bot.polls import phrases
from bot.polls.ballots import ballot_of, counted, describe
from bot.polls.drafts import Draft, Edit, checked
from bot.polls.exports import Format
from bot.polls.kinds.availability import Availability
from bot.polls.option_times import moment_of, option_of, read_option, read_options, written_option
from bot.polls.planning import best_time
from bot.polls.results import Result, read, written
from bot.polls.rules import Phase
from bot.polls.terms import Ballot, Secrecy, Visibility
from bot.polls.views import View
from tests.polls.room import FARID, GUILD, START, Room

AVAILABILITY = Availability()
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [UTC, BERLIN, ZoneInfo("Australia/Lord_Howe"), timezone(timedelta(hours=-9, minutes=-30)), LostZone("X")]


def draft(*options: str, **more: Any) -> Draft:
    return Draft(question="When?", options=options or ("Fri", "Sat", "Sun"), kind="availability", **more)


def result_of(*ballots: tuple[int, ...], options: tuple[str, ...] = ("Fri", "Sat", "Sun")) -> Result:
    return counted(draft(*options), [Ballot(scores=each) for each in ballots])


def test_every_option_is_answered_with_one_of_three_words() -> None:
    assert ballot_of(draft(), Ballot(scores=(2, 0, 1))) == Ballot(scores=(2, 0, 1))
    for scores in ((2, 0), (2, None, 1), ()):
        with pytest.raises(Refusal, match="Answer every option"):
            ballot_of(draft(), Ballot(scores=scores))
    for wrong in (Ballot(scores=(2, 0, 3)), Ballot(scores=(2, 0, 1, 1)), Ballot((1,))):
        with pytest.raises(Refusal, match="No such option"):
            ballot_of(draft(), wrong)


def test_a_ballot_is_told_by_answer() -> None:
    assert describe(draft(), Ballot(scores=(2, 0, 2))) == "yes: Fri, Sun; no: Sat"
    assert describe(draft(), Ballot(scores=(1, 1, 1))) == "if need be: Fri, Sat, Sun"


@given(st.lists(st.integers(0, 2), min_size=2, max_size=10))
def test_what_is_kept_of_a_ballot_is_read_back(answers: list[int]) -> None:
    ballot = Ballot(scores=tuple(answers))
    assert AVAILABILITY.from_row(*AVAILABILITY.to_row(ballot)) == ballot
    assert not ballot.not_sure


def test_options_come_by_most_who_can_then_fewest_no_then_most_yes() -> None:
    result = result_of((1, 2, 0), (1, 2, 0), (1, 0, 2))
    assert result.votes == (3, 2, 1)
    assert list(AVAILABILITY.order(result)) == [0, 1, 2]
    assert list(AVAILABILITY.best(result)) == [0]
    assert AVAILABILITY.figures(result, 0) == "0 yes · 3 if need be · 0 no"
    # Those who can being equally many: an option that was added later has fewer who said no.
    late = result_of((2, 0), (0, 2), (0, 0, 2))
    assert list(AVAILABILITY.order(late)) == [2, 0, 1]
    # And then those who can for sure.
    assert list(AVAILABILITY.best(result_of((1, 2, 0), (2, 2, 0)))) == [1]


def test_ties_are_told_as_ties_and_nobody_as_nobody() -> None:
    names = ["Fri", "Sat", "Sun"]
    tie = result_of((2, 1, 0), (1, 2, 0))
    assert list(AVAILABILITY.outcome(tie, names, None)) == ["A tie: most can **Fri** and **Sat** alike."]
    assert list(AVAILABILITY.outcome(result_of((2, 0, 0)), names, None)) == ["Most can: **Fri**."]
    nobody = result_of((0, 0, 0))
    assert list(AVAILABILITY.outcome(nobody, names, None)) == ["Nobody can make any of these."]
    assert list(AVAILABILITY.best(nobody)) == []
    assert list(AVAILABILITY.outcome(result_of(), names, None)) == []


def test_the_result_reads_back_as_it_was_written() -> None:
    result = result_of((2, 1, 0), (1, 2, 0))
    assert read(written(result)) == result


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"not_sure": True}, "`not_sure`: a poll of kind `availability` has no such button"),
        ({"min_choices": 2}, "takes `min_choices`"),
        ({"phase": Phase.BEFORE}, "use `single`, `scale` or `ranked`"),
        ({"options": tuple(map(str, range(11)))}, "has 2 to 10, not 11"),
    ],
)
def test_what_does_not_go_with_it_is_refused_in_drafts_and_packs(more: dict[str, Any], complaint: str) -> None:
    options: dict[str, Any] = {"options": ("Fri", "Sat")} | more
    with pytest.raises(Refusal, match=complaint):
        checked(Draft(question="When?", kind="availability", **options))
    keys: dict[str, Any] = {name: value for name, value in options.items() if name != "phase"}
    keys["pair"] = "phase" in more
    [fault] = poll_faults(PackPoll(id="when", question="When?", kind="availability", **keys))
    assert fault.path[0] == ("pair" if "phase" in more else next(iter(more)))


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_it_closes_with_its_whole_result_and_can_be_taken_home(room: Room, secrecy: Secrecy) -> None:
    poll = await room.poll("Fri", "Sat", kind="availability", secrecy=secrecy)
    for member, answers in enumerate([(2, 0)] * 3 + [(1, 2)] * 2):
        await room.vote(poll, member, scores=answers)
    await room.check_counters()
    await room.polls.close(GUILD, poll.id, FARID)
    view = await room.polls.show(GUILD, poll.id)
    assert view.result is not None
    assert view.result.votes == (5, 2)
    told = phrases.text_of(view)
    assert "Fri — 3 yes · 2 if need be · 0 no\n" in told
    assert "Sat — 2 yes · 0 if need be · 3 no\n" in told
    assert "Most can: **Fri**." in told
    assert ("<@4> (if need be)" in told) is (secrecy is Secrecy.NAMED)
    files = await room.polls.export(GUILD, poll.id, Format.CSV, FARID)
    lines = files[f"poll-{poll.number}.csv"].decode("utf-8-sig").splitlines()
    assert lines[0] == '"poll","option","votes","yes","if need be","no"'
    assert lines[1] == f'"{poll.number}","Fri","5","3","2","0"'
    rows = json.loads((await room.polls.export(GUILD, poll.id, Format.JSON, FARID))[f"poll-{poll.number}.json"])
    assert rows[1] == {"poll": poll.number, "option": "Sat", "votes": 2, "yes": 2, "if need be": 0, "no": 3}


async def test_a_vote_before_an_option_was_added_leaves_that_unanswered(room: Room) -> None:
    poll = await room.poll("Fri", "Sat", kind="availability", visibility=Visibility.LIVE)
    await room.vote(poll, 1, scores=(2, 0))
    await room.polls.edit(GUILD, poll.id, Edit(options=("Fri", "Sat", "Sun")), FARID)
    view = await room.polls.show(GUILD, poll.id)
    assert view.result is not None
    assert [each.distribution for each in view.result.scores] == [(0, 0, 1), (1, 0, 0), (0, 0, 0)]
    with pytest.raises(Refusal, match="Answer every option"):
        await room.vote(poll, 2, scores=(2, 0))


@pytest.mark.parametrize(
    "typed", ["fri 18:00", "2d", "6pm", "tomorrow 18:00", "2026-11-30 18:00", "<t:1800000000>", "noon"]
)
def test_an_option_written_as_a_time_is_one_to_every_reader(typed: str) -> None:
    option = read_option(typed, now=START, zone=BERLIN)
    at = moment_of(option)
    assert at is not None
    assert at > START
    assert option == option_of(at)
    assert (at.second, at.microsecond) == (0, 0)


@pytest.mark.parametrize(
    "typed", ["Friday", "Friday evening", "At Sam's, 18:00", "next week", "18", "<t:1800000000> or later"]
)
def test_every_other_option_stays_a_text(typed: str) -> None:
    assert read_option(typed, now=START, zone=BERLIN) == typed
    assert moment_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "why"), [("18h", "time of day or a span"), ("2020-01-01 10:00", "not in the future")]
)
def test_a_time_that_cannot_be_meant_is_refused_naming_the_options(typed: str, why: str) -> None:
    with pytest.raises(Refusal, match=rf"`options`: .*{why}"):
        read_options(["Fri", typed], now=START, zone=BERLIN)
    assert read_options(["Fri", typed], now=START, zone=BERLIN, strict=False) == ("Fri", typed)


@given(
    st.integers(1, 366 * 24 * 60 - 1),
    st.sampled_from(
        [UTC, BERLIN, ZoneInfo("Australia/Lord_Howe"), timezone(timedelta(hours=-9, minutes=-30)), LostZone("X")]
    ),
)
def test_a_time_is_written_again_so_that_it_reads_back_to_the_same(minutes: int, zone: Any) -> None:
    option = option_of(START + timedelta(minutes=minutes))
    typed = written_option(option, zone)
    assert is_moment(typed)
    assert read_option(typed, now=START, zone=zone) == option


def test_a_time_that_is_over_stays_in_the_poll_that_has_it() -> None:
    over = option_of(START - timedelta(days=1))
    typed = written_option(over, BERLIN)
    assert read_options([typed], now=START, zone=BERLIN, known={typed: over}) == (over,)
    with pytest.raises(Refusal, match="not in the future"):
        read_options([typed], now=START, zone=BERLIN)


@given(st.text(max_size=40))
def test_what_is_no_moment_is_one_that_cannot_be_read(text: str) -> None:
    if not is_moment(text):
        with pytest.raises(Refusal, match="is not a time that I can read"):
            moment(text, option="when", now=START, least=timedelta(0), most=timedelta(days=1))


def test_the_time_to_plan_by_is_the_best_option_that_is_one_and_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: START)
    over, ahead = option_of(START - timedelta(hours=1)), option_of(START + timedelta(days=2))
    later = option_of(START + timedelta(days=3))

    def best(*ballots: tuple[int, ...]) -> str | None:
        result = result_of(*ballots, options=("At Sam's", over, ahead, later))
        return best_time(View(None, result, False, None, ()))  # pyright: ignore[reportArgumentType] - not looked at

    assert best((2, 2, 2, 1)) == ahead
    assert best((2, 2, 1, 2)) == later
    assert best((2, 0, 0, 1)) == later
    assert best((2, 2, 0, 0)) is None
    assert best_time(View(None, None, False, None, ())) is None  # pyright: ignore[reportArgumentType]


def test_a_moment_that_no_calendar_has_is_a_text() -> None:
    assert moment_of("<t:99999999999999999:F>") is None
    assert moment_of(f"<t:{int(datetime(2030, 1, 1, tzinfo=UTC).timestamp())}>") == datetime(2030, 1, 1, tzinfo=UTC)
