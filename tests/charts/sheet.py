"""Forty pictures of polls to look at: short and long, few and many, of many scripts, ties and nothing.

`python -m tests.charts.sheet FOLDER` writes each as a file, and a page with all of them on dark and on light ground.
"""

import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

from bot.charts.alluvial import alluvial
from bot.charts.availability import availability
from bot.charts.bars import bars
from bot.charts.distribution import distribution
from bot.charts.picture import Picture
from bot.charts.rounds import rounds
from bot.charts.scores import scores

LONG = "A rather long option that runs up to the eighty characters which Discord permits"
QUESTION = "Which of these comes nearest to how you picture the system before you have seen anything of it?"
CHINESE = ("社会信用体系是一个由政府主导的综合性信用评价框架", "一个人人都有的分数", "许多名单", "不知道")
CHINESE_QUESTION = "您如何看待社会信用体系？这是一个很长的问题，需要换行才能完整显示在图片的标题之中"
CHINESE_STEPS = ("完全不", "有一点", "一半", "大致", "完全")
ARABIC = ("نعم، إلى حد كبير", "لا، ليس كذلك", "ربما 3 من 5", "لا أعرف")
HEBREW = ("כן, במידה רבה", "לא בדיוק (2 מתוך 5)", "אולי", "אין לי דעה")
DEVANAGARI = ("हाँ, पूरी तरह", "नहीं, बिल्कुल नहीं", "शायद थोड़ा", "पता नहीं")
EMOJI = ("👍 Yes", "👎🏽 No", "👨‍👩‍👧 Family night", "🇨🇳 🎬 Film night 🍿")
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

Votes = list[tuple[str, int]]


