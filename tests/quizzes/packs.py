"""Packs to ask about: those that ship, and made-up ones of any mixture; the same seed gives the same pack."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from msgspec import convert

from bot.packs.format.model import Pack, Verdict
from bot.packs.reading.reader import read_pack

CONTENT = Path(__file__).parents[2] / "content"
WORDS = [
    "harbour", "archive", "orchard", "signal", "border", "market", "lantern", "railway", "valley", "chorus",
    "ledger", "mirror", "quiet", "early", "narrow", "distant", "golden", "hidden", "restless", "public",
    "broken", "patient", "northern", "common", "shows", "follows", "questions", "repeats", "measures",
]  # fmt: skip
SCRIPT = "河山城市電影記錄歷史人民時間光影聲音故事遠近"


@cache
def shipped() -> tuple[Pack, ...]:
    """The packs that ship."""
    packs = [read_pack(path).pack for path in sorted(CONTENT.iterdir()) if path.is_dir()]
    return tuple(pack for pack in packs if pack)


def made_up(seed: int) -> Pack:
    """A pack of some claims, terms, questions and explainers, or of some of these only."""
    return convert(_Author(Random(seed)).pack(), Pack)


class _Author:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.verdicts = random.choice([list(Verdict), [Verdict.TRUE], [Verdict.FALSE], [Verdict.TRUE, Verdict.FALSE]])

    def pack(self) -> dict[str, Any]:
        claims = [self._claim(number) for number in range(self._some())]
        explainers = [self._explainer(number, [claim["id"] for claim in claims]) for number in range(self._some() // 3)]
        subjects = [entry["id"] for entry in (*claims, *explainers)]
        return {
            "format": 1,
            "id": "made-up",
            "version": "1.0.0",
            "title": "Made up",
            "sources": {"A1": {"title": "A source", "kind": "media"}},
            "claims": claims,
            "explainers": explainers,
            "glossary": [self._term(number) for number in range(self._some() // 2)],
            "questions": [self._question(number, subjects) for number in range(self._some())],
        }

    def _some(self) -> int:
        return self.random.choice([0, 1, 3, 6, 12, 24])

    def _sentence(self, most: int = 12) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(3, most))).capitalize() + "."

    def _sources(self) -> dict[str, Any]:
        return {"sources": ["A1"]} if self.random.random() < 0.9 else {}

    def _claim(self, number: int) -> dict[str, Any]:
        note = {"note": self._sentence()} if self.random.random() < 0.9 else {}
        verdict = {"verdict": self.random.choice(self.verdicts)} if self.random.random() < 0.95 else {}
        evidence = [{"text": self._sentence(), "sources": ["A1"]}] if self.random.random() < 0.5 else []
        claim = {"id": f"c{number}", "claim": self._sentence(), "against": evidence}
        return claim | note | verdict | self._sources()

    def _explainer(self, number: int, claims: list[str]) -> dict[str, Any]:
        points = [{"text": self._sentence()} | self._sources() for _ in range(self.random.randint(0, 5))]
        wrong = self.random.sample(claims, min(2, len(claims)))
        return {"id": f"e{number}", "title": self._sentence(4), "key_points": points, "misconceptions": wrong}

    def _term(self, number: int) -> dict[str, Any]:
        name = " ".join(self.random.sample(WORDS, self.random.randint(1, 2)))
        words = [*self.random.choices(WORDS, k=6), *([name] if self.random.random() < 0.5 else []), f"{name}s"]
        self.random.shuffle(words)
        native = {"native": "".join(self.random.sample(SCRIPT, 3))} if self.random.random() < 0.5 else {}
        term = {"id": f"t{number}", "term": f"{name} {number}", "definition": " ".join(words)}
        return term | native | self._sources()

    def _question(self, number: int, subjects: list[str]) -> dict[str, Any]:
        kind = self.random.choice(["one", "one", "several", "order", "recall"])
        texts = [f"{word} {place}" for place, word in enumerate(self.random.sample(WORDS, self.random.randint(2, 6)))]
        asked = f"{self._sentence()} {self.random.choice([texts[0], '', ''])}?"
        right = 0 if kind in ("order", "recall") else 1 if kind == "one" else self.random.randint(1, len(texts) - 1)
        options = [{"text": text, "right": place < right} for place, text in enumerate(texts)]
        about = self.random.sample(subjects, min(len(subjects), self.random.randint(0, 2)))
        made = {"id": f"q{number}", "ask": asked, "kind": kind, "about": about, "because": self._sentence()}
        answer = {"answer": texts[0]} if kind == "recall" else {"options": options}
        return made | answer | {"sources": ["A1"]}
