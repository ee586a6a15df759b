"""Writes runoff.txt: random profiles with the winners that the library pref_voting finds.

The library brings thirty packages and compilers of its own, so its answers are kept instead of it. To make them anew,
in this folder:

    uv run --no-project --with pref_voting==1.18.2 python make.py > runoff.txt

A line holds the number of options, the winners of the instant run-off with parallel-universe tie-breaking, the
Condorcet winner or `-`, and the ballots: `2*130` stands for two that rank 1, then 3, then 0.
"""

import random
import sys
from collections import Counter

from pref_voting.iterative_methods import instant_runoff_put  # pyright: ignore[reportMissingImports] - see above
from pref_voting.profiles_with_ties import ProfileWithTies  # pyright: ignore[reportMissingImports]


def profile(chance: random.Random) -> tuple[int, Counter[tuple[int, ...]]]:
    """A few voters for many ties, or many; some rank everything, others only what they care for."""
    options = chance.choice([2, 3, 3, 4, 4, 5, 6, 7])
    voters = chance.choice([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 40, 100])
    shortest = chance.choice([1, options])
    kinds = [tuple(chance.sample(range(options), chance.randint(shortest, options))) for _ in range(min(voters, 12))]
    return options, Counter(chance.choices(kinds, k=voters))


def main() -> None:
    """Print the reference."""
    chance = random.Random(20261123)
    for _ in range(5000):
        options, ballots = profile(chance)
        ranks = [{option: place for place, option in enumerate(ranking, 1)} for ranking in ballots]
        poll = ProfileWithTies(ranks, rcounts=list(ballots.values()), candidates=list(range(options)))
        poll.use_extended_strict_preference()
        winners = "".join(map(str, instant_runoff_put(poll)))
        condorcet = poll.condorcet_winner()
        written = " ".join(f"{count}*{''.join(map(str, ranking))}" for ranking, count in ballots.items())
        sys.stdout.write(f"{options} {winners} {'-' if condorcet is None else condorcet} {written}\n")


if __name__ == "__main__":
    main()
