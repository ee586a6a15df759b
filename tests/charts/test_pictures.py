"""Each kind of picture: a PNG that a phone shows, and the same facts in words, whatever people wrote."""

import re
from itertools import product

import pytest

from bot.charts.alluvial import alluvial
from bot.charts.bars import bars
from bot.charts.canvas import ACCENT, ACCENT_INK, BAR, GREY, INK, PALE, PAPER
from bot.charts.distribution import distribution
from bot.charts.picture import Picture
from bot.charts.rounds import rounds
from bot.charts.scores import scores
from bot.charts.time_line import time_line
from tests.budgets import some
from tests.charts.pictures import KINDS, pixels, runs, size

LONG = "A rather long option that runs up to the eighty characters which Discord permits"
CHINESE = "社会信用体系是一个由政府主导的、覆盖个人与企业的综合性信用评价与监管框架"

ODD = {
    "plain": "Who paid for it?",
    "mathtext": r"$x^2$ costs \$5 and $ \frac{a}{b} {} {0} %s",
    "long": LONG * 4,
    "one long word": "W" * 5_000,
    "Chinese": CHINESE,
    "Arabic with a sign": "مرحبا 👍 بالعالم",
    "a script few fonts have": "தமிழ் हिन्दी ᚠᚢᚦ 𓀀",
    "emoji": "🍕 👍🏽 👨‍👩‍👧 🇨🇳 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 😀",
    "lines and tabs": "one\ntwo\r\n\tthree\u2028four\x00\x07",
    "turned direction": "ab\u202edc\u202c \u2066x\u2069\u200f",
    "2,000 marks": "e" + "\u0301" * 2_000,
    "half a surrogate": "a\ud800b",
    "custom emoji": "<:pizza:123456789012345678>",
    "nothing": "",
    "only marks": "\u0301\u200d\ufe0f",
}


@pytest.mark.parametrize(("text", "kind"), list(some(product(ODD, KINDS), 5)))
def test_any_text_makes_a_picture_with_words(text: str, kind: str) -> None:
    picture = KINDS[kind](ODD[text])
    wide, high = size(picture)
    assert wide == 960
    assert 200 <= high <= 2_600
    assert len(picture.png) < 500_000
    assert 20 < len(picture.alt.encode("utf-16-le")) // 2 <= 1_024
    assert picture.alt.isprintable() or "\u200d" in picture.alt


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_values_make_the_same_picture(kind: str) -> None:
    assert KINDS[kind](CHINESE) == KINDS[kind](CHINESE)


@pytest.mark.parametrize(("colour", "least"), [(INK, 7), (GREY, 4.5), (ACCENT_INK, 4.5), (ACCENT, 3), (BAR, 3)])
def test_text_and_marks_stand_out_from_the_paper(colour: str, least: float) -> None:
    assert contrast(colour, PAPER) >= least


def test_kept_and_moved_differ_in_lightness_too() -> None:
    assert contrast(PALE, ACCENT) > 2


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_paper_covers_the_whole_picture() -> None:
    image = pixels(KINDS["bars"]("x"))
    paper = bytes.fromhex(PAPER[1:])
    for corner in [(0, 0), (959, 0), (0, image.height - 1), (959, image.height - 1)]:
        colour = image.getpixel(corner)
        assert isinstance(colour, tuple)
        assert all(abs(part - wanted) < 8 for part, wanted in zip(colour, paper, strict=True))


def test_bars_are_as_long_as_their_shares() -> None:
    picture = bars("Long enough", [("A", 400, 57), ("B", 200, 29), ("C", 100, 14)])
    (first,), (second, third) = runs(picture, ACCENT), runs(picture, BAR)
    assert first / second == pytest.approx(57 / 29, rel=0.03)
    assert second / third == pytest.approx(2, rel=0.03)


def test_not_sure_stands_apart_from_the_options_and_from_percentages() -> None:
    picture = bars("Fair?", [("Not sure", 9, None), ("Yes", 3, 60), ("No", 2, 40)])
    assert len(runs(picture, ACCENT)) == 1, "the option with most votes leads, however many were not sure"
    assert picture.alt.index("Yes") < picture.alt.index("Not sure: 9 votes, counted apart")


def test_a_tie_is_said() -> None:
    picture = bars("Fair?", [("Yes", 3, 50), ("No", 3, 50), ("Half", 0, 0)])
    assert len(runs(picture, ACCENT)) == 2
    assert picture.alt.count("tied for most") == 2


def test_no_vote_leads_nowhere() -> None:
    picture = bars("Fair?", [("Yes", 0, 0), ("No", 0, 0), ("Not sure", 0, None)])
    assert runs(picture, ACCENT) == []
    assert "tied" not in picture.alt


