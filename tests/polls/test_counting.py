"""The counting rules, against published examples and against an independent library."""

import itertools
import statistics
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.polls.counting import (
    Ranking,
    Round,
    condorcet_winner,
    mean_step,
    median_step,
    run_off,
    score_options,
)

REFERENCE = Path(__file__).with_name("reference") / "runoff.txt"

MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE = range(4)
TENNESSEE = Counter(
    {
        (MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE): 42,
        (NASHVILLE, CHATTANOOGA, KNOXVILLE, MEMPHIS): 26,
        (CHATTANOOGA, KNOXVILLE, NASHVILLE, MEMPHIS): 15,
        (KNOXVILLE, CHATTANOOGA, NASHVILLE, MEMPHIS): 17,
    }
)
"""https://electowiki.org/wiki/Effects_of_different_voting_systems_under_similar_circumstances"""

MONTROLL, KISS, WRIGHT = range(3)
BURLINGTON = Counter(
    {
        (MONTROLL, KISS, WRIGHT): 1332,
        (MONTROLL, WRIGHT, KISS): 767,
        (MONTROLL,): 455,
        (KISS, MONTROLL, WRIGHT): 2043,
        (KISS, WRIGHT, MONTROLL): 371,
        (KISS,): 568,
        (WRIGHT, MONTROLL, KISS): 1513,
        (WRIGHT, KISS, MONTROLL): 495,
        (WRIGHT,): 1289,
    }
)
"""The mayoral election of 2009 among its last three: its duels are those of the table at
https://electowiki.org/wiki/2009_Burlington_mayoral_election (Montroll 4067 to 3477 over Kiss and 4597 to 3668 over
Wright, Kiss 4314 to 4064 over Wright)."""


def rankings(options: int = 5, least: int = 0) -> st.SearchStrategy[list[Ranking]]:
    ranking = st.permutations(range(options)).flatmap(
        lambda order: st.integers(1, options).map(lambda length: tuple(order[:length]))
    )
    return st.lists(ranking, min_size=least, max_size=12)


def test_the_tennessee_example_is_counted_as_published() -> None:
    runoff = run_off(TENNESSEE.elements(), 4)
    assert [dict(each.votes) for each in runoff.rounds] == [
        {MEMPHIS: 42, NASHVILLE: 26, CHATTANOOGA: 15, KNOXVILLE: 17},
        {MEMPHIS: 42, NASHVILLE: 26, KNOXVILLE: 32},
        {MEMPHIS: 42, KNOXVILLE: 58},
    ]
    assert [each.out for each in runoff.rounds] == [(CHATTANOOGA,), (NASHVILLE,), ()]
    assert runoff.winners == (KNOXVILLE,)
    assert runoff.condorcet == NASHVILLE
    assert runoff.condorcet_differs


def test_burlington_2009_elects_kiss_although_montroll_wins_every_duel() -> None:
    runoff = run_off(BURLINGTON.elements(), 3)
    assert runoff.rounds == (
        Round(((MONTROLL, 2554), (KISS, 2982), (WRIGHT, 3297)), (MONTROLL,), tied=False, exhausted=0),
        Round(((KISS, 4314), (WRIGHT, 4064)), (), tied=False, exhausted=455),
    )
    assert runoff.winners == (KISS,)
    assert runoff.condorcet == MONTROLL


def test_run_off_and_condorcet_winner_agree_with_pref_voting_on_thousands_of_profiles_ties_included() -> None:
    shared = checked = 0
    for line in REFERENCE.read_text("ascii").splitlines():
        options, winners, condorcet, *ballots = line.split(" ")
        profile = Counter({tuple(map(int, each.partition("*")[2])): int(each.partition("*")[0]) for each in ballots})
        runoff = run_off(profile.elements(), int(options))
        assert "".join(map(str, runoff.winners)) == winners, line
        assert str("-" if runoff.condorcet is None else runoff.condorcet) == condorcet, line
        checked += 1
        shared += len(winners) > 1
    assert checked == 5000
    assert shared > 900


