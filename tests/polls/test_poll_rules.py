"""What polls may ask, ballots hold, edits change, and who may do what: pure rules."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.polls.ballots import ballot_of, describe
from bot.polls.drafts import Draft, Edit, checked, edited, split_options, visibility_of
from bot.polls.rules import CLOSED, Phase, Poll, State, percent, reminder_at
from bot.polls.terms import Ballot, Reason, Secrecy, Terms, Visibility
from tests.polls.room import FARID, MIRA, SAM, START

HOUR = timedelta(hours=1)


def a_poll(*options: str, **more: Any) -> Poll:
    values: dict[str, Any] = {
        "id": 5,
        "guild_id": 1,
        "number": 12,
        "channel_id": 2,
        "creator_id": FARID.id,
        "created_at": START,
        "closes_at": START + HOUR,
        "question": "Which film next?",
        "options": options or ("Red", "Green", "Blue"),
    }
    return Poll(**values | more)


def draft(*options: str, **more: Any) -> Draft:
    return Draft(**{"question": "Which film next?", "options": options or ("Red", "Green")} | more)


# Drafts


@pytest.mark.parametrize(
    ("kind", "fewest", "most"),
    [
        ("single", 2, 25),
        ("multiple", 2, 25),
        ("scale", 2, 10),
        ("ranked", 2, 10),
        ("score", 2, 10),
        ("availability", 2, 10),
    ],
)
def test_each_kind_has_its_number_of_options(kind: str, fewest: int, most: int) -> None:
    for count in (fewest, most):
        checked(draft(*map(str, range(count)), kind=kind))
    for count in (0, fewest - 1, most + 1):
        with pytest.raises(Refusal, match=f"`options`: a `{kind}` poll has 2 to {most}, not {count}\\."):
            checked(Draft(question="Why?", options=tuple(map(str, range(count))), kind=kind))


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("Red", "red "), "“red” is there twice"),
        (("ｒｅｄ", "red"), "“red” is there twice"),
        (("Red", "  "), r"`options \(number 2\)` is empty"),
        (("Red", "\u200b"), r"`options \(number 2\)` is empty"),
        (("Red", "x" * 81), r"`options \(number 2\)` is too long: 81 characters, at most 80"),
        (("Red", "🎬" * 41), r"`options \(number 2\)` is too long: 82 characters, at most 80"),
        (("Red", "\u202egreen"), r"`options \(number 2\)` holds an invisible control character"),
        (("Red", "gre\x00en"), r"`options \(number 2\)` holds an invisible control character"),
        (("Red", "gre\ud800en"), r"`options \(number 2\)` holds an invisible control character"),
    ],
)
def test_options_that_cannot_be_meant_are_refused_by_number(options: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(Refusal, match=complaint):
        checked(draft(*options))


@pytest.mark.parametrize("question", ["", " \n ", "x" * 301])
def test_a_question_has_1_to_300_characters(question: str) -> None:
    with pytest.raises(Refusal, match=r"`question` is (empty|too long)"):
        checked(draft(question=question))


def test_texts_are_tidied() -> None:
    tidy = checked(draft("  A \t B ", "e\u0301", question=" Which\r\nfilm? "))
    assert (tidy.question, tidy.options) == ("Which film?", ("A B", "é"))


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"kind": "single", "max_choices": 2}, "Only a poll of kind `multiple` or `ranked` takes `max_choices`"),
        ({"kind": "multiple", "min_choices": 0}, "from 1 to the number of options, 2"),
        ({"kind": "multiple", "max_choices": 3}, "from 1 to the number of options, 2"),
        ({"kind": "multiple", "min_choices": 2, "max_choices": 1}, "`min_choices` is 2, more than `max_choices`, 1"),
        ({"secrecy": Secrecy.ANONYMOUS, "visibility": Visibility.LIVE}, "Use `after_close`"),
        (
            {"secrecy": Secrecy.ANONYMOUS, "visibility": Visibility.AFTER_CLOSE, "reason": Reason.OPTIONAL},
            "asks for no reason",
        ),
        (
            {"secrecy": Secrecy.ANONYMOUS, "visibility": Visibility.AFTER_CLOSE, "confidence": True},
            "no confidence",
        ),
        ({"kind": "multiple", "phase": Phase.BEFORE}, "use `single`, `scale` or `ranked`"),
        ({"kind": "score", "phase": Phase.BEFORE}, "use `single`, `scale` or `ranked`"),
    ],
)
def test_rules_that_contradict_each_other_are_refused_with_what_works(more: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Refusal, match=complaint):
        checked(draft(**more))


def test_an_anonymous_poll_shows_results_after_the_close_where_nothing_is_said() -> None:
    assert visibility_of(Secrecy.ANONYMOUS, None, Visibility.LIVE) is Visibility.AFTER_CLOSE
    assert visibility_of(Secrecy.UNNAMED, None, Visibility.LIVE) is Visibility.LIVE
    assert visibility_of(Secrecy.UNNAMED, Visibility.AFTER_VOTE, Visibility.LIVE) is Visibility.AFTER_VOTE


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("A | B|C ", ("A", "B", "C")),
        ("A\n\n B \nC", ("A", "B", "C")),
        ("A||B", ("A", "", "B")),
        ("", ()),
        ("A", ("A",)),
    ],
)
def test_options_are_written_one_a_line_or_between_bars(text: str, options: tuple[str, ...]) -> None:
    assert split_options(text) == options


@given(st.text(max_size=90), st.text(max_size=90))
def test_whatever_is_accepted_fits_a_button(first: str, second: str) -> None:
    try:
        kept = checked(draft(first, second))
    except Refusal:
        return
    assert all(0 < limits.length(option) <= limits.BUTTON_LABEL and option == option.strip() for option in kept.options)


# Ballots


MULTIPLE = Terms(question="?", options=("A", "B", "C", "D"), kind="multiple", min_choices=2, max_choices=3)
RANKED = replace(MULTIPLE, kind="ranked", min_choices=None, max_choices=None)
SCORED = replace(RANKED, kind="score")


def test_several_choices_are_kept_in_the_order_of_the_poll_a_ranking_in_its_own() -> None:
    assert ballot_of(MULTIPLE, Ballot((3, 0))) == Ballot((0, 3))
    assert ballot_of(RANKED, Ballot((3, 0))) == Ballot((3, 0))
    assert ballot_of(SCORED, Ballot(scores=(5, None, 0))) == Ballot(scores=(5, None, 0))


@pytest.mark.parametrize(
    ("terms", "ballot", "complaint"),
    [
        (MULTIPLE, {"choices": (1,)}, "takes 2 to 3 options; you chose 1"),
        (MULTIPLE, {"choices": (1, 1)}, "takes 2 to 3 options; you chose 1"),
        (MULTIPLE, {"choices": (0, 1, 2, 3)}, "takes 2 to 3 options; you chose 4"),
        (RANKED, {"choices": ()}, "takes 1 to 4 options; you chose 0"),
        (SCORED, {"scores": (None, None)}, "at least one option a score from 0 to 5"),
        (SCORED, {"scores": (6,)}, "No such option"),
        (SCORED, {"scores": (-1,)}, "No such option"),
        (SCORED, {"scores": (1,) * 5}, "No such option"),
        (SCORED, {"choices": (1,)}, "at least one option a score"),
        (
            replace(MULTIPLE, reason=Reason.OPTIONAL),
            {"choices": (0, 1), "reason": "x" * 501},
            "501 characters, at most",
        ),
        (replace(MULTIPLE, confidence=True), {"choices": (0, 1), "confidence": 6}, "Choose 1 to 5"),
    ],
)
def test_a_ballot_outside_the_rules_is_refused(terms: Terms, ballot: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Refusal, match=complaint):
        ballot_of(terms, Ballot(**ballot))


def test_not_sure_stands_alone_and_only_where_it_is_offered() -> None:
    unsure = replace(MULTIPLE, not_sure=True)
    assert ballot_of(unsure, Ballot()).not_sure
    assert not ballot_of(unsure, Ballot((0, 1))).not_sure
    with pytest.raises(Refusal, match="you chose 0"):
        ballot_of(MULTIPLE, Ballot())


@pytest.mark.parametrize(
    ("terms", "ballot", "words"),
    [
        (MULTIPLE, Ballot((0, 2)), "A, C"),
        (RANKED, Ballot((2, 0)), "C > A"),
        (SCORED, Ballot(scores=(5, None, 0)), "A 5, C 0"),
        (MULTIPLE, Ballot(), "Not sure"),
    ],
)
def test_a_ballot_in_words(terms: Terms, ballot: Ballot, words: str) -> None:
    assert describe(terms, ballot) == words


# Who and when


def test_p03_its_maker_and_moderators_manage_a_poll() -> None:
    poll = a_poll()
    poll.check_manager(FARID)
    poll.check_manager(MIRA)
    for stranger in (SAM, Person(MIRA.id, moderator=False)):
        with pytest.raises(Refusal, match="#12 and moderators"):
            poll.check_manager(stranger)


def test_a_click_counts_before_the_closing_time_and_on_the_wording_it_saw() -> None:
    poll = a_poll(edition=2)
    poll.check_open(START)
    poll.check_open(START, 2)
    for late in (poll.closes_at, poll.closes_at + HOUR):
        with pytest.raises(Refusal, match=CLOSED):
            poll.check_open(late)
    with pytest.raises(Refusal, match="wording of this poll was just changed"):
        poll.check_open(START, 1)
    with pytest.raises(Refusal, match=CLOSED):
        a_poll(closed_at=START).check_open(START)


def test_states_as_members_see_them() -> None:
    assert a_poll().state is State.OPEN
    assert a_poll(orphaned="gone").state is State.ORPHANED
    assert a_poll(orphaned="gone", closed_at=START).state is State.CLOSED


@pytest.mark.parametrize(
    ("votes", "of", "share"), [(3, 7, 43), (4, 7, 57), (1, 8, 13), (1, 3, 33), (0, 0, 0), (5, 5, 100)]
)
def test_shares_are_whole_percent_halves_up(votes: int, of: int, share: int) -> None:
    assert percent(votes, of) == share


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=32)))
def test_a_reminder_leaves_a_tenth_of_the_time_and_ten_minutes(span: timedelta) -> None:
    at = reminder_at(START, START + span)
    if span < timedelta(hours=2):
        assert at is None
    else:
        assert at
        left = START + span - at
        assert at > START
        assert left == max(span / 10, timedelta(minutes=10))


# Edits


def test_before_the_first_vote_everything_may_change() -> None:
    changed = edited(
        a_poll(visibility=Visibility.AFTER_CLOSE),
        Edit(question="Which?", options=("Blue", "Yellow"), visibility=Visibility.LIVE, secrecy=Secrecy.NAMED),
        START,
        compared=False,
    )
    assert (changed.question, changed.options, changed.visibility) == ("Which?", ("Blue", "Yellow"), Visibility.LIVE)
    assert (changed.changes, changed.edition) == ((), 2)


@pytest.mark.parametrize("ballots", [0, 1])
def test_v12_what_may_be_changed_in_an_anonymous_poll_does_not_tell_whether_anybody_has_voted(ballots: int) -> None:
    poll = a_poll(secrecy=Secrecy.ANONYMOUS, visibility=Visibility.AFTER_CLOSE, ballots=ballots)
    for edit, why in (
        (Edit(secrecy=Secrecy.UNNAMED), "`ballots`: in an anonymous poll"),
        (Edit(options=poll.options[:2]), "`options`: in an anonymous poll none can be taken away"),
        (Edit(options=poll.options[::-1]), "keeps its place"),
    ):
        with pytest.raises(Refusal, match=why):
            edited(poll, edit, START, compared=False)
    changed = edited(poll, Edit(question="Which?", options=(*poll.options, "Yellow")), START, compared=False)
    assert [change.was for change in changed.changes] == ["Which film next?"]


def test_after_the_first_vote_options_may_be_added_and_wording_fixed_with_a_note() -> None:
    edit = Edit(question="Which film is next?", options=("Red", "Greens", "Blue", "Yellow"))
    changed = edited(a_poll(ballots=1), edit, START, compared=False)
    assert changed.options == ("Red", "Greens", "Blue", "Yellow")
    assert [(change.place, change.was) for change in changed.changes] == [(None, "Which film next?"), (1, "Green")]
    assert changed.edition == 2
    again = edited(
        replace(changed, ballots=1), Edit(options=("Red", "Greens", "Blue", "Yellow", "Pink")), START, compared=False
    )
    assert (again.edition, len(again.changes)) == (2, 2)


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (Edit(options=("Red", "Green")), "none can be taken away"),
        (Edit(options=("Green", "Red", "Blue")), "“Green” keeps its place"),
        (Edit(options=("Green", "Blue", "Pink")), "“Green” keeps its place"),
        (Edit(options=("Pink", "Green", "Blue", "Red")), "“Red” keeps its place"),
        (Edit(visibility=Visibility.LIVE), "at least as hidden as `after_vote`"),
        (Edit(secrecy=Secrecy.NAMED), "at least as secret as `unnamed`"),
        (Edit(secrecy=Secrecy.ANONYMOUS, visibility=Visibility.AFTER_CLOSE), "post a new poll"),
        (Edit(options=("Red", "Red", "Blue")), "is there twice"),
        (Edit(closes_at=START + timedelta(days=33)), "at most 32 days"),
        (Edit(closes_at=START), "at least 1 minute"),
        (Edit(closes_at=START + timedelta(seconds=44)), "at least 1 minute"),
    ],
)
def test_after_the_first_vote_no_promise_is_broken(edit: Edit, complaint: str) -> None:
    with pytest.raises(Refusal, match=complaint):
        edited(a_poll(ballots=1), edit, START, compared=False)


def test_after_the_first_vote_a_poll_may_become_more_hidden_and_its_names_go() -> None:
    poll = a_poll(ballots=1, secrecy=Secrecy.NAMED, visibility=Visibility.LIVE)
    changed = edited(poll, Edit(secrecy=Secrecy.UNNAMED, visibility=Visibility.AFTER_CLOSE), START, compared=False)
    assert (changed.secrecy, changed.visibility) == (Secrecy.UNNAMED, Visibility.AFTER_CLOSE)


def test_a_closed_poll_is_not_edited() -> None:
    with pytest.raises(Refusal, match=CLOSED):
        edited(a_poll(closed_at=START), Edit(question="?"), START, compared=False)


def test_what_a_pair_compares_stays() -> None:
    assert edited(a_poll(), Edit(question="Now?"), START, compared=True).question == "Now?"
    for edit in (Edit(options=("Red", "Green")), Edit(secrecy=Secrecy.NAMED)):
        with pytest.raises(Refusal, match="stay as they are, so that answers compare"):
            edited(a_poll(), edit, START, compared=True)