def test_the_alt_text_of_25_long_options_holds_every_number() -> None:
    rows = [(f"{LONG} {number}", 100_000 + number, number) for number in range(25)]
    alt = bars(LONG, rows, "100,000 ballots").alt
    assert [int(votes.replace(",", "")) for votes in re.findall(r": ([\d,]+) votes", alt)] == [row[1] for row in rows]
    assert all(f"({number} %)" in alt for number in range(25))


def test_the_alt_text_of_a_distribution_holds_its_numbers() -> None:
    alt = distribution("Sure?", [CHINESE] * 10, range(10), 6.333, 7.5).alt
    assert re.findall(r": (\d+) answers?", alt) == [str(number) for number in range(10)]
    assert "mean 6.3; median 7.5" in alt


def test_a_distribution_of_nothing_has_no_middle() -> None:
    alt = distribution("Sure?", ["No", "Yes"], [0, 0]).alt
    assert "mean" not in alt
    assert "median" not in alt


def test_points_count_from_nought() -> None:
    alt = scores("Fair?", [("A", 3.4, [1, 0, 2, 3, 4, 2]), ("B", None, [0] * 6)]).alt
    assert "A: mean 3.4, from 0 up 1, 0, 2, 3, 4, 2" in alt
    assert "B: no scores" in alt


def test_the_alt_text_of_the_longest_run_off_holds_every_number() -> None:
    drops = [[(f"{LONG} {n}", 10_000 * at + 100 + n, n == at) for n in range(at, 10)] for at in range(9)]
    picture = rounds(LONG, drops, [f"{LONG} 9"], [at * 3 for at in range(9)])
    assert all(f"{votes:,}" in picture.alt for count in drops for _, votes, _ in count)
    assert picture.alt.count(" out") == 9
    assert "no further choice 24" in picture.alt
    assert len(picture.alt) <= 1_024


def test_a_short_run_off_names_each_option_in_each_round() -> None:
    first = [("A", 3, False), ("B", 3, False), ("C", 1, True)]
    alt = rounds("Next?", [first, [("A", 3, False), ("B", 4, False)]], ["B"]).alt
    assert alt == "Run-off. Next? Round 1: A 3, B 3, C 1 (out). Round 2: A 3, B 4. B wins."


def test_winners_may_share_and_may_be_missing() -> None:
    assert "A and B share the win." in rounds("Next?", [[("A", 3, False), ("B", 3, False)]], ["A", "B"]).alt
    assert "No winner." in rounds("Next?", [], []).alt


def test_who_moved_is_told_with_its_sums() -> None:
    flows = [("Yes", "Yes", 2), ("Yes", "No", 3), ("No", "No", 2), ("No", "Yes", 0)]
    alt = alluvial("Fair?", "Before", "After", ["Yes", "No"], flows, 4, 1).alt
    assert alt == (
        "Before and After. Fair? Kept 4, moved 3, new 1, gone 4. Yes → No: 3; Yes kept: 2; No kept: 2."
    )  # fmt: skip


def test_where_numbers_are_not_told_no_sum_gives_them_away() -> None:
    flows = [("Yes", "Yes", 7), ("Yes", "No", "<3"), ("No", "Yes", "<3"), ("No", "No", 5)]
    alt = alluvial("Fair?", "Before", "After", ["Yes", "No"], flows).alt
    assert "Kept 12 or more, moved 0 or more." in alt
    assert "2 other ways <3 each" in alt
    assert "new" not in alt
    assert "gone" not in alt


def test_more_moves_than_an_alt_text_holds_are_counted() -> None:
    names = [f"{LONG} {number}" for number in range(25)]
    picture = alluvial("Fair?", "Before", "After", names, [(a, b, 1) for a in names for b in names], 0, 0)
    assert re.search(r"and \d+ more\.$", picture.alt)
    assert "Kept 25, moved 600" in picture.alt
    assert len(picture.png) < 1_000_000


def test_a_film_without_notes_or_known_length_is_still_a_picture() -> None:
    assert time_line("Film", None, []).alt == "Time line of 1:00. Film. 0 prompts, 0 notes."


def test_what_was_noted_past_the_end_makes_the_film_longer() -> None:
    assert "Time line of 1:02:30." in time_line("Film", 600, [(3_750, "Late")]).alt


def test_a_hundred_notes_make_no_endless_picture() -> None:
    picture = time_line("Film", 5_400, [(number * 50, LONG) for number in range(100)], [(9, "Look")])
    assert size(picture)[1] < 2_000
    assert re.search(r"and \d+ more\.$", picture.alt)
    assert "0:09 prompt: Look" in picture.alt


def test_pictures_do_not_share_state() -> None:
    first: Picture = KINDS["bars"]("One")
    KINDS["alluvial"]("Two")
    assert KINDS["bars"]("One") == first