def every_order(ballots: list[Ranking], still_in: frozenset[int]) -> set[int]:
    """The definition word by word, with no shortcut: drop any of the last until one option is left."""
    if len(still_in) == 1:
        return set(still_in)
    votes = dict.fromkeys(still_in, 0)
    for ranking in ballots:
        if best := [option for option in ranking if option in still_in]:
            votes[best[0]] += 1
    last = [option for option in still_in if votes[option] == min(votes.values())]
    return set().union(*(every_order(ballots, still_in - {option}) for option in last))


@given(rankings(least=1))
def test_the_winners_are_those_of_every_order_of_dropping_ties(ballots: list[Ranking]) -> None:
    assert set(run_off(ballots, 5).winners) == every_order(ballots, frozenset(range(5)))


@given(rankings(least=1))
def test_the_rounds_shown_lead_to_a_winner_and_lose_no_ballot(ballots: list[Ranking]) -> None:
    runoff = run_off(ballots, 5)
    still_in = set(range(5))
    for each in runoff.rounds:
        assert {option for option, _ in each.votes} == still_in
        assert sum(votes for _, votes in each.votes) + each.exhausted == len(ballots)
        fewest = min(votes for _, votes in each.votes)
        assert all(dict(each.votes)[option] == fewest for option in each.out)
        still_in -= set(each.out)
    best = max(dict(runoff.rounds[-1].votes).items(), key=lambda item: item[1])
    assert best[0] in runoff.winners
    assert runoff.rounds[-1].out == ()


@given(rankings())
def test_a_condorcet_winner_beats_every_other_option_and_nobody_else_does(ballots: list[Ranking]) -> None:
    def place(ranking: Ranking, option: int) -> int:
        return ranking.index(option) if option in ranking else 99

    def beats(one: int, other: int) -> bool:
        lead = [place(ranking, other) - place(ranking, one) for ranking in ballots]
        return sum(each > 0 for each in lead) > sum(each < 0 for each in lead)

    unbeaten = [one for one in range(5) if all(beats(one, other) for other in range(5) if other != one)]
    assert condorcet_winner(Counter(ballots), 5) == (unbeaten[0] if unbeaten else None)


@given(rankings(least=1), st.permutations(range(5)))
def test_the_order_of_the_options_gives_nobody_an_advantage(ballots: list[Ranking], order: list[int]) -> None:
    renamed = run_off([tuple(order[option] for option in ranking) for ranking in ballots], 5)
    assert {order[option] for option in run_off(ballots, 5).winners} == set(renamed.winners)


def test_without_ballots_nobody_wins() -> None:
    assert run_off([], 3).winners == ()
    assert run_off([(), ()], 3).rounds == ()


def test_two_that_tie_to_the_end_share_the_win() -> None:
    runoff = run_off([(0,), (0,), (1,), (1,), (2,)], 3)
    assert runoff.winners == (0, 1)
    assert [(dict(each.votes), each.out) for each in runoff.rounds] == [({0: 2, 1: 2, 2: 1}, (2,)), ({0: 2, 1: 2}, ())]
    assert runoff.rounds[-1].tied


def test_a_tie_for_last_does_not_cost_a_similar_option_the_win() -> None:
    """Dropping both 1 and 2 at once would leave 0 with 5 of 11."""
    ballots = [(0,)] * 5 + [(1, 2)] * 3 + [(2, 1)] * 3
    assert run_off(ballots, 3).winners == (1, 2)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=10))
def test_mean_and_median_of_a_scale_are_those_of_the_list_of_answers(votes: list[int]) -> None:
    answers = list(itertools.chain.from_iterable([step] * count for step, count in enumerate(votes, 1)))
    if answers:
        assert mean_step(votes) == pytest.approx(statistics.fmean(answers))
        assert median_step(votes) == statistics.median(answers)
    else:
        assert mean_step(votes) is None
        assert median_step(votes) is None


@given(st.lists(st.lists(st.none() | st.integers(0, 5), max_size=4), max_size=20))
def test_each_option_is_scored_by_those_who_scored_it(ballots: list[list[int | None]]) -> None:
    for option, scores in enumerate(score_options(ballots, 4)):
        points = [each for ballot in ballots for each in ballot[option : option + 1] if each is not None]
        assert scores.distribution == tuple(points.count(each) for each in range(6))
        assert scores.mean == (pytest.approx(statistics.fmean(points)) if points else None)
