"""Pages for a shared screen to look at: every kind of content, many scripts, more than fits.

`python -m tests.charts.big_sheet FOLDER` writes each page as a file.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.charts.big import Row, big
from tests.charts.sheet import ARABIC, CHINESE, CHINESE_QUESTION, DEVANAGARI, EMOJI, HEBREW, LONGER, QUESTION, WORD

PROMPT = "Prompt 3 of 12 · 12:30"
SAID = (
    "The narrator speaks over the pictures, so I believe what I see before I ask who filmed it and why. "
    "Then the film cuts to a face, and nobody says whose it is. "
)


def bars(labels: Sequence[str]) -> list[Row]:
    total = sum(range(1, len(labels) + 1))
    shares = [round(100 * (len(labels) - place) / total) for place in range(len(labels))]
    return [(label, f"{100 + share:,} ({share} %)", share, not place) for place, (label, share) in
            enumerate(zip(labels, shares, strict=True))]  # fmt: skip


def texts(*answers: str) -> list[Row]:
    return [(answer, "", None, False) for answer in answers]


PAGES: dict[str, tuple[str, str, list[Row]]] = {
    "a short prompt": (PROMPT, "Who speaks, and who does not?", []),
    "a prompt with options": (PROMPT, QUESTION, texts("A. The state", "B. A company", "C. Nobody")),
    "a prompt of 2,800 characters": (PROMPT, SAID * 18, []),
    "one answer of 2,800 characters": ("Prompt 3 · 1 answer", "What did you see?", texts(SAID * 18)),
    "200 answers": ("Prompt 3 · 200 answers", QUESTION, texts(*(f"{n}: {SAID}" for n in range(200)))),
    "two bars": ("#12 · closed · 7 ballots", "Fair?", bars(("Yes", "No"))),
    "25 long options": ("#12 · closed · 325 ballots", QUESTION, bars(LONGER)),
    "a question of 300": ("#12 · closed", (QUESTION + " ") * 3, bars(("Yes", "No", "Perhaps"))),
    "Chinese": ("#12 · closed", CHINESE_QUESTION * 2, bars(CHINESE)),
    "Arabic": (PROMPT, "هل تعتقد أن النظام عادل؟", bars(ARABIC)),
    "Hebrew": (PROMPT, "האם המערכת הוגנת?", bars(HEBREW)),
    "Devanagari": (PROMPT, "क्या यह व्यवस्था न्यायपूर्ण है?", bars(DEVANAGARI)),
    "emoji": (PROMPT, "🍿 Which night?", bars(EMOJI)),
    "scripts that no font has": (PROMPT, "தமிழ் ᚠᚢᚦ 𓀀", bars(("தமிழ்", "ᚠᚢᚦ", "𓀀", "தமிழ்"))),
    "one long word": (PROMPT, WORD * 2, bars((WORD, WORD * 3, "Short"))),
    "nothing": (PROMPT, "", []),
}


def write(folder: Path) -> None:
    """The first two pages and the last of each, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, (head, title, rows)) in enumerate(PAGES.items(), 1):
        count = big(head, title, rows).pages
        for page in sorted({0, min(1, count - 1), count - 1}):
            file = folder / f"{number:02} {name}, {page + 1} of {count}.png"
            file.write_bytes(big(head, title, rows, page).picture.png)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