def barred(title: str, votes: Votes, unsure: int | None = None, *, of: int | None = None) -> Picture:
    """Bars, with shares as the bot reckons them; `of`: ballots, where a voter chooses several."""
    total = of or sum(count for _, count in votes) or 1
    rows = [(label, count, (200 * count + total) // (2 * total)) for label, count in votes]
    apart = [] if unsure is None else [("Not sure", unsure, None)]
    return bars(title, [*rows, *apart], f"{total} ballots")


def falling(*labels: str) -> Votes:
    return [(label, max(len(labels) - place, 0)) for place, label in enumerate(labels)]


def run_off(labels: tuple[str, ...], of: int) -> Picture:
    """One option drops out in each round."""
    size = len(labels)
    votes = [of // size + (size - place) for place in range(size)]
    counts = [
        [(labels[place], votes[place] + round_ * 2, place == size - 1 - round_) for place in range(size - round_)]
        for round_ in range(size - 1)
    ]
    return rounds("Which film shall we watch next?", counts, labels[:1], range(size - 1), f"{of} ballots")


def moved(labels: tuple[str, ...], cells: list[list[int | str]], gone: int | None = 0, new: int | None = 0) -> Picture:
    flows = [
        (labels[before], labels[after], count)
        for before, row in enumerate(cells)
        for after, count in enumerate(row)
        if count
    ]
    return alluvial(QUESTION, "Before", "After", labels, flows, gone, new)


def everywhere(size: int, told: int | str) -> list[list[int | str]]:
    return [[told for _ in range(size)] for _ in range(size)]


NUMBERED = tuple(f"Option {number}" for number in range(1, 26))
LONGER = tuple(f"{number}: {LONG[:76]}" for number in range(1, 26))
TEN = NUMBERED[:10]
STEPS = ("Not at all", "A little", "Half", "Mostly", "Fully")

SHEET: dict[str, Callable[[], Picture]] = {
    "two short": lambda: barred("Fair?", [("Yes", 3), ("No", 4)]),
    "two long": lambda: barred(QUESTION * 3, falling(*LONGER[:2])),
    "nobody yet": lambda: barred("Fair?", [("Yes", 0), ("No", 0)], 0),
    "one takes all": lambda: barred("Fair?", [("Yes", 12), ("No", 0), ("Perhaps", 0)]),
    "tie of three": lambda: barred("Fair?", [("Yes", 4), ("No", 4), ("Perhaps", 4), ("Never", 1)], 2),
    "more unsure than sure": lambda: barred("Fair?", [("Yes", 1), ("No", 2)], 30),
    "thousands": lambda: barred("Fair?", [("Yes", 123_456), ("No", 98_765), ("Perhaps", 1)], 1_234),
    "ten options": lambda: barred("Which?", falling(*TEN), 3),
    "twenty-five short": lambda: barred("Which?", falling(*NUMBERED), 3),
    "twenty-five long": lambda: barred(QUESTION, falling(*LONGER), 3),
    "several choices": lambda: barred("Which of these?", [("A", 9), ("B", 8), ("C", 10), ("D", 1)], of=10),
    "one long word": lambda: barred(WORD, falling(WORD, "Short", WORD[:40])),
    "Chinese": lambda: barred(CHINESE_QUESTION, falling(*CHINESE)),
    "Arabic": lambda: barred("هل تعتقد أن النظام عادل؟", falling(*ARABIC), 2),
    "Hebrew": lambda: barred("האם המערכת הוגנת?", falling(*HEBREW), 2),
    "Devanagari": lambda: barred("क्या यह व्यवस्था न्यायपूर्ण है?", falling(*DEVANAGARI)),
    "emoji": lambda: barred("🍿 Which night?", falling(*EMOJI)),
    "many scripts": lambda: barred(
        "Fair?", falling("Да", "Ναι", "Có, đúng vậy", "ใช่", "はい", "예", "ஆம்", "ავთენტური")
    ),
    "scale of two": lambda: distribution("Sure?", ("No", "Yes"), (2, 5), 1.71, 2, "7 ballots"),
    "scale of five": lambda: distribution("How sure are you?", STEPS, (0, 2, 7, 7, 1), 3.4, 3, "17 ballots"),
    "scale of ten long": lambda: distribution(QUESTION, LONGER[:10], range(10), 6.3, 7, "45 ballots"),
    "scale at its end": lambda: distribution("How sure are you?", STEPS, (0, 0, 0, 0, 12_345), 5, 5, "12,345 ballots"),
    "scale in Chinese": lambda: distribution("有多确定？", CHINESE_STEPS, (1, 0, 3, 2, 1), 3.3, 3),
    "scale of nothing": lambda: distribution("How sure are you?", STEPS, (0, 0, 0, 0, 0), None, None, "0 ballots"),
    "scores of two": lambda: scores(
        "How good?", [("Red", 4.2, (0, 0, 1, 1, 2, 6)), ("Blue", None, (0,) * 6)], "10 ballots"
    ),
    "scores of ten long": lambda: scores(
        QUESTION, [(label, place / 2, [place] * 6) for place, label in enumerate(LONGER[:10])], "60 ballots · 5 is best"
    ),
    "scores that tie": lambda: scores(
        "How good?", [(label, 5.0, (0, 0, 0, 0, 0, 9)) for label in ARABIC[:3]], "9 ballots"
    ),
    "ranking of two": lambda: rounds("Next?", [[("Red", 5, False), ("Blue", 2, False)]], ["Red"], [0], "7 ballots"),
    "ranking of four": lambda: run_off(("Red", "Green", "Blue", "White"), 40),
    "ranking of ten long": lambda: run_off(LONGER[:10], 1_000),
    "ranking that ties": lambda: rounds(
        "Next?",
        [
            [("👍 Red", 4, False), ("社会信用", 4, False), ("Blue", 1, True)],
            [("👍 Red", 4, False), ("社会信用", 4, False)],
        ],
        ["👍 Red", "社会信用"],
        [0, 1],
        "9 ballots",
    ),
    "evenings": lambda: availability(
        "When do we watch?",
        [("Fri 23 Oct, 18:00", (4, 1, 0), True), ("Sat", (2, 0, 3), False), ("Never", (0, 0, 5), False)],
    ),
    "ten evenings that tie": lambda: availability(
        QUESTION, [(label, (3, 2, 1), True) for label in LONGER[:10]], "6 ballots"
    ),
    "moved between two": lambda: moved(("Yes", "No"), [[4, 3], [1, 2]], 1, 2),
    "moved with empty options": lambda: moved(
        ("One score for every person", "Nobody chose this", "Many lists, grades and points", "Nor this", "Not sure"),
        [[2, 0, 3, 0, 0], [0] * 5, [0] * 5, [0] * 5, [0, 0, 1, 0, 1]],
    ),
    "moved between ten long": lambda: moved(LONGER[:10], everywhere(10, 1), 4, 4),
    "moved among 25 with most empty": lambda: moved(
        NUMBERED, [[6 if a == b == 3 else 2 if (a, b) == (3, 20) else 0 for b in range(25)] for a in range(25)]
    ),
    "moved, small numbers not told": lambda: moved(
        ("Yes", "No", "Perhaps"), [[7, "<3", 4], ["<3", 5, "<3"], [3, "<3", "<3"]], None, None
    ),
    "moved in Arabic": lambda: moved(ARABIC, [[5, 1, 0, 0], [2, 3, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1]], 1, 1),
    "moved by one alone": lambda: moved(
        ("Yes", "No", "Perhaps", "Not sure"), [[500, 1, 0, 0], [0, 300, 1, 0], [0] * 4, [0] * 4]
    ),
}


def write(folder: Path) -> None:
    """Every picture as a file, and a page with all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    shown: list[str] = []
    for number, (name, draw) in enumerate(SHEET.items(), 1):
        picture, file = draw(), f"{number:02} {name}.png"
        (folder / file).write_bytes(picture.png)
        alt = escape(picture.alt)
        shown.append(f'<figure><figcaption>{file}</figcaption><img src="{file}" alt="{alt}"><p>{alt}</p></figure>')
    half = "".join(shown)
    look = "figure{display:inline-block;width:480px;vertical-align:top}img{width:100%}section{padding:1em}"
    dark, light = "background:#313338;color:#eee", "background:#fff;color:#222"
    page = f'<style>{look}</style><section style="{dark}">{half}</section><section style="{light}">{half}</section>'
    (folder / "index.html").write_text(f'<!doctype html><meta charset="utf-8">{page}', encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
